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
