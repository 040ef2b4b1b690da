import { EmqxCluster } from "@emqx-pulumi/emqx";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

const cluster = new EmqxCluster("emqx", {
  replicas: config.requireNumber("replicas"),
});

export const mqttUrl = cluster.endpoints.apply((endpoints) => endpoints.mqtt);
export const nodeNames = cluster.nodeNames;
export const credentialsSecretName = cluster.credentialsSecretName;
