import { expect } from "chai";
import type { ClusterState, ConfigMap } from "../../components/doctor/readCluster";
import type { EmqxClusterArgs } from "../../components/index";
import { deploy } from "./support/cluster";
import { asLines, findings } from "./support/doctor";

/** The findings about a cluster whose Services, Ingresses and ConfigMaps are as the component creates them. */
async function exposures(args: EmqxClusterArgs, change: Partial<ClusterState> = {}): Promise<string[]> {
  const { children } = await deploy({ namespace: "iot", ...args });
  const objects = children.map(({ inputs }) => inputs as { kind: string; metadata: { name: string } });
  const configMaps = objects.filter(({ kind }) => kind === "ConfigMap") as ConfigMap[];
  const others = objects.filter(({ kind }) => ["Service", "Ingress"].includes(kind));
  return asLines(await findings({ objects: others, configMaps, ...change }, args));
}

const exposed = (name: string, ports: string) =>
  `warning: ${name}: exposes ${ports} outside the Kubernetes cluster, and the cluster's ConfigMaps set no authentication, so anybody may be ` +
  "able to connect";
const service = { type: "LoadBalancer" } as const;
const tls = { secretName: "cert" };

describe("emqx-doctor", () => {
  const cases: [title: string, args: EmqxClusterArgs, ...expected: string[]][] = [
    ["an exposed cluster that lets anybody in", { service }, exposed("service emqx", "mqtt, ws")],
    [
      "exposed gateways, which the global authentication does not cover",
      {
        service: { type: "NodePort" },
        listeners: [{ type: "mqtt" }, { type: "coap" }],
        env: { EMQX_AUTHENTICATION__1__MECHANISM: "jwt" },
      },
      exposed("service emqx", "coap"),
    ],
    [
      "an Ingress to a listener that lets anybody in",
      { ingress: { websocket: { hosts: ["ws.example.com"] } } },
      exposed("ingress emqx-websocket", "ws"),
    ],
    [
      "an exposed cluster of EMQX 4.x that lets anybody in",
      { image: "emqx/emqx:4.4.19", service: { externalIPs: ["10.0.0.1"] } },
      exposed("service emqx", "mqtt, ws"),
    ],
    ["no cluster that is not exposed", {}],
    [
      "no exposed cluster with authentication in its variables",
      { service, env: { EMQX_AUTHENTICATION__1__MECHANISM: "jwt" } },
    ],
    [
      "no exposed cluster with authentication in a variable from a Secret",
      { service, secretEnv: { EMQX_AUTHENTICATION: { name: "chain", key: "hocon" } } },
    ],
    [
      "no exposed cluster with authentication in a file",
      { service, configuration: { fixed: { authentication: [{ mechanism: "jwt" }] } } },
    ],
    [
      "no exposed listener that requires client certificates",
      {
        service,
        listeners: [{ type: "mqtts" }, { type: "quic" }],
        tls: { ...tls, clientCertificates: "required" },
      },
    ],
    [
      "no exposed listener with pre-shared keys",
      { service, listeners: [{ type: "mqtts", psk: true }], tls: { psk: { name: "devices", key: "keys" } } },
    ],
    [
      "no exposed cluster of EMQX 4.x that refuses anonymous clients",
      { image: "emqx/emqx:4.4.19", service, env: { EMQX_ALLOW_ANONYMOUS: "false" } },
    ],
  ];
  for (const [title, args, ...expected] of cases) {
    it(`reports ${title}`, async () => {
      expect(await exposures(args)).to.deep.equal(expected);
    });
  }

  it("claims nothing about authentication if it cannot read the ConfigMaps", async () => {
    expect(await exposures({ service }, { configMaps: undefined })).to.deep.equal([
      "warning: configmaps: could not be read",
    ]);
  });
});
