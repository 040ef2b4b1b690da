import { EmqxCluster } from "@emqx-pulumi/emqx";
import { Provider } from "@pulumi/kubernetes";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import * as pulumi from "@pulumi/pulumi";
import { clusters } from "./clusters";

// The program of one stack: the cluster with the stack's name.
const found = clusters.find(({ name }) => name === pulumi.getStack());
if (found === undefined) throw new pulumi.RunError(`clusters.ts has no cluster ${pulumi.getStack()}`);

const provider = new Provider("kubernetes", { context: found.context });
const messaging = new Namespace(
  "messaging",
  { metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" } } },
  { provider },
);

// The common arguments of the fleet.
const cluster = new EmqxCluster(
  "emqx",
  { namespace: messaging.metadata.name, replicas: 3, ...found.args },
  { provider },
);

export const namespace = cluster.namespace;
export const endpoints = cluster.endpoints;
