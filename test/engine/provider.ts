import * as kubernetes from "@pulumi/kubernetes";
import type { Context } from "mocha";
import { eventually } from "../support/eventually";
import { kubectl, testCluster } from "../support/cluster";
import { failure, TestStack } from "./support";

/** What later Kubernetes providers do and earlier ones do not: how to find out by the provider itself, and what to say where it does not. */
const abilities = {
  // Since 4.26. Before, the status from before an update can be taken for the one after it.
  waitsForUpdates: { probe: waitsForUpdates, lack: "does not wait for an updated StatefulSet" },
  // Since 4.29. Before, an object that exists is taken over.
  refusesExisting: { probe: refusesExisting, lack: "takes over objects that exist instead of refusing them" },
};

const probed = new Map<string, Promise<boolean>>();

/** Skips a test that depends on an ability that the Kubernetes provider here does not have. */
export async function requireProvider(context: Context, ability: keyof typeof abilities): Promise<void> {
  const { probe, lack } = abilities[ability];
  if (!probed.has(ability)) probed.set(ability, probe());
  if (!(await probed.get(ability))) {
    const title = context.test!.fullTitle();
    console.warn(`\n  SKIPPED, so not tested: "${title}". The Kubernetes provider here ${lack}.\n`);
    context.skip();
  }
}

/** An object that is there must not become the stack's. */
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

/** An update whose status the controller cannot write must not succeed. */
async function waitsForUpdates(): Promise<boolean> {
  const stack = await TestStack.create(statefulSet("before"), "update-wait");
  const { namespace } = stack;
  try {
    await stack.up();
    await (await testCluster()).kubectl(["apply", "--filename=-"], { input: refuseStatus(namespace) });
    await eventually(async () => {
      const touch = ["patch", "statefulset", "probe", "--subresource=status", "--type=merge", "--patch={}"];
      const { message } = await failure(kubectl(...touch, "--namespace", namespace));
      if (!message.includes(namespace)) throw new Error(message);
    });
    stack.use(statefulSet("after"));
    return await stack.up().then(
      () => false,
      () => true,
    );
  } finally {
    const kinds = ["validatingadmissionpolicybindings", "validatingadmissionpolicies"];
    for (const kind of kinds) await kubectl("delete", kind, namespace, "--ignore-not-found");
    await stack.remove();
  }
}

function statefulSet(change: string) {
  return async (): Promise<void> => {
    const labels = { app: "probe" };
    new kubernetes.apps.v1.StatefulSet(
      "probe",
      {
        metadata: { name: "probe" },
        spec: {
          replicas: 1,
          serviceName: "probe",
          selector: { matchLabels: labels },
          template: {
            metadata: { labels, annotations: { change } },
            spec: {
              securityContext: {
                runAsNonRoot: true,
                runAsUser: 1000,
                seccompProfile: { type: "RuntimeDefault" },
              },
              containers: [
                {
                  name: "probe",
                  image: "probe",
                  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
                },
              ],
            },
          },
        },
      },
      { customTimeouts: { update: "5s" } },
    );
    return Promise.resolve();
  };
}

function refuseStatus(namespace: string): string {
  const metadata = { name: namespace };
  const rule = {
    apiGroups: ["apps"],
    apiVersions: ["v1"],
    resources: ["statefulsets/status"],
    operations: ["UPDATE"],
  };
  const items = [
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata,
      spec: {
        matchConstraints: {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
          resourceRules: [rule],
        },
        validations: [{ expression: "false" }],
      },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata,
      spec: { policyName: namespace, validationActions: ["Deny"] },
    },
  ];
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}
