import { expect } from "chai";
import { repositoryAddress, repositoryFields } from "../../../release/repository";
import { checkTag, checkVersions, readMentions, readVersion } from "../../../release/versions";

describe("The version of a release", () => {
  it("is the same in all files of this commit", () => {
    const mentions = readMentions();
    expect(mentions.map(({ file }) => file)).to.include.members([
      "package.json",
      "examples/minimal/package.json",
    ]);
    expect(() => checkVersions(readVersion(), mentions)).not.to.throw();
  });

  it("is rejected if a file names another one", () => {
    const mentions = [
      { file: "package.json", text: "0.1.0" },
      { file: "examples/minimal/package.json", text: "^0.1.0" },
      { file: "examples/production/package.json", text: "^0.2.0" },
    ];
    expect(() => checkVersions("0.2.0", mentions)).to.throw(
      /package\.json: got 0\.1\.0; must be or accept 0\.2\.0\n {2}examples\/minimal\/package\.json: got \^0\.1\.0; must be or accept 0\.2\.0$/,
    );
  });

  it("is rejected if its tag exists", () => {
    expect(checkTag("0.1.0", ["v0.0.9", "v0.1.0"])).to.contain("The tag v0.1.0 exists already");
    expect(checkTag("0.2.0", ["v0.0.9", "v0.1.0"])).to.equal(undefined);
  });

  it("is rejected if it is not a semantic version", () => {
    expect(() => checkVersions("1.0", [])).to.throw("got 1.0; must be a semantic version");
  });
});

describe("The repository of a release", () => {
  it("is the one that the workflow runs in", () => {
    const environment = { GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "example/emqx" };
    expect(repositoryFields(repositoryAddress(environment)!)).to.deep.equal([
      "repository.type=git",
      "repository.url=git+https://github.com/example/emqx.git",
      "repository.directory=components",
      "homepage=https://github.com/example/emqx#readme",
      "bugs.url=https://github.com/example/emqx/issues",
    ]);
  });

  it("is unknown elsewhere", () => {
    expect(repositoryAddress({ GITHUB_SERVER_URL: "https://github.com" })).to.equal(undefined);
  });
});
