import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { before } from "mocha";
import { kubectl, testCluster } from "./cluster";
import { eventually } from "./eventually";

/** Where each project's module has its definitions, and the names of those that the component knows. */
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

let installing: Promise<void> | undefined;

/** Installs the real definitions of all custom resources that the component makes, if no suite before has: they stay. */
export function withCustomResources(): void {
  before(async function () {
    this.timeout(180_000);
    await (installing ??= install());
  });
}

async function install(): Promise<void> {
  const files = (await definitionFiles()).map((file) => `--filename=${file}`);
  await kubectl("apply", "--server-side", ...files);
  await kubectl("wait", "--for=condition=Established", "--timeout=60s", ...files);
}

/** Removes a definition, with all its objects, until the next suite that needs it. */
export async function removeDefinition(name: string): Promise<void> {
  installing = undefined;
  await kubectl("delete", "customresourcedefinition", name, "--ignore-not-found", "--wait=false");
  // The API server can put a removal off for minutes; it goes on at a change.
  await eventually(async () => {
    const change = [
      "annotate",
      "customresourcedefinition",
      name,
      "--overwrite",
      `example.com/at=${Date.now()}`,
    ];
    const { stderr } = await (await testCluster()).kubectl(change, { expect: [0, 1] });
    if (!stderr.includes("NotFound")) throw new Error(stderr || `${name} is still there`);
  });
}

/** Downloads the modules, which go.sum pins, unless Go has them already. */
async function definitionFiles(): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    "go",
    ["mod", "download", "-json", ...Object.keys(published)],
    { cwd: join(__dirname, "../modules/crds"), env: { ...process.env, GOFLAGS: "", GOTOOLCHAIN: "auto" } },
  );
  // One JSON object after another, and no list.
  const modules = stdout
    .split(/^}$/m)
    .filter((text) => text.trim() !== "")
    .map((text) => JSON.parse(`${text}}`) as { Path: string; Dir: string });
  return modules.flatMap(({ Path, Dir }) => published[Path].map((file) => join(Dir, file)));
}
