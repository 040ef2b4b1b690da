import {
  AuthorizationAction,
  AuthorizationPermission,
  DenyAction,
  EmqxCluster,
  ListenerType,
  type ServiceType,
} from "@emqx-pulumi/emqx";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

const messaging = new Namespace("messaging", {
  metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
});

const cluster = new EmqxCluster("emqx", {
  namespace: messaging.metadata.name,

  // Clients connect over TLS only.
  listeners: [{ type: ListenerType.Mqtts }],
  tls: { secretName: config.require("certificateSecret") },
  service: { type: config.require<ServiceType>("serviceType") },

  // Each user gets a generated password, in a Secret of its own.
  authentication: [
    {
      builtInDatabase: {
        users: [{ userId: "backend" }, { userId: "sensor-1" }, { userId: "sensor-2" }],
      },
    },
  ],

  // The backend reads everything. A sensor uses its own topics. EMQX disconnects a client that tries anything else.
  authorization: {
    rules: [
      {
        permission: AuthorizationPermission.Allow,
        username: "backend",
        action: AuthorizationAction.Subscribe,
        topics: ["sensors/#"],
      },
      { permission: AuthorizationPermission.Allow, topics: ["sensors/${username}/#"] },
    ],
    denyAction: DenyAction.Disconnect,
  },
  limits: { maxPacketSize: "64KB", messagesRate: 50, flappingDetect: { maxCount: 10, banTime: "5m" } },
});

export const namespace = cluster.namespace;
export const mqttsUrl = cluster.endpoints.apply((endpoints) => endpoints[ListenerType.Mqtts]);
export const sensorPassword = pulumi.interpolate`kubectl get secret emqx-user-sensor-1 --namespace ${cluster.namespace} --output go-template='{{.data.password | base64decode}}'`;
