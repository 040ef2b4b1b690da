import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { expect } from "chai";
import { ClaimRetention, EmqxCluster, type EmqxClusterArgs, Risk } from "../../components/index";
import { eventually } from "../support/eventually";
import { get, kubectl } from "../support/cluster";
import { failure, usesEngine, summary, TestStack } from "./support";

const program = (args: EmqxClusterArgs) => () => {
  new EmqxCluster("emqx", { updates: { minReadySeconds: 0 }, ...args });
  return Promise.resolve();
};

describe("The nodes' volumes", function () {
  usesEngine(this);
  let stack: TestStack;

  const uids = (kind: string, ...names: string[]) =>
    kubectl("get", kind, ...names, "-n", stack.namespace, "-o", "jsonpath={.items[*].metadata.uid}");
  const sizes = () =>
    kubectl(
      "get",
      "pvc",
      "-n",
      stack.namespace,
      "-o",
      "jsonpath={.items[*].spec.resources.requests.storage}",
    );

  before(async () => {
    stack = await TestStack.create(program({}), "storage");
    await stack.up();
  });
  after(() => stack?.remove());

  it("are resized without a change of pods and StatefulSet", async () => {
    const before = [await uids("pods"), await uids("statefulsets"), await uids("pvc")];
    stack.use(program({ persistence: { size: "2Gi" } }));
    const preview = await stack.preview();
    expect(preview.steps.map(({ resource, differing }) => [resource, differing])).to.have.deep.members([
      ["EmqxCluster emqx", []],
      ...[0, 1, 2].map((ordinal) => [
        `PersistentVolumeClaimPatch emqx-data-${ordinal}`,
        ["spec.resources.requests.storage"],
      ]),
    ]);
    await stack.up();
    expect(await sizes()).to.equal("2Gi 2Gi 2Gi");
    expect([await uids("pods"), await uids("statefulsets"), await uids("pvc")]).to.deep.equal(before);
    expect(summary(await stack.preview())).to.deep.equal([]);
    expect(Object.keys((await stack.refresh()).changes)).to.deep.equal(["same"]);
  });

  it("have the new size on nodes that are added later", async () => {
    stack.use(program({ persistence: { size: "2Gi" }, replicas: 4 }));
    await stack.up();
    expect(await sizes()).to.equal("2Gi 2Gi 2Gi 2Gi");
  });

  it("cannot shrink, which a preview rejects", async () => {
    stack.use(program({ persistence: { size: "1.5Gi" } }));
    const { message } = await failure(stack.preview());
    expect(message).to.contain('persistence.size: got "1.5Gi"; volumes cannot shrink; must be 2Gi or more');
  });

  it("are reused after the cluster was scaled to one node and back", async () => {
    const before = await uids("pvc");
    for (const replicas of [1, 4]) {
      stack.use(program({ persistence: { size: "2Gi" }, replicas }));
      await stack.up();
    }
    expect(await uids("pvc")).to.equal(before);
  });

  it("survive the cluster, and the next one with its name reuses and resizes them", async () => {
    const before = await uids("pvc");
    await stack.destroy();
    await eventually(async () => expect(await uids("pods")).to.equal(""));
    expect(await uids("pvc")).to.equal(before);
    stack.use(program({ persistence: { size: "3Gi" }, replicas: 4 }));
    await stack.up();
    expect(await uids("pvc")).to.equal(before);
    expect(await sizes()).to.equal("3Gi 3Gi 3Gi 3Gi");
  });

  it("are not abandoned by new node names, which a preview rejects unless the risk is accepted", async () => {
    const size = { size: "3Gi" };
    for (const [path, args] of Object.entries({
      nameOverride: { nameOverride: "other" },
      clusterDomain: { clusterDomain: "example.org" },
    })) {
      stack.use(program({ persistence: size, replicas: 4, ...args }));
      const { message } = await failure(stack.preview());
      expect(message).to.contain(`${path}: changing "`).and.contain('acceptedRisks: ["newNodeNames"]');
      stack.use(program({ persistence: size, replicas: 4, ...args, acceptedRisks: [Risk.NewNodeNames] }));
      expect(summary(await stack.preview())).to.include("update EmqxCluster emqx");
    }
  });

  it("are not abandoned by another default namespace of the provider", async () => {
    stack.use(program({ persistence: { size: "3Gi" }, replicas: 4 }));
    await stack.stack.setConfig("kubernetes:namespace", { value: "elsewhere" });
    const { message } = await failure(stack.preview());
    expect(message).to.contain(`namespace: changing "${stack.namespace}" to "elsewhere"`);
    await stack.stack.setConfig("kubernetes:namespace", { value: stack.namespace });
  });

  it("do not count as abandoned while a name is unknown at preview", async () => {
    // The data of a replaced ConfigMap is unknown at preview.
    const withDomain = (name: string) => () => {
      const { data } = new ConfigMap("domain", { metadata: { name }, data: { domain: "cluster.local" } });
      const clusterDomain = data.apply(({ domain }) => domain);
      return program({ persistence: { size: "3Gi" }, replicas: 4, clusterDomain })();
    };
    stack.use(withDomain("one"));
    await stack.up();
    stack.use(withDomain("two"));
    expect(summary(await stack.preview())).to.include("replace ConfigMap domain");
    await stack.up();
  });

  it("are deleted with the cluster if retention is Delete", async () => {
    const retention = { whenDeleted: ClaimRetention.Delete, whenScaled: ClaimRetention.Delete };
    const persistence = { size: "3Gi", retention };
    stack.use(program({ persistence, replicas: 4 }));
    await stack.up();
    stack.use(program({ persistence, replicas: 2 }));
    await stack.up();
    await eventually(async () => expect(await sizes()).to.equal("3Gi 3Gi"));
    stack.use(program({ persistence, replicas: 3 }));
    await stack.up();
    expect(await sizes()).to.equal("3Gi 3Gi 3Gi");
    // The new settings contain Retain, but Kubernetes would follow the old ones.
    for (const changed of [{ size: "3Gi", storageClassName: "other" }, { enabled: false }]) {
      stack.use(program({ persistence: changed, replicas: 3 }));
      expect((await failure(stack.preview())).message).to.contain('acceptedRisks: ["dataLoss"]');
    }
    await stack.destroy();
    await eventually(async () => expect(await sizes()).to.equal(""));
  });

  it("can be disabled and enabled if the risk is accepted", async () => {
    stack.use(program({}));
    await stack.up();
    const persistence = { enabled: false };
    stack.use(program({ persistence }));
    const { message } = await failure(stack.preview());
    expect(message).to.contain(
      "persistence.enabled: all nodes would stop at once and start without their data",
    );
    stack.use(program({ persistence, acceptedRisks: [Risk.DataLoss] }));
    await stack.up();
    const claims = await uids("pvc");
    expect(claims.split(" ")).to.have.length(3);
    await kubectl("delete", "pvc", "--all", "-n", stack.namespace);
    expect(await sizes()).to.equal("");
    stack.use(program({ persistence: { size: "1Gi" }, acceptedRisks: [Risk.Replacement] }));
    await stack.up();
    expect(await sizes()).to.equal("1Gi 1Gi 1Gi");
    expect(await get<object>("statefulset", "emqx", "-n", stack.namespace)).to.have.nested.property(
      "spec.volumeClaimTemplates[0]",
    );
  });
});
