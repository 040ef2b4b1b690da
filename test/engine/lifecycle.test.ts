import * as pulumi from "@pulumi/pulumi";
import { defaultChildren } from "../unit/support/cluster";
import { withoutHash } from "../unit/support/mocks";
import { expect } from "chai";
import {
  ClaimRetention,
  DiscoveryStrategy,
  EmqxCluster,
  type EmqxClusterArgs,
  Risk,
} from "../../components/index";
import { get, kubectl } from "../support/cluster";
import { requireRefusalOfExisting } from "./provider";
import { failure, summary, TestStack, usesEngine } from "./support";

/** The placeholder for an unknown value in the engine's events. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Simulated pods need no minReadySeconds. */
const updates = { minReadySeconds: 0 };

const program = (args: EmqxClusterArgs) => () => {
  const { clusterIP, podDnsNames, nodeNames, namespace, endpoints, credentialsSecretName } = new EmqxCluster(
    "emqx",
    { updates, ...args },
  );
  return Promise.resolve({ clusterIP, podDnsNames, nodeNames, namespace, endpoints, credentialsSecretName });
};

async function credentials({ namespace }: TestStack): Promise<{ cookie: string; password: string }> {
  const read = async (secret: string, key: string) => {
    const { data } = await get<{ data: Record<string, string> }>("secret", secret, "-n", namespace);
    return Buffer.from(data[key], "base64").toString();
  };
  return {
    cookie: await read("emqx-cookie", "cookie"),
    password: await read("emqx-credentials", "dashboard-password"),
  };
}

describe("The lifecycle of a cluster", function () {
  usesEngine(this);
  let stack: TestStack;

  before(async () => {
    stack = await TestStack.create(program({}), "life");
  });
  after(() => stack?.remove());

  it("previews every object and the pods' names, with an unknown ClusterIP, and creates nothing", async () => {
    const report = await stack.preview();
    expect(summary(report).map(withoutHash)).to.have.members([
      "create EmqxCluster emqx",
      ...defaultChildren.map((child) => `create ${child.split(":").slice(-1)[0]}`),
      "create ReplacementGuard emqx",
      "create ReplacementGuard emqx-headless",
    ]);
    expect(report.outputs.clusterIP).to.equal(unknown);
    expect(report.outputs.podDnsNames).to.deep.equal(
      [0, 1, 2].map((ordinal) => `emqx-${ordinal}.emqx-headless.${stack.namespace}.svc.cluster.local`),
    );
    expect(
      await kubectl("get", "statefulsets,services,secrets", "-n", stack.namespace, "-o", "name"),
    ).to.equal("");
  });

  it("deploys ready pods and outputs the ClusterIP that the API server allocated", async () => {
    const report = await stack.up();
    const service = await get<{ spec: { clusterIP: string } }>("service", "emqx", "-n", stack.namespace);
    const pods = await kubectl(
      "get",
      "pods",
      "-n",
      stack.namespace,
      "-o",
      "jsonpath={.items[*].status.phase}",
    );
    expect(report.outputs.clusterIP).to.equal(service.spec.clusterIP);
    expect(report.outputs.namespace).to.equal(stack.namespace);
    expect(pods).to.equal("Running Running Running");
  });

  it("has no changes for an unchanged program, before and after a refresh", async () => {
    expect(summary(await stack.preview())).to.deep.equal([]);
    expect(Object.keys((await stack.refresh()).changes)).to.deep.equal(["same"]);
    expect(summary(await stack.preview())).to.deep.equal([]);
  });

  it("keeps cookie and password the same, and out of state, outputs and logs", async () => {
    const before = await credentials(stack);
    const report = await stack.up();
    expect(await credentials(stack)).to.deep.equal(before);
    const written = [await stack.writtenState(), JSON.stringify(report.outputs), report.log].join("\n");
    for (const secret of Object.values(before)) {
      expect(written).not.to.contain(secret);
      expect(written).not.to.contain(Buffer.from(secret).toString("base64"));
    }
  });

  it("scales up with a single changed field and new claims, and keeps the running pods", async () => {
    const uids = () =>
      kubectl(
        "get",
        "pods",
        "emqx-0",
        "emqx-1",
        "emqx-2",
        "-n",
        stack.namespace,
        "-o",
        "jsonpath={.items[*].metadata.uid}",
      );
    const before = await uids();
    stack.use(program({ replicas: 5 }));
    const preview = await stack.preview();
    const claims = [3, 4].map((ordinal) => `PersistentVolumeClaimPatch emqx-data-${ordinal}`);
    expect(preview.steps).to.have.deep.members([
      { resource: "StatefulSet emqx", operation: "update", differing: ["spec.replicas"] },
      ...claims.map((resource) => ({ resource, operation: "create", differing: [] })),
    ]);
    expect(preview.outputs.podDnsNames).to.have.lengthOf(5);
    await stack.up();
    expect(await uids()).to.equal(before);
  });

  it("scales down and keeps the claims of removed pods", async () => {
    stack.use(program({}));
    await stack.up();
    const claims = await kubectl("get", "pvc", "-n", stack.namespace, "-o", "name");
    expect(claims.trim().split("\n")).to.have.lengthOf(5);
  });

  it("restarts the pods for a change of memory, and changes nothing else", async () => {
    const revision = () =>
      kubectl(
        "get",
        "statefulset",
        "emqx",
        "-n",
        stack.namespace,
        "-o",
        "jsonpath={.status.currentRevision}",
      );
    const before = await revision();
    stack.use(program({ resources: { requests: { cpu: "250m", memory: "1Gi" } } }));
    expect((await stack.preview()).steps).to.deep.equal([
      {
        resource: "StatefulSet emqx",
        operation: "update",
        differing: ["spec.template.spec.containers[0].resources.requests.memory"],
      },
    ]);
    await stack.up();
    expect(await revision()).not.to.equal(before);
  });

  it("rolls out a changed setting with a new ConfigMap, then restarts the pods, then deletes the old ConfigMap", async () => {
    const names = async () =>
      (await kubectl("get", "configmaps", "-n", stack.namespace, "-o", "name"))
        .split("\n")
        .filter((name) => name.includes("emqx-config-"));
    const before = await names();
    stack.use(program({ env: { EMQX_MQTT__MAX_PACKET_SIZE: "2MB" } }));
    await stack.up();
    const report = await stack.preview();
    expect(summary(report)).to.deep.equal([]);
    const after = await names();
    expect(after).to.have.lengthOf(1);
    expect(after).not.to.deep.equal(before);
  });

  it("creates new resources before the rollout and deletes old ones last", async () => {
    stack.use(program({ env: { EMQX_MQTT__MAX_PACKET_SIZE: "3MB" } }));
    const { stdout } = await stack.stack.preview({ diff: true });
    expect(stdout).to.match(/EMQX_MQTT__MAX_PACKET_SIZE +: "2MB" => "3MB"/);
    const steps = summary(await stack.up());
    expect(steps.map(withoutHash)).to.deep.equal([
      "update EmqxCluster emqx",
      "create ConfigMap emqx-config",
      "update StatefulSet emqx",
      "delete ConfigMap emqx-config",
    ]);
    expect(steps[1].split(" ")[2]).not.to.equal(steps[3].split(" ")[2]);
  });

  it("removes RBAC and the token when no feature requires them", async () => {
    stack.use(program({ discovery: { strategy: DiscoveryStrategy.Dns } }));
    const report = await stack.up();
    expect(summary(report)).to.include.members([
      "delete Role emqx",
      "delete RoleBinding emqx",
      "update StatefulSet emqx",
    ]);
    expect(await kubectl("get", "roles,rolebindings", "-n", stack.namespace, "-o", "name")).to.equal("");
  });

  it("changes labels and annotations in place", async () => {
    stack.use(program({ labels: { team: "iot" }, annotations: { "example.com/note": "x" } }));
    const operations = new Set((await stack.preview()).steps.map(({ operation }) => operation));
    expect([...operations]).to.have.members(["create", "update"]);
    await stack.up();
  });

  const replacing: EmqxClusterArgs = {
    labels: { team: "iot" },
    annotations: { "example.com/note": "x" },
    persistence: { storageClassName: "other" },
  };

  it("rejects a change that replaces the StatefulSet at preview", async function () {
    await requireRefusalOfExisting(this);
    stack.use(program(replacing));
    const { message } = await failure(stack.preview());
    expect(message).to.contain("a new StatefulSet").and.contain('acceptedRisks: ["replacement"]');
  });

  it("previews the replacement if the risk is accepted", async function () {
    await requireRefusalOfExisting(this);
    stack.use(program({ ...replacing, acceptedRisks: [Risk.Replacement] }));
    expect(summary(await stack.preview())).to.include("replace StatefulSet emqx");
  });

  it("warns at preview that deleting the StatefulSet deletes all data", async () => {
    stack.use(program({ persistence: { retention: { whenDeleted: ClaimRetention.Delete } } }));
    expect((await stack.preview()).log).to.contain(
      "deletes all data, because persistence.retention.whenDeleted is Delete",
    );
  });

  it("replaces the generated password with a given one, and keeps the cookie", async () => {
    const { cookie } = await credentials(stack);
    stack.use(program({ credentials: { dashboardPassword: pulumi.secret("Correct-Horse-1") } }));
    const report = await stack.up();
    expect(await credentials(stack)).to.deep.equal({ cookie, password: "Correct-Horse-1" });
    expect(report.log + (await stack.writtenState())).not.to.contain("Correct-Horse-1");
  });

  it("replaces the Secret for a new password, and keeps the pods", async () => {
    const uid = () =>
      kubectl("get", "statefulset,pods", "-n", stack.namespace, "-o", "jsonpath={.items[*].metadata.uid}");
    const before = await uid();
    stack.use(program({ credentials: { dashboardPassword: pulumi.secret("Correct-Horse-2") } }));
    const resources = new Set((await stack.up()).steps.map(({ resource }) => resource));
    expect([...resources]).to.deep.equal(["Secret emqx-credentials"]);
    expect(await uid()).to.equal(before);
  });

  it("keeps the password after the argument is removed", async () => {
    stack.use(program({}));
    await stack.up();
    expect((await credentials(stack)).password).to.equal("Correct-Horse-2");
  });

  it("destroys everything except the claims, which the next cluster with the same name uses", async () => {
    await stack.destroy();
    const left = await kubectl(
      "get",
      "all,secrets,serviceaccounts,roles",
      "-n",
      stack.namespace,
      "-l",
      "app.kubernetes.io/name=emqx",
      "-o",
      "name",
    );
    expect(left).to.equal("");
    const volumes = () =>
      kubectl("get", "pvc", "emqx-data-emqx-0", "-n", stack.namespace, "-o", "jsonpath={.spec.volumeName}");
    const before = await volumes();
    await stack.up();
    expect(await volumes()).to.equal(before);
  });
});
