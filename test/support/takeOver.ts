import type { Workspace } from "@pulumi/pulumi/automation";

/** Runs `up` with permission to take over existing objects and fields: after a kill, or to adopt a cluster. */
export async function takingOver<T>(workspace: Workspace, up: () => Promise<T>): Promise<T> {
  const before = workspace.envVars;
  workspace.envVars = {
    ...before,
    PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true",
    PULUMI_K8S_ENABLE_PATCH_FORCE: "true",
  };
  try {
    return await up();
  } finally {
    workspace.envVars = before;
  }
}

/** What changes in a running cluster before a program adopts it: docs/adoption.md. */
export interface Release {
  /** Selects the pods. */
  selector: string;
  /** The labels that the component's pods have, and these do not. */
  labels: string[];
  /** The Services that the program takes over. */
  services: string[];
  /** Their ports that the program does not serve. */
  unserved: number[];
}

/** Labels the pods, deletes their StatefulSet without them, and removes ports that the program does not serve. */
export async function release(
  kubectl: (...args: string[]) => Promise<string>,
  { selector, labels, services, unserved }: Release,
): Promise<void> {
  await kubectl("label", "pods", `--selector=${selector}`, ...labels);
  await kubectl("delete", "statefulset", "emqx", "--cascade=orphan");
  const ports = unserved.map((port) => ({ port, $patch: "delete" }));
  await kubectl("patch", "services", ...services, `--patch=${JSON.stringify({ spec: { ports } })}`);
}
