import { expect } from "chai";
import {
  ClientCertificates,
  type EmqxClusterArgs,
  IpFamilyPolicy,
  KeyAlgorithm,
  ListenerType,
  PathType,
  SessionAffinity,
} from "../../components/index";
import { get } from "../support/cluster";
import { withCustomResources } from "../support/customResources";
import { render } from "../support/manifests";
import { apply, ownNamespace, rollout, type Service } from "./support";

const hosts = ["emqx.example.com", "*.emqx.example.com"];
const gateways = [{ name: "public", namespace: "gateways", sectionName: "mqtt" }, { name: "other" }];

describe("With the real CRDs of cert-manager and the Gateway API, the API server", function () {
  this.timeout(60_000);
  withCustomResources();
  const namespace = ownNamespace("exposure");

  const args: EmqxClusterArgs = {
    replicas: 1,
    tls: {
      certificate: {
        issuer: { name: "issuer", kind: "ClusterIssuer" },
        dnsNames: hosts,
        commonName: hosts[0],
        ipAddresses: ["192.0.2.1"],
        duration: "2160h",
        renewBefore: "360h",
        privateKey: { algorithm: KeyAlgorithm.Rsa, size: 4096 },
      },
      clientCertificates: ClientCertificates.Required,
      clientCa: { name: "ca", key: "ca.pem" },
      dashboard: true,
    },
    ingress: {
      dashboard: { hosts, className: "nginx", tlsSecretName: "web", annotations: { "example.com/a": "b" } },
      websocket: { hosts, path: "/mqtt/v5", pathType: PathType.Exact },
    },
    listeners: [
      { type: ListenerType.Mqtt },
      { type: ListenerType.Mqtts, name: "devices" },
      { type: ListenerType.Ws, name: "web", servicePort: 80, exposed: false },
    ],
    service: { ipFamilyPolicy: IpFamilyPolicy.PreferDualStack },
    internalService: {},
    dashboardService: { sessionAffinity: SessionAffinity.ClientIP, sessionAffinityTimeoutSeconds: 600 },
    routes: {
      dashboard: { gateways, hostnames: hosts },
      websocket: { gateways },
      mqtt: { gateways },
      mqtts: { gateways, hostnames: hosts },
    },
  };

  it("accepts a certificate, Ingresses and routes without a warning", async () => {
    const { objects } = await render({ ...args, namespace: namespace() }, "public");
    const kinds = objects.map(({ kind }) => kind);
    expect(kinds).to.include.members(["Certificate", "Ingress", "HTTPRoute", "TCPRoute", "TLSRoute"]);
    expect(await apply(namespace(), objects)).to.equal("");
    await rollout(namespace(), "public");
  });

  it("stores the port of a route's backend", async () => {
    const { spec } = await get<{ spec: { rules: { backendRefs: { port: number }[] }[] } }>(
      ...["tlsroutes.gateway.networking.k8s.io", "public-mqtts", "--namespace", namespace()],
    );
    expect(spec.rules[0].backendRefs[0].port).to.equal(8883);
  });

  it("stores backends that refer to an existing port of a Service", async () => {
    const portsOf = async (name: string) => {
      const { spec } = await get<Service>("service", name, "--namespace", namespace());
      return spec.ports.map(({ name, port, appProtocol }) => [name, port, appProtocol]);
    };
    expect(await portsOf("public-internal")).to.deep.equal([["ws-8083", 80, undefined]]);
    expect(await portsOf("public-dashboard")).to.deep.equal([["dashboard", 18084, "https"]]);
    expect(await portsOf("public")).to.deep.equal([
      ["mqtt", 1883, undefined],
      ["mqttssl-8883", 8883, undefined],
    ]);
    const ingress = await get<{ spec: { rules: { http: { paths: { backend: object }[] } }[] } }>(
      ...["ingress", "public-websocket", "--namespace", namespace()],
    );
    expect(ingress.spec.rules[0].http.paths[0].backend).to.deep.equal({
      service: { name: "public-internal", port: { name: "ws-8083" } },
    });
  });

  it("accepts a certificate with defaults", async () => {
    const tls = { certificate: { issuer: { name: "issuer" } } };
    const { objects } = await render({ replicas: 1, tls, namespace: namespace() }, "plain");
    expect(await apply(namespace(), objects)).to.equal("");
  });
});
