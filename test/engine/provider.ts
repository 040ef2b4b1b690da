import * as kubernetes from "@pulumi/kubernetes";
import type { Context } from "mocha";
import { eventually } from "../support/eventually";
import { kubectl, testCluster } from "../support/cluster";
import { failure, TestStack } from "./support";

/** Features of later Kubernetes providers: a probe that tests the provider, and the message if it lacks the feature. */
const abilities = {
  // Since 4.26. Earlier providers can mistake the status before an update for the status after it.
  waitsForUpdates: { probe: waitsForUpdates, lack: "does not wait for an updated StatefulSet" },
  // Since 4.29. Earlier providers take over an existing object.
  refusesExisting: { probe: refusesExisting, lack: "takes over existing objects instead of rejecting them" },
};

const probed = new Map<string, Promise<boolean>>();

/** Skips a test that requires a feature that the Kubernetes provider lacks. */
export async function requireProvider(context: Context, ability: keyof typeof abilities): Promise<void> {
  const { probe, lack } = abilities[ability];
  if (!probed.has(ability)) probed.set(ability, probe());
  if (!(await probed.get(ability))) {
    const title = context.test!.fullTitle();
    console.warn(`\n  SKIPPED, so not tested: "${title}". The Kubernetes provider here ${lack}.\n`);
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

/** Tests whether an update fails if the controller cannot write its status. */
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
