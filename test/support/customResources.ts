import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { before } from "mocha";
import { kubectl, testCluster } from "./cluster";
import { eventually } from "./eventually";

/** The Go module of each project, and the files of its CRDs. */
type Published = Record<string, string[]>;

/** The CRDs that the component uses. */
const used: Published = {
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

/** The CRDs that the guide for GitOps uses. */
const gitOps: Published = {
  "github.com/argoproj/argo-cd/v3": ["manifests/crds/application-crd.yaml"],
  "github.com/fluxcd/kustomize-controller": [
    "config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml",
  ],
  "github.com/fluxcd/source-controller": ["config/crd/bases/source.toolkit.fluxcd.io_gitrepositories.yaml"],
};

let installing: Promise<void> | undefined;

/** Installs the real CRDs of all custom resources that the component creates, unless an earlier suite has: they stay. */
export function withCustomResources(): void {
  before(async function () {
    this.timeout(180_000);
    await (installing ??= install("crds", used));
  });
}

/** Installs the real CRDs of Argo CD and Flux. */
export function withGitOpsResources(): void {
  before(async function () {
    this.timeout(180_000);
    await install("gitops", gitOps);
  });
}

async function install(folder: string, published: Published): Promise<void> {
  const files = (await definitionFiles(folder, published)).map((file) => `--filename=${file}`);
  await kubectl("apply", "--server-side", ...files);
  // kubectl fails if a definition is so new that its status has no conditions yet.
  await eventually(() => kubectl("wait", "--for=condition=Established", "--timeout=60s", ...files));
}

/** Removes a CRD, with all its objects, until a later suite installs it again. */
export async function removeCustomResource(name: string): Promise<void> {
  installing = undefined;
  await kubectl("delete", "customresourcedefinition", name, "--ignore-not-found", "--wait=false");
  // The API server can postpone the removal for minutes, and continues it after a change.
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

/** Downloads the modules that go.sum in a folder pins, unless Go has cached them. */
async function definitionFiles(folder: string, published: Published): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    "go",
    ["mod", "download", "-json", ...Object.keys(published)],
    { cwd: join(__dirname, "../modules", folder), env: { ...process.env, GOFLAGS: "", GOTOOLCHAIN: "auto" } },
  );
  // The output is a sequence of JSON objects, not a list.
  const modules = stdout
    .split(/^}$/m)
    .filter((text) => text.trim() !== "")
    .map((text) => JSON.parse(`${text}}`) as { Path: string; Dir: string });
  return modules.flatMap(({ Path, Dir }) => published[Path].map((file) => join(Dir, file)));
}
