import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { after, before } from "mocha";
import { kubectl } from "./cluster";

/** The Go module of each project, and the files of its CRDs that the component uses. */
const published: Record<string, string[]> = {
  "github.com/cert-manager/cert-manager": ["deploy/crds/cert-manager.io_certificates.yaml"],
  "github.com/prometheus-operator/prometheus-operator": [
    "servicemonitors",
    "podmonitors",
    "prometheusrules",
  ].map((kind) => `example/prometheus-operator-crd/monitoring.coreos.com_${kind}.yaml`),
  "sigs.k8s.io/gateway-api": ["httproutes", "tlsroutes", "tcproutes"].map(
    (kind) => `config/crd/standard/gateway.networking.k8s.io_${kind}.yaml`,
  ),
};

/** Installs the real CRDs of all custom resources that the component creates, for the duration of a suite. */
export function withCustomResources(): void {
  let files: string[] = [];
  before(async function () {
    this.timeout(180_000);
    files = (await definitionFiles()).map((file) => `--filename=${file}`);
    await kubectl("apply", "--server-side", ...files);
    await kubectl("wait", "--for=condition=Established", "--timeout=60s", ...files);
  });
  after(async function () {
    this.timeout(60_000);
    // Mocha also runs this if the suite was skipped before anything was installed.
    if (files.length > 0) {
      await kubectl("delete", "--ignore-not-found", "--wait", ...files);
    }
  });
}

/** Downloads the modules that go.sum pins, unless Go has cached them. */
async function definitionFiles(): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    "go",
    ["mod", "download", "-json", ...Object.keys(published)],
    { cwd: join(__dirname, "../modules/crds"), env: { ...process.env, GOFLAGS: "", GOTOOLCHAIN: "auto" } },
  );
  // The output is a sequence of JSON objects, not a list.
  const modules = stdout
    .split(/^}$/m)
    .filter((text) => text.trim() !== "")
    .map((text) => JSON.parse(`${text}}`) as { Path: string; Dir: string });
  return modules.flatMap(({ Path, Dir }) => published[Path].map((file) => join(Dir, file)));
}
