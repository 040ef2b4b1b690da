import { ProcessError, run } from "./subprocess";

/** Settings that affect the result, so that the user's own do not. */
const environment = {
  GOFLAGS: "-mod=readonly -trimpath -buildvcs=false",
  GOWORK: "off",
  CGO_ENABLED: "0",
  GOOS: "",
  GOARCH: "",
  GOEXPERIMENT: "",
};

export interface GoOptions {
  /** The folder of the module. */
  cwd: string;
  /** Called with each line that Go writes to standard error. */
  onLine?: (line: string) => void;
}

/** Runs `go` and returns its output. Errors say what to do. */
export async function go(args: string[], { cwd, onLine }: GoOptions): Promise<string> {
  try {
    const { stdout } = await run("go", args, { cwd, env: { ...process.env, ...environment }, onLine });
    return stdout;
  } catch (error) {
    throw error instanceof ProcessError ? new Error(explain(error), { cause: error }) : error;
  }
}

/** Patterns in error messages of Go, and what to do about them. */
const causes: [pattern: RegExp, advice: string][] = [
  [
    /requires go >= |toolchain not available|invalid go version|unknown directive/,
    "Your Go is too old, and is not allowed to download the release that go.mod requires. Install that release, or unset GOTOOLCHAIN.",
  ],
  [
    /no space left on device|disk quota exceeded/,
    "The disk is full: free 8 GB in the folders that `go env GOCACHE GOMODCACHE` prints, and run the command again.",
  ],
  [
    /checksum mismatch|SECURITY ERROR/,
    "The module cache is damaged, or the proxy serves content that does not match go.sum. Run `go clean -modcache`.",
  ],
  [
    /dial tcp|no such host|proxyconnect|i\/o timeout|TLS handshake|unrecognized import path|: (?:40[0-9]|410|50[0-9]) |disabled by GOPROXY/,
    "A module cannot be downloaded: check GOPROXY and the network, and run the command again.",
  ],
  [
    /could not import|export data|unexpected EOF|zip: not a valid zip file|cannot find package/,
    "The build cache may be damaged: run `go clean -cache -modcache`, and run the command again.",
  ],
];

function explain(error: ProcessError): string {
  if (error.notFound) {
    return "Go is not on the PATH. Install Go 1.21 or later: it downloads the release that the build requires.";
  }
  const { stderr } = error.result;
  const advice = causes.find(([pattern]) => pattern.test(stderr))?.[1] ?? "Go failed.";
  return `${advice}\n${lastErrors(stderr)}`;
}

/** The last lines, without progress messages. */
function lastErrors(text: string): string {
  const lines = text
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^go: downloading |^[\w./~-]+$/.test(line));
  return lines.slice(-6).join("\n");
}
