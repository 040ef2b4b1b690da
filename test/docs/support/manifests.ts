import * as kubernetes from "@pulumi/kubernetes";
import { loadAll } from "js-yaml";
import type { Block, Located } from "./pages";

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata?: { name?: string; generateName?: string };
  items?: Manifest[];
}

/** Files for tools, which look like objects and have no names. */
const nameless = ["kind.x-k8s.io", "k3d.io", "kustomize.config.k8s.io"];

/** The documents of a YAML block. Throws if it is no YAML. */
export function documentsIn({ text, place }: Block): unknown[] {
  try {
    return loadAll(text);
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`, { cause: error });
  }
}

/** The Kubernetes objects among the documents of a YAML block, those of lists included. */
export function manifestsIn(block: Block): Manifest[] {
  return documentsIn(block)
    .filter(isManifest)
    .flatMap((manifest) => manifest.items ?? [manifest]);
}

function isManifest(document: unknown): document is Manifest {
  return typeof document === "object" && document !== null && "apiVersion" in document && "kind" in document;
}

export function isNamed({ apiVersion, metadata }: Manifest): boolean {
  return (
    nameless.some((group) => apiVersion.startsWith(`${group}/`)) ||
    (metadata?.name ?? metadata?.generateName) !== undefined
  );
}

/** A program that compiles if the object has the fields of its kind; undefined for custom resources, whose fields Pulumi does not know. */
export function asProgram(manifest: Manifest, place: string): Located | undefined {
  const { apiVersion, kind } = manifest;
  const [version, group = "core"] = apiVersion.split("/").reverse();
  const name = group.split(".")[0];
  const isBuiltIn = /^[a-z]+(\.k8s\.io|\.authorization\.k8s\.io)?$/.test(group) && name in kubernetes;
  return isBuiltIn
    ? {
        text: `const object: kubernetes.types.input.${name}.${version}.${kind} = ${JSON.stringify(manifest)};`,
        place,
      }
    : undefined;
}
