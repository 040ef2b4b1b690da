import { DiscoveryStrategy, EmqxCluster } from "@emqx-pulumi/emqx";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** A namespace with a broker, and a ConfigMap with the URL that services need to connect. */
class IotPlatform extends pulumi.ComponentResource {
  readonly namespace: pulumi.Output<string>;
  readonly broker: EmqxCluster;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("example:index:IotPlatform", name, {}, opts);
    const namespace = new kubernetes.core.v1.Namespace(
      name,
      { metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" } } },
      { parent: this },
    );
    this.namespace = namespace.metadata.name;

    this.broker = new EmqxCluster(
      `${name}-broker`,
      {
        namespace: this.namespace,
        // Discovery through DNS requires no RBAC and no token in the pods.
        discovery: { strategy: DiscoveryStrategy.Dns },
        resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { memory: "1Gi" } },
        env: { EMQX_MQTT__MAX_PACKET_SIZE: "2MB" },
      },
      { parent: this },
    );

    // Created after the broker's pods are ready, so that no service starts without a broker.
    new kubernetes.core.v1.ConfigMap(
      `${name}-endpoints`,
      {
        metadata: { namespace: this.namespace },
        data: { MQTT_URL: this.broker.endpoints.apply((endpoints) => endpoints.mqtt) },
      },
      { parent: this, dependsOn: [this.broker] },
    );
    this.registerOutputs({ namespace: this.namespace });
  }
}

const platform = new IotPlatform("iot");

export const namespace = platform.namespace;
export const mqttUrl = platform.broker.endpoints.apply((endpoints) => endpoints.mqtt);
