import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import {
  ClientCertificates,
  type EmqxClusterArgs,
  KeyAlgorithm,
  ListenerType,
  PeerCertificateField,
} from "../../components/index";
import { brokerEnvironment, type Deployed, deploy, portsOf, refusal } from "./support/cluster";
import { notKnownYet } from "./support/mocks";

const secretName = "cert";
const issuer = { name: "letsencrypt", kind: "ClusterIssuer" };

interface CertificateObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  spec: Record<string, unknown>;
}
const certificateOf = ({ children }: Deployed) =>
  children.find(({ type }) => type.endsWith(":Certificate"))?.inputs as CertificateObject | undefined;
const mounted = ({ container, statefulSet }: Deployed, path: string) => {
  const mount = container.volumeMounts.find(({ mountPath }) => mountPath === path);
  const { volumes } = statefulSet.inputs.spec.template.spec;
  return { mount, volume: volumes.find(({ name }) => name === mount?.name) };
};

describe("A certificate from cert-manager", () => {
  it("is created only if it is set", async () => {
    expect(certificateOf(await deploy())).to.equal(undefined);
    expect(certificateOf(await deploy({ tls: { secretName } }))).to.equal(undefined);
  });

  it("has the names of the client Service and the pods, and a new ECDSA key at every renewal", async () => {
    const deployed = await deploy({ namespace: "messaging", tls: { certificate: { issuer } } });
    expect(certificateOf(deployed)).to.deep.include({
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      spec: {
        secretName: "emqx-tls",
        issuerRef: { name: "letsencrypt", kind: "ClusterIssuer", group: "cert-manager.io" },
        dnsNames: [
          "emqx.messaging.svc.cluster.local",
          "emqx.messaging.svc",
          "emqx.messaging",
          "emqx-headless.messaging.svc.cluster.local",
          "*.emqx-headless.messaging.svc.cluster.local",
        ],
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
        usages: ["digital signature", "key encipherment", "server auth"],
      },
    });
  });

  it("has the names of every Service with a listener or the dashboard", async () => {
    const { dnsNames } = certificateOf(
      await deploy({
        tls: { certificate: { issuer }, dashboard: true },
        dashboardService: {},
        internalService: {},
        listeners: [{ type: ListenerType.Mqtts }, { type: ListenerType.Wss, exposed: false }],
      }),
    )!.spec;
    for (const service of ["emqx", "emqx-internal", "emqx-dashboard"]) {
      const short = `${service}.default`;
      expect(dnsNames).to.include.members([short, `${short}.svc`, `${short}.svc.cluster.local`]);
    }
  });

  it("has the names in the provider's default namespace if no namespace is set", async () => {
    const { dnsNames } = certificateOf(await deploy({ tls: { certificate: { issuer } } }))!.spec;
    expect(dnsNames).to.include("emqx.default.svc");
  });

  it("accepts all fields that the user can set", async () => {
    const certificate = {
      issuer: { name: "vault", kind: "VaultIssuer", group: "example.com" },
      dnsNames: ["mqtt.example.com", "*.mqtt.example.com"],
      commonName: "mqtt.example.com",
      ipAddresses: ["192.0.2.1", "2001:db8::1"],
      duration: "2160h",
      renewBefore: "360h0m",
      privateKey: { algorithm: KeyAlgorithm.Rsa, size: 4096 },
    };
    const { spec } = certificateOf(await deploy({ tls: { certificate } }))!;
    expect(spec).to.deep.include({
      issuerRef: certificate.issuer,
      dnsNames: certificate.dnsNames,
      commonName: "mqtt.example.com",
      ipAddresses: certificate.ipAddresses,
      duration: "2160h",
      renewBefore: "360h0m",
      privateKey: { algorithm: "RSA", size: 4096, rotationPolicy: "Always" },
    });
  });

  it("is served by the listeners, and created before the pods", async () => {
    const deployed = await deploy({ tls: { certificate: { issuer } } });
    expect(mounted(deployed, "/etc/emqx/tls").volume?.secret).to.include({ secretName: "emqx-tls" });
    expect(deployed.statefulSet.dependsOn.join()).to.include("cert-manager.io/v1:Certificate::emqx-tls");
    expect(portsOf(deployed.clientService)).to.include({ mqttssl: 8883, wss: 8084 });
  });

  it("can be for IP addresses only", async () => {
    const certificate = { issuer, dnsNames: [], ipAddresses: ["192.0.2.1"] };
    const { spec } = certificateOf(await deploy({ tls: { certificate } }))!;
    expect(spec).to.deep.include({ dnsNames: [], ipAddresses: ["192.0.2.1"] });
  });

  it("has only itself unknown in a preview if the issuer is unknown", async () => {
    const tls = { certificate: { issuer: { name: notKnownYet<string>() } } };
    const { children } = await deploy({ tls }, { preview: true });
    const unknown = children.filter(({ unknowns }) => unknowns.length > 0).map(({ name }) => name);
    expect(unknown).to.deep.equal(["emqx-tls"]);
  });
});

describe("A renewed certificate", () => {
  it("reaches the broker's files, which are in a mounted directory without a subPath", async () => {
    const deployed = await deploy({
      tls: {
        secretName,
        clientCertificates: ClientCertificates.Required,
        clientCa: { name: "ca", key: "c" },
      },
    });
    for (const path of ["/etc/emqx/tls", "/etc/emqx/client-ca"]) {
      expect(mounted(deployed, path).mount, path)
        .to.include({ readOnly: true })
        .and.not.have.property("subPath");
    }
  });
});

describe("Client certificates", () => {
  const ssl = "EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS";
  const listeners = [{ type: ListenerType.Mqtts }];

  it("are not requested by default", async () => {
    const environment = brokerEnvironment(await deploy({ tls: { secretName } }));
    expect(environment).not.to.have.any.keys(`${ssl}__VERIFY`, `${ssl}__FAIL_IF_NO_PEER_CERT`);
  });

  const modes: [clientCertificates: ClientCertificates, required: string][] = [
    [ClientCertificates.Optional, "false"],
    [ClientCertificates.Required, "true"],
  ];
  for (const [clientCertificates, required] of modes) {
    it(`that are ${clientCertificates} are verified with the Secret's ca.crt`, async () => {
      const deployed = await deploy({ listeners, tls: { secretName, clientCertificates } });
      expect(brokerEnvironment(deployed)).to.include({
        [`${ssl}__VERIFY`]: "verify_peer",
        [`${ssl}__FAIL_IF_NO_PEER_CERT`]: required,
        [`${ssl}__CACERTFILE`]: "/etc/emqx/tls/ca.crt",
      });
    });
  }

  it("identify clients if you choose the parts that do", async () => {
    const environment = brokerEnvironment(
      await deploy({
        listeners,
        tls: {
          secretName,
          clientCertificates: ClientCertificates.Required,
          peerCertAsUsername: PeerCertificateField.CommonName,
          peerCertAsClientid: PeerCertificateField.DistinguishedName,
        },
      }),
    );
    expect(environment).to.include({
      EMQX_MQTT__PEER_CERT_AS_USERNAME: "cn",
      EMQX_MQTT__PEER_CERT_AS_CLIENTID: "dn",
    });
  });

  it("are verified with the CA of another Secret if it is set", async () => {
    const deployed = await deploy({
      tls: {
        secretName,
        clientCertificates: ClientCertificates.Required,
        clientCa: { name: "ca", key: "root.pem" },
      },
    });
    expect(mounted(deployed, "/etc/emqx/client-ca").volume?.secret).to.deep.equal({
      secretName: "ca",
      items: [{ key: "root.pem", path: "ca.crt" }],
      defaultMode: 0o440,
    });
    for (const transport of ["SSL", "WSS"]) {
      expect(brokerEnvironment(deployed)).to.include({
        [`EMQX_LISTENERS__${transport}__DEFAULT__SSL_OPTIONS__CACERTFILE`]: "/etc/emqx/client-ca/ca.crt",
      });
    }
  });

  it("are required with QUIC's own keys", async () => {
    const deployed = await deploy({
      listeners: [{ type: ListenerType.Quic }],
      tls: { secretName, clientCertificates: ClientCertificates.Required },
    });
    const quic = "EMQX_LISTENERS__QUIC__DEFAULT__SSL_OPTIONS__";
    const given = Object.entries(brokerEnvironment(deployed)).filter(([key]) => key.startsWith(quic));
    expect(Object.fromEntries(given)).to.deep.equal({
      [`${quic}CERTFILE`]: "/etc/emqx/tls/tls.crt",
      [`${quic}KEYFILE`]: "/etc/emqx/tls/tls.key",
      [`${quic}CACERTFILE`]: "/etc/emqx/tls/ca.crt",
      [`${quic}VERIFY`]: "verify_peer",
    });
  });

  for (const variable of ["VERIFY", "FAIL_IF_NO_PEER_CERT"]) {
    it(`cannot be disabled by a variable or an option: ${variable}`, async () => {
      const tls = { secretName, clientCertificates: ClientCertificates.Required };
      const name = `${ssl}__${variable}`;
      const inClear = await refusal({ listeners, tls, env: { [name]: "false" } });
      expect(inClear).to.include(`\n  env.${name}: `).and.include("use tls.clientCertificates");
      const inSecret = await refusal({ listeners, tls, secretEnv: { [name]: { name: "s", key: "k" } } });
      expect(inSecret).to.include(`\n  secretEnv.${name}: `);
      const option = variable.toLowerCase();
      const [listener] = listeners;
      const nested = { ssl_options: { [option]: "verify_none" } };
      expect(await refusal({ tls, listeners: [{ ...listener, options: nested }] }))
        .to.include(`\n  listeners[0].options.ssl_options.${option}: `)
        .and.include("use tls.clientCertificates");
    });
  }

  it("are also verified on 4.x", async () => {
    const tls = { secretName, clientCertificates: ClientCertificates.Required };
    expect(brokerEnvironment(await deploy({ image: "emqx/emqx:4.4.19", tls }))).to.include({
      EMQX_LISTENER__SSL__EXTERNAL__VERIFY: "verify_peer",
      EMQX_LISTENER__SSL__EXTERNAL__FAIL_IF_NO_PEER_CERT: "true",
      EMQX_LISTENER__SSL__EXTERNAL__CACERTFILE: "/etc/emqx/tls/ca.crt",
    });
  });
});

describe("The dashboard with HTTPS", () => {
  const tls = { secretName, dashboard: true };
  const https = "EMQX_DASHBOARD__LISTENERS__HTTPS";

  it("is served with the certificate, and no longer over HTTP", async () => {
    expect(brokerEnvironment(await deploy({ tls }))).to.include({
      [`${https}__BIND`]: "18084",
      [`${https}__SSL_OPTIONS__CERTFILE`]: "/etc/emqx/tls/tls.crt",
      [`${https}__SSL_OPTIONS__KEYFILE`]: "/etc/emqx/tls/tls.key",
      EMQX_DASHBOARD__LISTENERS__HTTP__BIND: "0",
    });
  });

  it("is enabled with the keys of 5.0 on that release", async () => {
    expect(brokerEnvironment(await deploy({ image: "emqx/emqx:5.0.26", tls }))).to.include({
      [`${https}__ENABLE`]: "true",
      [`${https}__CERTFILE`]: "/etc/emqx/tls/tls.crt",
      EMQX_DASHBOARD__LISTENERS__HTTP__ENABLE: "false",
    });
  });

  it("sets the application protocol of the port in each Service that has it", async () => {
    const protocolsOf = async (args: EmqxClusterArgs) => {
      const { children } = await deploy(args);
      return children
        .filter(({ type, name }) => type.endsWith(":Service") && !name.endsWith("-headless"))
        .flatMap(({ inputs }) => (inputs as types.output.core.v1.Service).spec.ports)
        .filter(({ name }) => name === "dashboard")
        .map(({ appProtocol }) => appProtocol);
    };
    const both = { dashboardService: {}, service: { dashboard: true } };
    expect(await protocolsOf({ ...both, tls })).to.deep.equal(["https", "https"]);
    expect(await protocolsOf({ ...both, tls: { secretName } })).to.deep.equal([undefined, undefined]);
  });

  it("is the target of Services, endpoint and probes", async () => {
    const deployed = await deploy({ tls });
    const { startupProbe, readinessProbe, livenessProbe } = deployed.container;
    for (const service of [deployed.clientService, deployed.headlessService]) {
      expect(portsOf(service)).to.include({ dashboard: 18084 });
    }
    for (const { httpGet } of [readinessProbe, livenessProbe]) {
      expect(httpGet).to.deep.equal({ path: "/status", port: 18084, scheme: "HTTPS" });
    }
    expect(startupProbe.exec.command).to.include.members(["https", "18084"]);
    expect(deployed.outputs.endpoints.dashboard).to.equal("https://emqx.default.svc.cluster.local:18084");
    expect(deployed.container.ports.map(({ containerPort }) => containerPort))
      .to.include(18084)
      .and.not.include(18083);
  });
});

describe("TLS", () => {
  const certificate = { issuer };
  const refused: [path: string, tls: object, text: string, more?: EmqxClusterArgs][] = [
    ["tls", {}, "either secretName or certificate"],
    ["tls", { secretName, certificate }, "either secretName or certificate"],
    ["tls.certificate.issuer.name", { certificate: {} }, "the name of an issuer"],
    ["tls.certificate.issuer.kind", { certificate: { issuer: { name: "a", kind: "x y" } } }, "ClusterIssuer"],
    [
      "tls.certificate.dnsNames[1]",
      { certificate: { issuer, dnsNames: ["a.b", "a b"] } },
      "mqtt.example.com",
    ],
    ["tls.certificate.dnsNames", { certificate: { issuer, dnsNames: [] } }, "add a DNS name or ipAddresses"],
    ["tls.certificate.commonName", { certificate: { issuer, commonName: "a".repeat(65) } }, "1 to 64"],
    [
      "tls.clientCertificates",
      { secretName, clientCertificates: "optional" },
      "QUIC supports none and required only",
      { listeners: [{ type: ListenerType.Quic }] },
    ],
    [
      "tls.clientCertificates",
      { secretName, clientCertificates: "required" },
      "EMQX 5.0 does not request client certificates over QUIC",
      { image: "emqx/emqx:5.0.26", listeners: [{ type: ListenerType.Quic }] },
    ],
    ["tls.certificate.ipAddresses[0]", { certificate: { issuer, ipAddresses: ["a"] } }, "an IP address"],
    ["tls.certificate.duration", { certificate: { issuer, duration: "90d" } }, "2160h"],
    ["tls.certificate.renewBefore", { certificate: { issuer, renewBefore: "" } }, "2160h"],
    [
      "tls.certificate.privateKey.algorithm",
      { certificate: { issuer, privateKey: { algorithm: "DSA" } } },
      "RSA",
    ],
    [
      "tls.certificate.privateKey.size",
      { certificate: { issuer, privateKey: { size: 512 } } },
      "256, 384, 521",
    ],
    [
      "tls.certificate.privateKey.size",
      { certificate: { issuer, privateKey: { algorithm: "Ed25519", size: 256 } } },
      "omitted for this algorithm",
    ],
    ["tls.clientCertificates", { secretName, clientCertificates: "maybe" }, "none, optional, required"],
    ["tls.clientCa", { secretName, clientCa: { name: "ca", key: "c" } }, "is optional or required"],
    ["tls.dashboard", { secretName, dashboard: "yes" }, "true or false"],
    [
      "tls.dashboard",
      { secretName, dashboard: true },
      "requires EMQX 5.0 or later",
      { image: "emqx/emqx:4.4.19" },
    ],
  ];
  for (const [path, tls, text, more] of refused) {
    it(`rejects an invalid ${path}: ${JSON.stringify(tls)}`, async () => {
      const message = await refusal({ ...more, tls });
      expect(message).to.include(`\n  ${path}: `).and.include(text);
    });
  }
});
