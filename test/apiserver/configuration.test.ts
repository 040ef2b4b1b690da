import { expect } from "chai";
import { kubectl } from "../support/cluster";
import type { Rendered } from "../support/manifests";
import { deploy, list, nameOf, ownNamespace, type Pod, pods, podUids, refusal, rollout } from "./support";

describe("A cluster after a changed setting", function () {
  this.timeout(60_000);
  const namespace = ownNamespace("configuration");
  let original: Rendered;
  let originalPods: Record<string, string>;
  let changed: Rendered;

  before(async () => {
    original = await deploy(namespace());
    originalPods = await podUids(namespace());
    changed = await deploy(namespace(), { env: { EMQX_MQTT__MAX_PACKET_SIZE: "2MB" } });
  });

  /** The names of the pods' ConfigMaps. */
  async function configMaps(): Promise<(string | undefined)[]> {
    const live = await pods(namespace());
    return live.map(({ spec }) => spec.containers[0].envFrom.at(-1)?.configMapRef.name);
  }

  it("has a new ConfigMap in addition to the old one", async () => {
    const all = (await list<Pod>("configmaps", namespace())).map(({ metadata }) => metadata.name);
    const live = all.filter((name) => name.includes("-config-"));
    expect(live).to.have.members([nameOf(original, "ConfigMap"), nameOf(changed, "ConfigMap")]);
    expect(live).to.have.length(2);
  });

  it("has replaced every pod with a pod that has the new settings", async () => {
    const name = nameOf(changed, "ConfigMap");
    expect(await configMaps()).to.deep.equal([name, name, name]);
    const uids = await podUids(namespace());
    for (const pod of ["emqx-0", "emqx-1", "emqx-2"]) {
      expect(uids[pod]).to.be.a("string").and.not.equal(originalPods[pod]);
    }
  });

  it("rejects edits of its ConfigMap", async () => {
    const message = await refusal(
      ...["patch", "configmap", nameOf(changed, "ConfigMap"), "--namespace", namespace(), "--type=merge"],
      '--patch={"data":{"EMQX_MQTT__MAX_PACKET_SIZE":"3MB"}}',
    );
    expect(message).to.include("immutable");
  });

  it("restarts all pods without the old ConfigMap", async () => {
    const old = nameOf(original, "ConfigMap");
    await kubectl("delete", "configmap", old, "--namespace", namespace());
    await kubectl("delete", "pods", "--all", "--namespace", namespace());
    await rollout(namespace(), "emqx");
    const objects = await list<object>("statefulsets,pods", namespace());
    expect(objects).to.have.length(4);
    expect(JSON.stringify(objects)).to.not.include(old);
  });

  it("returns to the previous revision when the setting is reverted", async () => {
    await deploy(namespace());
    const name = nameOf(original, "ConfigMap");
    expect(await configMaps()).to.deep.equal([name, name, name]);
    const revisions = await list<Pod>("controllerrevisions.apps", namespace());
    expect(revisions).to.have.length(2);
  });
});
