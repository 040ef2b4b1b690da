import { connect as connectTls } from "node:tls";
import { expect } from "chai";
import {
  AuthorizationPermission,
  ClientCertificates,
  type EmqxClusterArgs,
  ListenerType,
  PasswordHashAlgorithm,
  PeerCertificateField,
} from "../../components/index";
import { failure } from "../engine/support";
import { dashboardLogin, request } from "./support/api";
import { issue, type KeyPair, newAuthority } from "./support/certificates";
import { connect, subscribe } from "./support/mqttClient";
import type { Address } from "./support/reach";
import { eventually, expectOneCluster, usesBrokers } from "./support/suite";

const serverName = "mqtt.example.com";

const args: EmqxClusterArgs = {
  replicas: 2,
  tls: {
    secretName: "server",
    clientCertificates: ClientCertificates.Required,
    clientCa: { name: "devices", key: "ca.crt" },
    peerCertAsUsername: PeerCertificateField.CommonName,
  },
  listeners: [
    { type: ListenerType.Mqtt },
    { type: ListenerType.Mqtts, authentication: false },
    { type: ListenerType.Wss },
  ],
  authentication: [
    {
      builtInDatabase: {
        passwordHash: { algorithm: PasswordHashAlgorithm.Sha256 },
        users: [
          { userId: "backend", isSuperuser: true },
          { userId: "sensor_1", password: "pass # word" },
        ],
      },
    },
  ],
  authorization: {
    rules: [{ permission: AuthorizationPermission.Allow, topics: ["devices/${username}/#"] }],
  },
};

describe("Access", function () {
  const cluster = usesBrokers(this, "access");
  let authority: KeyPair;
  let device: KeyPair;
  before(async () => {
    authority = await newAuthority();
    device = await issue(authority, "device-7");
    await cluster().apply(
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "devices" },
        stringData: { "ca.crt": authority.certificate },
      },
      serverSecret(await issue(authority, serverName)),
    );
    await cluster().up(args);
  });

  it("forms one cluster", () => expectOneCluster(cluster(), 2));

  it("accepts the users with their passwords at every node", async () => {
    for (const ordinal of [0, 1]) {
      await connect(await cluster().address(ordinal), { username: "sensor_1", password: "pass # word" });
      await connect(await cluster().address(ordinal), await storedLogin("emqx-user-backend"));
    }
  });

  it("rejects a wrong password, an unknown user and an anonymous client", async () => {
    const address = await cluster().address(0);
    for (const login of [
      { username: "sensor_1", password: "wrong" },
      { username: "nobody", password: "x" },
      {},
    ])
      expect((await failure(connect(address, login))).message).to.match(
        /Not authorized|Bad user ?name or password/i,
      );
  });

  it("lets a user publish and subscribe to its own topics only, and a superuser to all", async () => {
    const address = await cluster().address(0);
    const sensor = await connect(address, { username: "sensor_1", password: "pass # word" });
    const backend = await connect(address, await storedLogin("emqx-user-backend"));
    expect(await subscribe(sensor.mqtt, "devices/sensor_1/in")).to.equal(1);
    expect(await subscribe(sensor.mqtt, "devices/other/in")).to.equal(135);
    expect(await subscribe(backend.mqtt, "#")).to.equal(1);
    await sensor.mqtt.publishAsync("devices/sensor_1/out", "allowed", { qos: 1 });
    const refused = sensor.mqtt.publishAsync("devices/other/out", "forbidden", { qos: 1 });
    expect((await failure(refused)).message).to.contain("Not authorized");
    await eventually(() => expect(backend.received).to.deep.equal(["devices/sensor_1/out allowed"]), 5);
  });

  it("accepts the dashboard's generated password, and no other", async () => {
    const address = await cluster().address(0, 18083);
    const { data } = await secret("emqx-credentials");
    const password = Buffer.from(data["dashboard-password"], "base64").toString();
    expect(await dashboardLogin(address, { username: "admin", password })).to.equal(200);
    expect(await dashboardLogin(address, { username: "admin", password: "public" })).to.equal(401);
  });

  it("accepts an API key with its secret, and no other", async () => {
    const address = await cluster().address(1, 18083);
    const right = await storedLogin("emqx-api-key-tests");
    expect((await request(address, "/nodes", right)).status).to.equal(200);
    expect((await request(address, "/nodes", { ...right, password: "wrong" })).status).to.equal(401);
    expect((await request(address, "/nodes", { username: "admin", password: "public" })).status).to.equal(
      401,
    );
  });

  it("connects a client with a certificate, whose common name becomes the user name", async () => {
    const { mqtt } = await connect(await cluster().address(0, 8883), secure(device));
    expect(await subscribe(mqtt, "devices/device-7/in")).to.equal(1);
    expect(await subscribe(mqtt, "devices/device-8/in")).to.equal(135);
  });

  it("rejects a client without a certificate, and one of another authority", async () => {
    const address = await cluster().address(0, 8883);
    const stranger = await issue(await newAuthority(), "device-7");
    for (const client of [undefined, stranger])
      expect((await failure(connect(address, secure(client)))).message).to.match(
        /certificate required|bad certificate|unknown ca|closed the connection/i,
      );
  });

  it("serves a renewed certificate without a restart", async () => {
    const before = await cluster().pods();
    const renewed = await issue(authority, serverName);
    const old = await serialNumber(await cluster().address(0, 8883));
    await cluster().apply(serverSecret(renewed));
    // Kubelets update volumes about once a minute, and Erlang reads certificates again every two minutes.
    await eventually(
      async () => expect(await serialNumber(await cluster().address(0, 8883))).not.to.equal(old),
      300,
    );
    await connect(await cluster().address(0, 8883), secure(device));
    expect((await cluster().pods()).map(({ metadata }) => metadata.uid)).to.deep.equal(
      before.map(({ metadata }) => metadata.uid),
    );
  });

  const secret = (name: string) =>
    cluster().kubernetes.get<{ data: Record<string, string> }>(
      "secret",
      name,
      `--namespace=${cluster().namespace}`,
    );

  async function storedLogin(name: string) {
    const { data } = await secret(name);
    const [username, password] = [data.username, data.password].map((each) =>
      Buffer.from(each, "base64").toString(),
    );
    return { username, password };
  }

  /** TLS with this client certificate. */
  function secure(client?: KeyPair) {
    const own = client ? { cert: client.certificate, key: client.key } : {};
    return { protocol: "mqtts" as const, ca: authority.certificate, servername: serverName, ...own };
  }

  /** The serial number of the server's certificate. */
  async function serialNumber({ host, port }: Address): Promise<string> {
    const { cert, key } = secure(device) as { cert: string; key: string };
    const socket = connectTls({ host, port, ca: authority.certificate, cert, key, servername: serverName });
    await new Promise((resolve, reject) => socket.on("secureConnect", resolve).on("error", reject));
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  }
});

function serverSecret({ certificate, key }: KeyPair): object {
  const stringData = { "tls.crt": certificate, "tls.key": key };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "server" },
    type: "kubernetes.io/tls",
    stringData,
  };
}
