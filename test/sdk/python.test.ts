import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../local/subprocess";
import { hasPython, python } from "./support/python";
import { exampleWithSdk } from "./support/sdks";

describe("The Python SDK", function () {
  // The first run installs Pulumi's own SDK.
  this.timeout(300_000);
  let interpreter: string;
  let project: string;

  before(async function () {
    if (!(await hasPython())) {
      console.warn(
        "\n  SKIPPED, so not tested: the Python SDK. Python 3.10 or later with venv is not installed.\n",
      );
      this.skip();
    }
    interpreter = await python();
    project = await exampleWithSdk("python");
  });

  /** The type errors of the example. Empty if there are none. */
  async function typeErrors(): Promise<string> {
    const env = { ...process.env, MYPYPATH: join(project, "sdks/emqx-pulumi-emqx") };
    const args = ["-m", "mypy", "--strict", "--follow-imports=silent", "--cache-dir=../mypy", "__main__.py"];
    const { code, stdout } = await run(interpreter, args, { cwd: project, env, expect: [0, 1] });
    return code === 0 ? "" : stdout;
  }

  it("is valid Python", async () => {
    const sdk = join(project, "sdks/emqx-pulumi-emqx/emqx_pulumi_emqx");
    await run(interpreter, ["-m", "compileall", "-q", sdk]);
  });

  it("has types that accept the example", async () => {
    expect(await typeErrors()).to.equal("");
  });

  it("rejects a misspelt argument", async () => {
    const file = join(project, "__main__.py");
    writeFileSync(file, readFileSync(file, "utf8").replace("dashboard_password", "dashboard_pasword"));
    expect(await typeErrors()).to.include('No overload variant of "EmqxCluster" matches');
  });
});
