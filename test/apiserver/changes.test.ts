import { expect } from "chai";
import { type EmqxClusterArgs, ListenerType, ServiceType } from "../../components/index";
import { get } from "../support/cluster";
import type { Rendered } from "../support/manifests";
import { deploy, list, nameOf, ownNamespace, type Pod, pods, podUids, type Service } from "./support";

describe("A cluster that is changed", function () {
  this.timeout(60_000);
  const namespace = ownNamespace("changes");
  let original: Rendered;
  let originalPods: Record<string, string>;

  before(async () => {
    original = await deploy(namespace());
    originalPods = await podUids(namespace());
  });

  const service = () => get<Service>("service", "emqx", "--namespace", namespace());

  it("stays the same if nothing changes", async () => {
    const content = async () => {
      const kinds = "serviceaccounts,roles,rolebindings,configmaps,secrets,services,statefulsets,pods";
      const objects = await list<Pod>(kinds, namespace());
      // Controllers may still be writing to the status.
      return objects.map((object) => ({
        ...object,
        status: undefined,
        metadata: { ...object.metadata, resourceVersion: undefined },
      }));
    };
    const earlier = await content();
    expect(earlier).to.have.length(13);
    await deploy(namespace());
    expect(await content()).to.deep.equal(earlier);
  });

  it("keeps its pods when only the client Service changes, and keeps its ClusterIP when ports and type change", async () => {
    const { spec } = await service();
    const changes: [args: EmqxClusterArgs, ports: number[]][] = [
      [{ service: { type: ServiceType.LoadBalancer } }, [1883, 8083]],
      [{ service: { type: ServiceType.NodePort, dashboard: true } }, [1883, 8083, 18083]],
      [{}, [1883, 8083, 18083]],
    ];
    for (const [args, ports] of changes) {
      await deploy(namespace(), args);
      const changed = (await service()).spec;
      expect(changed.type).to.equal((args.service as { type?: string } | undefined)?.type ?? "ClusterIP");
      expect(changed.ports.map(({ port }) => port)).to.have.members(ports);
      expect(changed.clusterIP).to.equal(spec.clusterIP);
    }
    expect((await service()).spec.ports.filter(({ nodePort }) => nodePort)).to.deep.equal([]);
    expect(await podUids(namespace())).to.deep.equal(originalPods);
  });

  it("replaces its pods, but not its ConfigMap, for more memory", async () => {
    const uids = await podUids(namespace());
    const changed = await deploy(namespace(), { resources: { requests: { memory: "1Gi" } } });
    expect(nameOf(changed, "ConfigMap")).to.equal(nameOf(original, "ConfigMap"));
    const live = await pods(namespace());
    for (const { metadata, spec } of live) {
      expect(spec.containers[0].resources.requests).to.deep.equal({ memory: "1Gi" });
      expect(metadata.uid).to.not.equal(uids[metadata.name]);
    }
    expect(live).to.have.length(3);
  });

  it("moves clients to a listener's new port", async () => {
    await deploy(namespace(), { listeners: [{ type: ListenerType.Mqtt, port: 2883 }] });
    const { spec } = await service();
    expect(spec.ports.map(({ name, port }) => [name, port])).to.deep.equal([
      ["mqtt", 2883],
      ["dashboard", 18083],
    ]);
    for (const pod of await pods(namespace())) {
      expect(pod.spec.containers[0].ports).to.deep.include({
        name: "mqtt",
        containerPort: 2883,
        protocol: "TCP",
      });
    }
  });
});
