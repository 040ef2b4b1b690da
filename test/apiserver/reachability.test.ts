import { isIP } from "node:net";
import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { get, kubectl } from "../support/cluster";
import type { Rendered } from "../support/manifests";
import { eventually } from "../support/eventually";
import { apply, deploy, endpoints, ownNamespace, pods, type Service } from "./support";

type Endpoints = types.output.core.v1.Endpoints;

describe("A deployed cluster", function () {
  this.timeout(60_000);
  const namespace = ownNamespace("reachability");
  let deployed: Rendered;

  before(async () => {
    deployed = await deploy(namespace());
  });

  const service = (name: string) => get<Service>("service", name, "--namespace", namespace());

  /** Returns the host names, or else the IP addresses, in a Service's Endpoints object. */
  async function addressesOf(name: string) {
    const { subsets } = await get<Endpoints>("endpoints", name, "--namespace", namespace());
    const names = (list: "addresses" | "notReadyAddresses") =>
      subsets.flatMap((subset) => (subset[list] ?? []).map(({ hostname, ip }) => hostname ?? ip)).sort();
    return { ready: names("addresses"), notReady: names("notReadyAddresses") };
  }

  it("has ready pods with the DNS names in the outputs", async () => {
    const live = await pods(namespace());
    const ready = live.map(({ status }) => status.conditions.find(({ type }) => type === "Ready")?.status);
    expect(ready).to.deep.equal(["True", "True", "True"]);
    expect(live.map(({ metadata }) => metadata.name)).to.deep.equal(["emqx-0", "emqx-1", "emqx-2"]);
    // The kubelet and CoreDNS derive the DNS name from these two.
    const dnsNames = live.map(
      ({ spec }) => `${spec.hostname}.${spec.subdomain}.${namespace()}.svc.cluster.local`,
    );
    expect(dnsNames).to.deep.equal(deployed.outputs.podDnsNames);
  });

  it("is reachable at an allocated ClusterIP, which routes to every ready pod", async () => {
    const { spec } = await service(deployed.outputs.serviceName);
    expect(spec.type).to.equal("ClusterIP");
    expect(isIP(spec.clusterIP)).to.equal(4);
    const addresses = (await pods(namespace())).map(({ status }) => status.podIP);
    await eventually(async () => {
      const behind = await endpoints(namespace(), deployed.outputs.serviceName);
      expect(behind.map((endpoint) => [endpoint.addresses, endpoint.conditions.ready])).to.deep.equal(
        addresses.map((address) => [[address], true]),
      );
    });
  });

  it("has pods that listen on the port of each URL in the outputs", async () => {
    const { spec } = await service(deployed.outputs.serviceName);
    const slices = await get<{ items: { ports: { name: string; port: number }[] }[] }>(
      ...["endpointslices", "--namespace", namespace(), "--selector", "kubernetes.io/service-name=emqx"],
    );
    const targets = slices.items.flatMap(({ ports }) => ports);
    for (const url of Object.values(deployed.outputs.endpoints)) {
      const { hostname, port } = new URL(url);
      expect(hostname).to.equal(`emqx.${namespace()}.svc.cluster.local`);
      const servicePort = spec.ports.find((candidate) => String(candidate.port) === port);
      expect(targets, url).to.deep.include({
        name: servicePort?.name,
        port: Number(port),
        protocol: "TCP",
      });
    }
  });

  it("has a headless Service that gives each pod a DNS record", async () => {
    const { spec } = await service(deployed.outputs.headlessServiceName);
    expect(spec.clusterIP).to.equal("None");
    await eventually(async () => {
      const behind = await endpoints(namespace(), deployed.outputs.headlessServiceName);
      expect(behind.map(({ hostname }) => hostname)).to.deep.equal(["emqx-0", "emqx-1", "emqx-2"]);
    });
  });

  describe("with a pod that is not ready yet", () => {
    let address: string;

    before(async () => {
      address = (await pods(namespace()))[1].status.podIP;
      const conditions = ["Ready", "ContainersReady"].map((type) => ({ type, status: "False" }));
      await kubectl(
        ...["patch", "pod", "emqx-1", "--namespace", namespace(), "--subresource=status"],
        `--patch=${JSON.stringify({ status: { conditions } })}`,
      );
      // Endpoints that are written after this never belonged to a ready pod.
      const services = ["emqx", "emqx-headless"];
      await kubectl("delete", "service", ...services, "--namespace", namespace());
      await kubectl(
        ...["wait", "--for=delete", "--namespace", namespace()],
        ...services.map((name) => `endpoints/${name}`),
      );
      await apply(namespace(), deployed.objects);
    });

    it("does not route clients to it", () =>
      eventually(async () => {
        const { ready, notReady } = await addressesOf("emqx");
        expect(notReady).to.deep.equal([address]);
        expect(ready).to.have.length(2).and.not.include(address);
      }));

    it("publishes its name as ready, because other nodes read only ready addresses", () =>
      eventually(async () => {
        expect(await addressesOf("emqx-headless")).to.deep.equal({
          ready: ["emqx-0", "emqx-1", "emqx-2"],
          notReady: [],
        });
      }));

    it("publishes its DNS name", () =>
      eventually(async () => {
        const behind = await endpoints(namespace(), "emqx-headless");
        expect(behind.map(({ hostname, conditions }) => [hostname, conditions.ready])).to.deep.equal([
          ["emqx-0", true],
          ["emqx-1", true],
          ["emqx-2", true],
        ]);
      }));
  });
});
