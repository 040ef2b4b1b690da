import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import {
  Edition,
  type EmqxClusterArgs,
  ExternalTrafficPolicy,
  type ServiceArgs,
  ServiceType,
} from "../../components/index";
import { deploy, refusal } from "./support/cluster";

describe("A secret value", () => {
  const value = "leaked-value";
  const inEnv: [title: string, env: EmqxClusterArgs["env"]][] = [
    ["as a value", { EMQX_A: pulumi.secret(value), EMQX_B: "fine" }],
    ["as the whole map", pulumi.secret({ EMQX_A: value })],
    ["inside an output", pulumi.output({ EMQX_A: pulumi.secret(value) })],
    ["derived from another", { EMQX_A: pulumi.interpolate`x${pulumi.secret(value)}` }],
    ["as the value of a promise", { EMQX_A: Promise.resolve(pulumi.secret(value)) as never }],
    ["inside a promise", Promise.resolve({ EMQX_A: pulumi.secret(value) })],
    ["that is not a string", { EMQX_A: pulumi.secret({ value }) as never }],
  ];
  for (const [title, env] of inEnv) {
    it(`in env ${title} is rejected because ConfigMaps are not secret, and is not shown`, async () => {
      const message = await refusal({ env });
      expect(message).to.match(/\n {2}env[.:]/);
      expect(message).not.to.include(value);
    });
  }

  it("in env is rejected with a message that names secretEnv", async () => {
    const message = await refusal({ env: { EMQX_A: pulumi.secret(value) } });
    expect(message).to.include("secretEnv");
  });

  const secretVariable = { name: "EMQX_A", value: pulumi.secret(value) };
  const container = { name: "logs", image: "vector:0.50" };
  const inPods: [path: string, args: EmqxClusterArgs][] = [
    ["pods.env", { pods: { env: [secretVariable] } }],
    ["pods.env", { pods: { env: pulumi.output([secretVariable]) } }],
    ["replicants.pods.env", { edition: Edition.Enterprise, replicants: { pods: { env: [secretVariable] } } }],
    ["pods.initContainers[0].env", { pods: { initContainers: [{ ...container, env: [secretVariable] }] } }],
    [
      "pods.extraContainers[1]",
      { pods: { extraContainers: [container, pulumi.output({ ...container, env: [secretVariable] })] } },
    ],
    [
      "pods.extraContainers",
      { pods: { extraContainers: pulumi.output([{ ...container, env: [secretVariable] }]) } },
    ],
  ];
  const shown = pulumi.secret(value);
  const csi = { driver: "secrets.example.com", volumeAttributes: { token: shown } };
  inPods.push(
    ["pods.command", { pods: { command: ["sh", "-c", pulumi.interpolate`login ${shown}`] } }],
    ["pods.args", { pods: { args: pulumi.secret([value]) } }],
    ["pods.lifecycle", { pods: { lifecycle: { preStop: ["logout", shown] } } }],
    ["pods.volumes", { pods: { volumes: [{ name: "vault", csi }] } }],
    ["pods.annotations", { pods: { annotations: { token: shown } } }],
    ["pods.hostAliases", { pods: { hostAliases: [{ ip: shown, hostnames: ["a"] }] } }],
    ["pods.initContainers[0].command", { pods: { initContainers: [{ ...container, command: [shown] }] } }],
    ["pods.extraContainers[0].args", { pods: { extraContainers: [{ ...container, args: [shown] }] } }],
    ["pods.extraContainers[0].image", { pods: { extraContainers: [{ name: "logs", image: shown }] } }],
    ["replicants.pods.args", { edition: Edition.Enterprise, replicants: { pods: { args: [shown] } } }],
    ["annotations.token", { annotations: { token: shown } }],
    ["labels.token", { labels: { token: shown } }],
  );
  for (const [path, args] of inPods) {
    it(`in ${path} is rejected because object definitions are not secret, and is not shown`, async () => {
      const message = await refusal(args);
      expect(message).to.include(`\n  ${path}: contains a secret`).and.include("secretKeyRef");
      expect(message).not.to.include(value);
    });
  }

  const badValue = "leaked value!";
  const elsewhere: [path: string, args: EmqxClusterArgs][] = [
    ["image", { image: pulumi.secret(badValue) }],
    ["labels.team", { labels: { team: pulumi.secret(badValue) } }],
    ["tls.secretName", { tls: { secretName: pulumi.secret(badValue) } }],
    ["secretEnv.EMQX_A.key", { secretEnv: { EMQX_A: { name: "s", key: pulumi.secret(badValue) } } }],
  ];
  for (const [path, args] of elsewhere) {
    it(`that is invalid in ${path} is rejected and not shown`, async () => {
      const message = await refusal(args);
      expect(message).to.include(`\n  ${path}: `);
      expect(message).not.to.include(badValue);
    });
  }
});

describe("A secret that is not marked as secret", () => {
  const value = "leaked-value!";
  const misplaced: [path: string, args: object][] = [
    ["credentials", { credentials: value }],
    ["credentials.existingSecret", { credentials: { existingSecret: value } }],
    ["apiKeys", { apiKeys: [value] }],
    ["apiKeys.keys[0]", { apiKeys: { keys: [`metrics:${value}`] } }],
    ["apiKeys.existingSecret", { apiKeys: { existingSecret: value } }],
    ["license", { license: value }],
    ["license.existingSecret.name", { license: { existingSecret: { name: value, key: "k" } } }],
    ["secretEnv", { secretEnv: [value] }],
    ["secretEnv.EMQX_A", { secretEnv: { EMQX_A: value } }],
    ["envFromSecrets", { envFromSecrets: value }],
    ["envFromSecrets[0]", { envFromSecrets: [value] }],
    ["monitoring.podMonitor.basicAuth", { monitoring: { podMonitor: { basicAuth: value } } }],
    // Inside an object at the wrong path.
    ["image", { image: { name: "emqx", password: value } }],
    ["updates.strategy", { updates: { strategy: [{ password: value }] } }],
  ];
  for (const [path, args] of misplaced) {
    it(`is not shown if ${path} is rejected`, async () => {
      const message = await refusal(args);
      expect(message).to.match(new RegExp(`\\n {2}${path.replace(/[[\].]/g, "\\$&")}: got \\[?an? `));
      expect(message).not.to.include(value);
    });
  }
});

describe("A secret type of the client Service", () => {
  const { ClusterIP } = ServiceType;
  const withType = (type: ServiceType, args: ServiceArgs): EmqxClusterArgs => ({
    service: { type: pulumi.secret(type), ...args },
  });
  const unfit: [path: string, args: EmqxClusterArgs][] = [
    ["service.type", withType("leaked-type" as never, {})],
    ["service.loadBalancerClass", withType(ClusterIP, { loadBalancerClass: "c" })],
    ["service.loadBalancerSourceRanges", withType(ClusterIP, { loadBalancerSourceRanges: ["10.0.0.0/8"] })],
    [
      "service.externalTrafficPolicy",
      withType(ClusterIP, { externalTrafficPolicy: ExternalTrafficPolicy.Local }),
    ],
    ["service.dashboardNodePort", withType(ClusterIP, { dashboardNodePort: 30000 })],
  ];
  for (const [path, args] of unfit) {
    it(`is not shown if ${path} is rejected`, async () => {
      const message = await refusal(args);
      const line = message.split("\n").find((candidate) => candidate.startsWith(`  ${path}: `));
      expect(line, message).to.be.a("string");
      // An invalid type is reported with all accepted types.
      expect(path === "service.type" ? "" : message).not.to.include("ClusterIP");
      expect(message).not.to.include("leaked-type");
    });
  }
});

describe("Values from existing Secrets", () => {
  const EMQX_A = { name: "a", key: "y" };
  const EMQX_B = { name: "b", key: "x" };

  it("reach the broker by reference", async () => {
    const { container } = await deploy({ secretEnv: { EMQX_B }, envFromSecrets: ["more"] });
    expect(container.env).to.deep.include({ name: "EMQX_B", valueFrom: { secretKeyRef: EMQX_B } });
    expect(container.envFrom).to.deep.include({ secretRef: { name: "more" } });
  });

  it("come after the component's defaults and in the given order, because the last one wins", async () => {
    const { container, configMap } = await deploy({ envFromSecrets: ["more", "last", "also"] });
    expect(container.envFrom).to.deep.equal([
      { configMapRef: { name: configMap.inputs.metadata.name } },
      { secretRef: { name: "more" } },
      { secretRef: { name: "last" } },
      { secretRef: { name: "also" } },
    ]);
  });

  it("do not change the pods if only their order changes", async () => {
    const { container } = await deploy({ secretEnv: { EMQX_B, EMQX_A } });
    const reordered = await deploy({ secretEnv: { EMQX_A, EMQX_B } });
    expect(reordered.container).to.deep.equal(container);
  });
});
