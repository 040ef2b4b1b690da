import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { go } from "./go";

// The Go modules to build, pinned by go.mod and go.sum below `modules/`.

/** Programs and files that are built from a Go module into one folder of the user's cache. */
export interface GoModule {
  /** The folder below `modules/`. */
  name: string;
  /** Name in messages. */
  title: string;
  /** The Go package of each program. */
  programs: Record<string, string>;
  /** Files from the sources of the modules. */
  files: Record<string, (pins: Pins) => Promise<string>>;
  /** Corrections of the sources, for faults that the pinned versions still have. */
  corrections: Correction[];
  /** Variables that the linker sets. A build from the module proxy does not know its version. */
  variables(pins: Pins): Record<string, string>;
}

/** A text in a source file of a module that the build replaces. */
export interface Correction {
  module: string;
  file: string;
  from: string;
  to: string;
}

/** The content of a module's folder. Its go.mod and go.sum pin all dependencies. */
export class Pins {
  private constructor(
    readonly folder: string,
    /** Content by path. */
    readonly files: Record<string, string>,
  ) {}

  static async read({ name }: GoModule): Promise<Pins> {
    const folder = join(__dirname, "modules", name);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const texts = paths.sort().map(async (path) => [relative(folder, path), await readFile(path, "utf8")]);
    return new Pins(folder, Object.fromEntries(await Promise.all(texts)) as Record<string, string>);
  }

  /** The version of a module, such as `v1.36.3`. */
  version(module: string): string {
    const version = new RegExp(`^(?:require)?\\s+${module} (v\\S+)`, "m").exec(this.files["go.mod"])?.[1];
    if (!version) throw new Error(`${this.folder}/go.mod does not require ${module}`);
    return version;
  }

  /** Reads a file from a module's sources. */
  async source(module: string, file: string): Promise<string> {
    return readFile(join(await this.sourceFolder(module), file), "utf8");
  }

  /** The folder with a module's sources. */
  async sourceFolder(module: string): Promise<string> {
    return (await go(["list", "-m", "-f", "{{.Dir}}", module], { cwd: this.folder })).trim();
  }
}

/** etcd, the Kubernetes control plane, and kwok, which simulates nodes. */
export const controlPlane: GoModule = {
  name: "control-plane",
  title: "the Kubernetes control plane",
  programs: {
    etcd: "go.etcd.io/etcd/server/v3",
    "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
    "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
    "kube-scheduler": "k8s.io/kubernetes/cmd/kube-scheduler",
    kubectl: "k8s.io/kubernetes/cmd/kubectl",
    kwok: "sigs.k8s.io/kwok/cmd/kwok",
    kwokctl: "sigs.k8s.io/kwok/cmd/kwokctl",
  },
  files: { "stages.yaml": collectStages },
  corrections: [],
  variables: (pins) => {
    const version = kubernetesVersion(pins);
    const [major, minor] = version.slice(1).split(".");
    const base = "k8s.io/component-base/version";
    return {
      [`${base}.gitVersion`]: version,
      [`${base}.gitMajor`]: major,
      [`${base}.gitMinor`]: minor,
      [`${base}.gitTreeState`]: "clean",
    };
  },
};

export function kubernetesVersion(pins: Pins): string {
  return pins.version("k8s.io/kubernetes");
}

const provider = "github.com/pulumi/pulumi-kubernetes/provider/v4";
const providerCommand = "cmd/pulumi-resource-kubernetes";

/**
 * Makes the provider wait for the rollout of a changed StatefulSet, also if Kubernetes has not begun it yet. Releases have this since
 * February 2026: https://github.com/pulumi/pulumi-kubernetes/pull/4094. The proxy serves no later commit of the provider.
 */
const observedGeneration: Correction = {
  module: provider,
  file: "pkg/await/statefulset.go",
  from: `	// Mark the rollout as incomplete if it's deleted.
`,
  to: `	if observed, _ := openapi.Pluck(statefulset.Object, "status", "observedGeneration"); observed != statefulset.GetGeneration() {
		return
	}

	// Mark the rollout as incomplete if it's deleted.
`,
};

/** The Pulumi CLI with its engine, and the Kubernetes provider. They form one module because they share hundreds of packages. */
export const engineModule: GoModule = {
  name: "engine",
  title: "the Pulumi engine",
  programs: {
    pulumi: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    "pulumi-resource-kubernetes": "./pulumi-resource-kubernetes",
  },
  files: {
    "schema.json": async (pins) => {
      const schema = JSON.parse(await pins.source(provider, `${providerCommand}/schema.json`)) as object;
      return JSON.stringify({ ...schema, version: providerVersion(pins) });
    },
    "terraform-mapping.json": (pins) => pins.source(provider, `${providerCommand}/terraform-mapping.json`),
  },
  corrections: [observedGeneration],
  variables: (pins) => ({
    "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": pins.version(
      "github.com/pulumi/pulumi/pkg/v3",
    ),
    [`${provider}/pkg/version.Version`]: providerVersion(pins),
  }),
};

/** Generates SDKs for Python, Go and TypeScript. The versions are those of the engine, so both share most packages. */
export const sdkGenerator: GoModule = {
  name: "sdk",
  title: "the SDK generators",
  programs: { sdkgen: "./sdkgen" },
  files: {},
  corrections: [],
  variables: () => ({}),
};

const yaml = "github.com/pulumi/pulumi-yaml";

/** Runs programs in YAML. It is the only language host that the module proxy serves. */
export const yamlHost: GoModule = {
  name: "yaml",
  title: "Pulumi's YAML runtime",
  programs: { "pulumi-language-yaml": `${yaml}/cmd/pulumi-language-yaml` },
  files: {},
  corrections: [],
  variables: (pins) => ({ [`${yaml}/pkg/version.Version`]: pins.version(yaml) }),
};

/** The commit that the provider is built from, as a Go pseudo-version. */
export function providerVersion(pins: Pins): string {
  return pins.version(provider).slice(1);
}

/** Identifies everything that affects the result of a build. */
export function fingerprint(module: GoModule, pins: Pins, flags: string[]): string {
  const { programs, files, corrections } = module;
  return createHash("sha256")
    .update(
      JSON.stringify([
        pins.files,
        flags,
        programs,
        Object.keys(files),
        corrections,
        stageFiles,
        process.arch,
      ]),
    )
    .digest("hex")
    .slice(0, 16);
}

/** kwok's own rules for the behaviour of simulated nodes, pods and volumes. */
const stageFiles = [
  "node/fast/node-initialize.yaml",
  "node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
  "pod/fast/pod-complete.yaml",
  "pod/fast/pod-delete.yaml",
  "pod/fast/pod-ready.yaml",
  "volume/fast/pv-bind.yaml",
  "volume/fast/pv-delete.yaml",
  "volume/fast/pvc-delete.yaml",
  "volume/fast/pvc-provision.yaml",
];

async function collectStages(pins: Pins): Promise<string> {
  const files = stageFiles.map((file) => pins.source("sigs.k8s.io/kwok", `kustomize/stage/${file}`));
  return (await Promise.all(files)).join("---\n");
}
