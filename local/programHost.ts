import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type KubernetesObject, describe, inApplyOrder, isNamespaced } from "./manifests";
import type { ProgramMessage, ProgramRequest, ProgramResult } from "./program";

// The child process of `runProgram`. It receives one request and sends one answer.
process.once("message", (request: ProgramRequest) => {
  process.on("unhandledRejection", fail).on("uncaughtException", fail);
  evaluate(request).then((result) => answer({ result }), fail);
});

/** Operations that require an engine. The SDK would wrap these errors, or treat them as already reported. */
const refusals: pulumi.RunError[] = [];

function refuse(reason: string): never {
  const refusal = new pulumi.RunError(reason);
  refusals.push(refusal);
  throw refusal;
}

function answer(message: ProgramMessage, code = 0): void {
  process.send?.(message, () => process.exit(code));
}

function fail(error: unknown): void {
  // With exit code 0, the SDK would complain about promises that wait for the failed operation.
  answer({ error: explain(refusals[0] ?? error) }, 1);
}

async function evaluate({ root, config, namespace }: ProgramRequest): Promise<ProgramResult> {
  const declared: KubernetesObject[] = [];
  const exposed: string[] = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource: (resource) => {
      if (!isDeclared(resource))
        return { id: resource.id || resource.name, state: resource.inputs as object };
      const object = inNamespace(complete(resource), namespace);
      const plain = reveal(object) as KubernetesObject;
      declared.push(plain);
      if (plain.kind !== "Secret" && holdsSecret(object)) exposed.push(describe(plain));
      return { id: resource.name, state: object };
    },
    call: ({ token }) =>
      refuse(`The program calls ${token}, which cannot be rendered: it requires the Pulumi CLI.`),
  };
  await pulumi.runtime.setMocks(mocks, config.project, config.stack, false);
  pulumi.runtime.setAllConfig(config.values, config.secretKeys);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require(join(root, "index.ts"));
  await idle();
  await pulumi.runtime.disconnect();
  if (refusals.length > 0) throw refusals[0];
  return { objects: inApplyOrder(declared), exposed };
}

/** Waits until the program has ended, with all its pending work, so that all errors have occurred. */
function idle(): Promise<void> {
  return new Promise((resolve) => process.once("beforeExit", () => resolve()));
}

/**
 * Selects Kubernetes objects. Skips components, providers, and resources that are only read. Also skips patches: a
 * GitOps tool that owns the manifest would delete the PVCs that a patch resizes.
 */
function isDeclared({ type, custom, id }: pulumi.runtime.MockResourceArgs): boolean {
  return custom === true && !id && type.startsWith("kubernetes:") && !type.endsWith("Patch");
}

function complete({ type, name, inputs }: pulumi.runtime.MockResourceArgs): KubernetesObject {
  const object = inputs as KubernetesObject;
  if (!object.apiVersion || !object.kind)
    refuse(`${name} of type ${type} cannot be rendered: it requires the Pulumi CLI.`);
  if (!object.metadata?.name)
    refuse(`${object.kind} ${name} has no metadata.name, which a manifest requires.`);
  return object;
}

/** Adds the namespace, as the provider does. */
function inNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  if (!isNamespaced(object.kind)) return object;
  return { ...object, metadata: { ...object.metadata, namespace: object.metadata.namespace ?? namespace } };
}

type Marked = { value: unknown };

function isMarked(value: unknown): value is Marked {
  return (
    (value as Record<string, unknown> | null)?.[pulumi.runtime.specialSigKey] ===
    pulumi.runtime.specialSecretSig
  );
}

/** Removes the marks that make values secret. */
function reveal(value: unknown): unknown {
  if (isMarked(value)) return reveal(value.value);
  if (Array.isArray(value)) return value.map(reveal);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, nested]) => [key, reveal(nested)]));
}

function holdsSecret(value: unknown): boolean {
  return (
    isMarked(value) || (typeof value === "object" && value !== null && Object.values(value).some(holdsSecret))
  );
}

/** Errors that are meant for the user come without a stack trace. */
function explain(error: unknown): string {
  const kinds = [
    pulumi.RunError,
    pulumi.ResourceError,
    pulumi.InputPropertyError,
    pulumi.InputPropertiesError,
  ];
  if (kinds.some((kind) => kind.isInstance(error))) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
