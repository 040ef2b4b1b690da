import { expect } from "chai";
import { ClientCertificates, type EmqxClusterArgs, ListenerType } from "../../components/index";
import { brokerEnvironment, deploy, refusal } from "./support/cluster";

const { Mqtts, Quic, Wss, Coap, Mqtt } = ListenerType;
const psk = { name: "device-keys", key: "keys.psk" };
const ciphers =
  '"PSK-AES256-GCM-SHA384,PSK-AES128-GCM-SHA256,PSK-AES256-CBC-SHA384,PSK-AES256-CBC-SHA,PSK-AES128-CBC-SHA256,PSK-AES128-CBC-SHA"';
const noCertificate = (prefix: string) => ({
  [`${prefix}__CERTFILE`]: '""',
  [`${prefix}__KEYFILE`]: '""',
  [`${prefix}__CACERTFILE`]: '""',
  [`${prefix}__CIPHERS`]: ciphers,
});

describe("Pre-shared keys", () => {
  it("work for listeners without a certificate, not even the image's public one", async () => {
    const deployed = await deploy({
      tls: { psk },
      listeners: [
        { type: Mqtts, psk: true },
        { type: Coap, secure: true, psk: true },
      ],
    });
    expect(brokerEnvironment(deployed)).to.include({
      EMQX_PSK_AUTHENTICATION__ENABLE: "true",
      EMQX_PSK_AUTHENTICATION__INIT_FILE: "/etc/emqx/psk/keys.psk",
      ...noCertificate("EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS"),
      EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS__VERSIONS: '["tlsv1.2"]',
      ...noCertificate("EMQX_GATEWAY__COAP__LISTENERS__DTLS__DEFAULT__DTLS_OPTIONS"),
      EMQX_GATEWAY__COAP__LISTENERS__DTLS__DEFAULT__DTLS_OPTIONS__VERSIONS: '["dtlsv1.2"]',
    });
  });

  it("are mounted from the user's Secret, without a certificate", async () => {
    const { container, statefulSet } = await deploy({
      tls: { psk },
      listeners: [{ type: Mqtts, psk: true }],
    });
    const { volumes } = statefulSet.inputs.spec.template.spec;
    expect(volumes.find(({ name }) => name === "psk")?.secret).to.deep.equal({
      secretName: "device-keys",
      items: [{ key: "keys.psk", path: "keys.psk" }],
      defaultMode: 0o440,
    });
    expect(container.volumeMounts).to.deep.include({
      name: "psk",
      mountPath: "/etc/emqx/psk",
      readOnly: true,
    });
    expect(volumes.map(({ name }) => name)).not.to.include("tls");
  });

  it("can be combined with listeners that have a certificate", async () => {
    const deployed = await deploy({
      tls: { secretName: "cert", psk },
      listeners: [{ type: Mqtts }, { type: Mqtts, name: "devices", port: 8884, psk: true }],
    });
    expect(brokerEnvironment(deployed)).to.include({
      EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS__CERTFILE: "/etc/emqx/tls/tls.crt",
      ...noCertificate("EMQX_LISTENERS__SSL__DEVICES__SSL_OPTIONS"),
    });
    expect(brokerEnvironment(deployed)).not.to.have.property(
      "EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS__CIPHERS",
    );
  });

  const listeners = [{ type: Mqtts, psk: true }];
  const refused: [path: string, args: EmqxClusterArgs, text: string][] = [
    ["tls.psk", { tls: { psk } }, "only valid if a listener uses the keys"],
    ["tls.psk.key", { tls: { psk: { name: "a" } as never }, listeners }, "a key of the Secret"],
    ["listeners[0].psk", { tls: { secretName: "cert" }, listeners }, "tls: { psk: { name, key } }"],
    ["listeners[0].psk", { listeners }, "tls: { psk: { name, key } }"],
    [
      "listeners[0].psk",
      { tls: { psk }, listeners: [{ type: Mqtts, psk: "yes" as never }] },
      "true or false",
    ],
    [
      "listeners[0].psk",
      { image: "emqx/emqx:4.4.19", tls: { psk }, listeners },
      "requires EMQX 5.0 or later",
    ],
    ...[Mqtt, Quic, Wss, Coap].map(
      (type) =>
        ["listeners[0].psk", { tls: { psk }, listeners: [{ type, psk: true }] }, "only valid for mqtts"] as [
          string,
          EmqxClusterArgs,
          string,
        ],
    ),
    [
      "listeners[1].type",
      { tls: { psk }, listeners: [...listeners, { type: Wss }] },
      "requires a certificate",
    ],
    ["tls.dashboard", { tls: { psk, dashboard: true }, listeners }, "only valid with tls.secretName"],
    [
      "tls.clientCertificates",
      { tls: { psk, clientCertificates: ClientCertificates.Required }, listeners },
      "only valid with tls.secretName",
    ],
    [
      "env.EMQX_PSK_AUTHENTICATION__INIT_FILE",
      { tls: { psk }, listeners, env: { EMQX_PSK_AUTHENTICATION__INIT_FILE: "/keys" } },
      "use tls.psk",
    ],
  ];
  for (const [path, args, text] of refused) {
    it(`reject an invalid ${path}: ${text}, ${JSON.stringify(args).slice(0, 90)}`, async () => {
      expect(await refusal(args))
        .to.include(`\n  ${path}: `)
        .and.include(text);
    });
  }
});
