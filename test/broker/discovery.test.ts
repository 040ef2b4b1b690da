import { expect } from "chai";
import { AddressType, DiscoveryStrategy, DnsRecordType, type EmqxClusterArgs } from "../../components/index";
import { usesBrokers } from "./support/suite";
import type { Member } from "./support/api";

// `k8s` with host names is the default, which the other tests use.

const variants: { title: string; name: string; args: EmqxClusterArgs; nodes: RegExp }[] = [
  {
    title: "finds nodes by SRV records, without a token",
    name: "srv",
    args: { discovery: { strategy: DiscoveryStrategy.Dns } },
    nodes: /^emqx@emqx-\d\.emqx-headless\./,
  },
  {
    title: "finds nodes by A records, and names them by address",
    name: "a",
    args: {
      discovery: { strategy: DiscoveryStrategy.Dns, recordType: DnsRecordType.A },
      persistence: { enabled: false },
    },
    nodes: /^emqx@[\d.]+$/,
  },
  {
    title: "finds nodes through the Kubernetes API, and names them by address",
    name: "ip",
    args: {
      discovery: { strategy: DiscoveryStrategy.K8s, addressType: AddressType.Ip },
      persistence: { enabled: false },
    },
    nodes: /^emqx@[\d.]+$/,
  },
];

for (const { title, name, args, nodes } of variants) {
  describe(`Discovery, variant ${name}`, function () {
    const cluster = usesBrokers(this, name);

    it(title, async () => {
      await cluster().up({ replicas: 2, ...args });
      for (const ordinal of [0, 1]) {
        const members = await cluster().api<Member[]>("/nodes", ordinal);
        expect(members.map(({ node_status }) => node_status)).to.deep.equal(["running", "running"]);
        for (const { node } of members) expect(node).to.match(nodes);
      }
      expect(await cluster().readyPods()).to.have.lengthOf(2);
    });
  });
}
