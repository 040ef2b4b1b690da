import { loadAll } from "js-yaml";

/** A Kubernetes object, as far as all kinds have the same fields. */
export interface Manifest<Spec = unknown> {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec: Spec;
}

export interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: unknown[];
}

/** A problem with the input or the options, to be shown without a stack trace. */
export class InvalidInput extends Error {}

/** The objects in YAML or JSON, those in Lists too. */
export function parseManifests(text: string, source: string): Manifest[] {
  let documents: unknown[];
  try {
    documents = loadAll(text);
  } catch (error) {
    throw new InvalidInput(`${source} is not valid YAML: ${(error as Error).message}`);
  }
  return documents
    .filter((document) => document !== null && document !== undefined)
    .flatMap((document, index) => objectsIn(document, `${source}, document ${index + 1}`));
}

function objectsIn(document: unknown, place: string): Manifest[] {
  const { kind, metadata, items } = document as Partial<Manifest> & { items?: unknown };
  if (Array.isArray(items)) {
    return items.flatMap((item, index) => objectsIn(item, `${place}, item ${index + 1}`));
  }
  if (typeof kind !== "string" || typeof metadata?.name !== "string") {
    throw new InvalidInput(`${place} is not a Kubernetes object: it needs kind and metadata.name.`);
  }
  return [document as Manifest];
}

export function ofKind<T extends Manifest = Manifest>(manifests: Manifest[], ...kinds: string[]): T[] {
  return manifests.filter(({ kind }) => kinds.includes(kind)) as T[];
}

export function namespaceOf({ metadata }: Manifest): string {
  return metadata.namespace ?? "default";
}

export function inSameNamespace(one: Manifest, other: Manifest): boolean {
  return namespaceOf(one) === namespaceOf(other);
}

/** True if a selector without expressions matches the labels. */
export function selects(
  { matchLabels = {}, matchExpressions = [] }: Selector,
  labels: Record<string, string> = {},
) {
  return (
    matchExpressions.length === 0 &&
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value)
  );
}

export function groupBy<T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  }
  return groups;
}
