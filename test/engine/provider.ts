import * as kubernetes from "@pulumi/kubernetes";
import type { Context } from "mocha";
import { kubectl } from "../support/cluster";
import { TestStack } from "./support";

let refuses: Promise<boolean> | undefined;

/** Skips a test that requires a Kubernetes provider of 4.29 or later. Earlier ones take over an existing object. */
export async function requireRefusalOfExisting(context: Context): Promise<void> {
  refuses ??= refusesExisting();
  if (!(await refuses)) {
    const title = context.test!.fullTitle();
    console.warn(
      `\n  SKIPPED, so not tested: "${title}". The Kubernetes provider here takes over existing objects instead of rejecting them.\n`,
    );
    context.skip();
  }
}

/** Tests whether creating an object that already exists fails. */
async function refusesExisting(): Promise<boolean> {
  const stack = await TestStack.create(() => {
    new kubernetes.core.v1.ConfigMap("probe", { metadata: { name: "probe" }, data: { from: "pulumi" } });
    return Promise.resolve();
  }, "existing");
  try {
    await kubectl("create", "configmap", "probe", "--from-literal=from=kubectl", "-n", stack.namespace);
    return await stack.up().then(
      ({ log }) => log.includes("already exists"),
      ({ message }: Error) => message.includes("already exists"),
    );
  } finally {
    await stack.remove();
  }
}
