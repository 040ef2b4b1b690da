import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { run, type RunResult } from "../../../local/subprocess";

const root = join(__dirname, "../../..");

/** Runs a program in `local/` like its npm script. */
function local(program: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<RunResult> {
  return run(process.execPath, ["--import", "tsx", join(root, "local", program), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    expect: [0, 1],
  });
}

describe("the local commands", () => {
  for (const name of ["up", "preview", "destroy", "cluster", "down"]) {
    it(`print the help of ${name} with --help, and do nothing else`, async () => {
      const { code, stdout, stderr } = await local("cli.ts", [name, "--help"]);
      expect(code).to.equal(0);
      expect(stdout).to.match(
        new RegExp(`^Usage: npm run local:${name}\n\n.+\n\nOptions:\n  -h, --help .*\n$`),
      );
      expect(stderr).to.equal("");
    });
  }

  it("print the help of render with --help, and render nothing", async () => {
    const { code, stdout } = await local("render.ts", ["--help"]);
    expect(code).to.equal(0);
    expect(stdout).to.contain("--show-secrets").and.not.contain("kind:");
  });

  const mistakes: [program: string, args: string[], message: string][] = [
    ["cli.ts", ["donw"], "unknown command 'donw'"],
    ["cli.ts", ["down", "--now"], "unknown option '--now'"],
    ["cli.ts", ["down", "please"], "too many arguments"],
    ["render.ts", ["--stak", "prod"], "unknown option '--stak'"],
    ["render.ts", ["prod"], "too many arguments"],
  ];
  for (const [program, args, message] of mistakes) {
    it(`reject ${program} ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await local(program, args);
      expect(code).to.equal(1);
      expect(stderr).to.contain(message);
      expect(stdout).to.equal("");
    });
  }
});

describe("a failed build of the local cluster", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "emqx-build-"));
  });
  afterEach(async () => {
    // Go makes modules read-only.
    await run("chmod", ["-R", "u+w", directory]);
    await rm(directory, { recursive: true });
  });

  /** The error message of a build with empty caches. */
  async function failure(env: NodeJS.ProcessEnv): Promise<string> {
    const nothing = { XDG_CACHE_HOME: join(directory, "cache"), GOMODCACHE: join(directory, "modules") };
    const { code, stderr } = await local("cli.ts", ["cluster"], { ...nothing, ...env });
    expect(code).to.equal(1);
    return stderr;
  }

  /** A PATH with a `go` that fails with this message. */
  async function failingGo(message: string): Promise<string> {
    const folder = join(directory, "bin");
    await mkdir(folder);
    await writeFile(join(folder, "go"), `#!/bin/sh\ncat >&2 <<'END'\n${message}\nEND\nexit 1\n`);
    await chmod(join(folder, "go"), 0o755);
    return `${folder}:${process.env.PATH}`;
  }

  it("reports that Go is not on the PATH", async () => {
    expect(await failure({ PATH: directory })).to.contain("Go is not on the PATH. Install Go");
  });

  it("reports which module the proxy refuses", async () => {
    const proxy = createServer((_, response) => response.writeHead(403).end("refused")).listen(
      0,
      "127.0.0.1",
    );
    try {
      const { port } = await new Promise<AddressInfo>((resolve) =>
        proxy.once("listening", () => resolve(proxy.address() as AddressInfo)),
      );
      const message = await failure({ GOPROXY: `http://127.0.0.1:${port}`, GONOSUMDB: "*", GOFLAGS: "" });
      expect(message)
        .to.contain("A module cannot be downloaded: check GOPROXY")
        .and.match(/\S+@v\S+: .*403 Forbidden/);
    } finally {
      proxy.close();
    }
  });

  it("reports that downloads are disabled", async () => {
    expect(await failure({ GOPROXY: "off" })).to.contain("A module cannot be downloaded: check GOPROXY");
  });

  const messages: [title: string, said: string, advice: string][] = [
    [
      "that Go is too old",
      "go: go.mod requires go >= 1.26.0 (running go 1.24.1; GOTOOLCHAIN=local)",
      "Your Go is too old",
    ],
    [
      "that Go is far too old",
      "go: errors parsing go.mod:\ngo.mod:3: invalid go version '1.26.0'",
      "Your Go is too old",
    ],
    [
      "that the disk is full",
      "# k8s.io/api/core/v1\nwrite /tmp/go-build1/b2/_pkg_.a: no space left on device",
      "The disk is full: free 8 GB",
    ],
    [
      "that the module cache is damaged",
      "verifying k8s.io/api@v0.36.3: checksum mismatch\n\tdownloaded: h1:a\n\tgo.sum: h1:b\nSECURITY ERROR",
      "The module cache is damaged",
    ],
    [
      "that the build cache is damaged",
      '# k8s.io/api/core/v1\ncould not import fmt (reading export data: "go/1/2-d": unexpected EOF)',
      "The build cache may be damaged: run `go clean -cache",
    ],
  ];
  for (const [title, said, advice] of messages) {
    it(`reports ${title}, with the last lines of Go's output`, async () => {
      const message = await failure({ PATH: await failingGo(said) });
      expect(message).to.contain(advice).and.contain(said.split("\n").at(-1));
      expect(message).not.to.contain("    at ");
    });
  }
});
