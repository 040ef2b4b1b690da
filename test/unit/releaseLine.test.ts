import { expect } from "chai";
import type { EmqxClusterArgs } from "../../components/index";
import { brokerEnvironment, deploy, refusal } from "./support/cluster";

const one = { replicas: 1 };
const known = "4.1 to 4.4, 5.0 to 5.10, 6.0 to 6.2";

describe("The release of EMQX", () => {
  const line4 = "EMQX_CLUSTER__DISCOVERY";
  const line5 = "EMQX_CLUSTER__DISCOVERY_STRATEGY";
  const readable: [image: string, key: string][] = [
    ["emqx/emqx:4.1.5", line4],
    ["emqx/emqx:4.4.19", line4],
    ["emqx/emqx:v4.4.19", line4],
    ["emqx/emqx:4.4.19-alpine3.15.1", line4],
    ["emqx/emqx:5.0", line5],
    ["emqx/emqx:5.8.9", line5],
    ["emqx/emqx:v5.8.9", line5],
    ["emqx:5.8.9", line5],
    ["emqx/emqx:5.8.9-elixir", line5],
    ["emqx/emqx:5.8.0-rc.2", line5],
    ["emqx/emqx:5.9.0-beta.1", line5],
    ["emqx/emqx:6.0.0", line5],
    ["emqx/emqx-enterprise:5.10.1", line5],
    ["registry.example.com:5000/mirror/emqx:5.8.9", line5],
    ["registry.example.com:5000/mirror/emqx:4.4.19", line4],
    [`emqx/emqx:5.8.9@sha256:${"0a".repeat(32)}`, line5],
    [`registry.example.com:4430/emqx:v5.8-hardened_2@sha256:${"0a".repeat(32)}`, line5],
  ];
  for (const [image, key] of readable) {
    it(`is read from ${image}`, async () => {
      const deployed = await deploy({ ...one, image });
      expect(deployed.container.image).to.equal(image);
      expect(brokerEnvironment(deployed)).to.include({ [key]: "k8s" });
    });
  }

  const unreadable = [
    "emqx/emqx",
    "emqx/emqx:latest",
    "emqx/emqx:5",
    "emqx/emqx:sha-58ab",
    "registry.example.com:5000/emqx",
    "registry.example.com:5.8/emqx",
    `emqx/emqx@sha256:${"0a".repeat(32)}`,
    "emqx/emqx:3.2.7",
    "emqx/emqx:4.0.0",
    "emqx/emqx:4.5.0",
    "emqx/emqx:5.11.0",
    "emqx/emqx:5.37.0",
    "emqx/emqx:6.3.0",
    "emqx/emqx:6.3.0-beta.2",
    "emqx/emqx:6.99.1",
    "emqx/emqx:7.0.0",
    "emqx/emqx:15.8.9",
  ];
  for (const image of unreadable) {
    it(`is not guessed for ${image}, and the message says what to set`, async () => {
      const message = await refusal({ ...one, image });
      expect(message).to.include(`image: got "${image}"`).and.include(known);
      expect(message).to.include('releaseLine: "6.2"');
    });
  }

  it("is taken from releaseLine if the image has no version", async () => {
    const image = `emqx/emqx@sha256:${"0a".repeat(32)}`;
    const deployed = await deploy({ image, releaseLine: "4.4" });
    expect(deployed.container.image).to.equal(image);
    expect(brokerEnvironment(deployed)).to.include({ EMQX_CLUSTER__DISCOVERY: "k8s" });
  });

  for (const releaseLine of ["5", "5.8.9", "v5.8", "4.0", "4.5", "5.11", "6.3", "7.0", "latest", ""]) {
    it(`cannot be the releaseLine ${JSON.stringify(releaseLine)}`, async () => {
      const message = await refusal({ image: "mine:latest", releaseLine });
      expect(message).to.include(`releaseLine: got ${JSON.stringify(releaseLine)}`);
      expect(message).to.include(known).and.include('for a later release, use "6.2"');
    });
  }

  const agreeing: [image: string, releaseLine: string][] = [
    ["emqx/emqx:5.8.9", "5.8"],
    ["emqx/emqx:v4.4.19-alpine3.15.1", "4.4"],
    [`emqx/emqx:5.8.9@sha256:${"0a".repeat(32)}`, "5.8"],
    // The tag's version is not one of EMQX, so it is the image's own.
    ["mine:1.2.3", "5.8"],
    ["mine:20.24", "4.4"],
  ];
  for (const [image, releaseLine] of agreeing) {
    it(`can be the releaseLine ${releaseLine} for ${image}`, async () => {
      const environment = brokerEnvironment(await deploy({ image, releaseLine }));
      expect(environment).to.include({ [releaseLine.startsWith("4") ? line4 : line5]: "k8s" });
    });
  }

  const contradicting: [title: string, args: { image?: string; releaseLine: string }, tag: string][] = [
    ["5.8 for a tag of 4.4", { image: "emqx/emqx:4.4.19", releaseLine: "5.8" }, "4.4"],
    ["4.4 for a tag of 5.8", { image: "emqx/emqx:5.8.9", releaseLine: "4.4" }, "5.8"],
    ["5.7 for a tag of 5.8", { image: "emqx/emqx:5.8.9", releaseLine: "5.7" }, "5.8"],
    ["5.1 for a tag of 5.10", { image: "emqx/emqx:5.10.0", releaseLine: "5.1" }, "5.10"],
    ["4.4 for the default image", { releaseLine: "4.4" }, "5.8"],
    [
      "5.8 for a tag of 4.4 with a digest",
      { image: `emqx:4.4.19@sha256:${"0a".repeat(32)}`, releaseLine: "5.8" },
      "4.4",
    ],
  ];
  for (const [title, args, tag] of contradicting) {
    it(`cannot be ${title}`, async () => {
      const message = await refusal(args);
      expect(message).to.include(`\n  releaseLine: got "${args.releaseLine}"`);
      expect(message).to.include(`the image tag, which says ${tag};`);
    });
  }

  const licence = { EMQX_LICENSE__KEY: { name: "licence", key: "key" } };
  const needsLicence: [title: string, replicas: number, args: EmqxClusterArgs][] = [
    ["5.9", 3, { image: "emqx/emqx:5.9.0" }],
    ["5.10, which is later than 5.9", 2, { image: "emqx/emqx:5.10.0", replicas: 2 }],
    ["6.0", 3, { image: "emqx/emqx:6.0.0" }],
    ["5.9 set by releaseLine", 3, { image: "mine:latest", releaseLine: "5.9" }],
  ];
  for (const [title, replicas, args] of needsLicence) {
    it(`requires a licence for more than one node: ${title}`, async () => {
      const message = await refusal(args);
      expect(message).to.include(`replicas: got ${replicas}`).and.include("licence");
      expect(message).to.include("license: { key }").and.include("up to 5.8");
    });

    it(`forms a cluster with a licence: ${title}`, async () => {
      const environment = brokerEnvironment(await deploy({ ...args, secretEnv: licence }));
      expect(environment).to.include({ EMQX_LICENSE__KEY: "secret licence/key" });
    });

    it(`requires no licence for a single node: ${title}`, async () => {
      const { statefulSet } = await deploy({ ...args, replicas: 1 });
      expect(statefulSet.inputs.spec.replicas).to.equal(1);
    });
  }

  for (const image of ["emqx/emqx:4.4.19", "emqx/emqx:5.0.26", "emqx/emqx:5.8.9"]) {
    it(`requires no licence: ${image}`, async () => {
      expect((await deploy({ image })).outputs.nodeNames).to.have.length(3);
    });
  }
});

describe("A release", () => {
  const releases: [image: string, dataDirectory: string, statusPort: number, key: string, value: string][] = [
    ["emqx/emqx:4.1.5", "/opt/emqx/data/mnesia", 8081, "EMQX_TELEMETRY__ENABLED", "false"],
    ["emqx/emqx:4.4.19", "/opt/emqx/data/mnesia", 8081, "EMQX_TELEMETRY__ENABLED", "false"],
    ["emqx/emqx:5.0.26", "/opt/emqx/data", 18083, "EMQX_TELEMETRY__ENABLE", "false"],
    ["emqx/emqx:5.8.9", "/opt/emqx/data", 18083, "EMQX_TELEMETRY__ENABLE", "false"],
    ["emqx/emqx:5.9.0", "/opt/emqx/data", 18083, "EMQX_TELEMETRY__ENABLE", "false"],
    ["emqx/emqx:6.0.0", "/opt/emqx/data", 18083, "EMQX_TELEMETRY__ENABLE", "false"],
  ];
  for (const [image, dataDirectory, statusPort, telemetry, off] of releases) {
    it(`mounts the data volume at ${dataDirectory}: ${image}`, async () => {
      const { container } = await deploy({ ...one, image });
      const mount = container.volumeMounts.find(({ name }) => name === "emqx-data");
      expect(mount).to.deep.equal({ name: "emqx-data", mountPath: dataDirectory });
    });

    it(`is probed at port ${statusPort}, which the pod declares: ${image}`, async () => {
      const { container } = await deploy({ ...one, image });
      for (const probe of [container.readinessProbe, container.livenessProbe]) {
        expect(probe.httpGet).to.deep.equal({ path: "/status", port: statusPort });
      }
      expect(container.ports.map(({ containerPort }) => containerPort)).to.include(statusPort);
    });

    it(`sends no telemetry, because of ${telemetry}: ${image}`, async () => {
      expect(brokerEnvironment(await deploy({ ...one, image }))).to.include({ [telemetry]: off });
    });
  }

  it("on 4.x uses the dashboard user for the management API, instead of the public default", async () => {
    for (const image of ["emqx/emqx:4.1.5", "emqx/emqx:4.4.19"]) {
      const password = "secret emqx-credentials/dashboard-password";
      const deployed = await deploy({ image, credentials: { dashboardUsername: "operator" } });
      expect(brokerEnvironment(deployed)).to.include({
        EMQX_NODE__COOKIE: "secret emqx-cookie/cookie",
        EMQX_DASHBOARD__DEFAULT_USER__LOGIN: "operator",
        EMQX_DASHBOARD__DEFAULT_USER__PASSWORD: password,
        EMQX_MANAGEMENT__DEFAULT_APPLICATION__ID: "operator",
        EMQX_MANAGEMENT__DEFAULT_APPLICATION__SECRET: password,
      });
    }
  });

  it("on 4.x logs to the console", async () => {
    const environment = brokerEnvironment(await deploy({ image: "emqx/emqx:4.4.19" }));
    expect(environment).to.include({ EMQX_LOG__TO: "console" });
  });

  it("lets the user override the defaults", async () => {
    const environment = brokerEnvironment(await deploy({ env: { EMQX_TELEMETRY__ENABLE: "true" } }));
    expect(environment).to.include({ EMQX_TELEMETRY__ENABLE: "true" });
  });
});
