import { expect } from "chai";
import { AddressType, DiscoveryStrategy, DnsRecordType } from "../../components/index";
import { brokerEnvironment, deploy, refusal } from "./support/cluster";

type Environment = Record<string, string>;
interface Discovery {
  strategy: DiscoveryStrategy;
  addressType?: AddressType;
  recordType?: DnsRecordType;
}

const { K8s, Dns } = DiscoveryStrategy;
const hostname: Discovery = { strategy: K8s, addressType: AddressType.Hostname };
const ip: Discovery = { strategy: K8s, addressType: AddressType.Ip };
const podDns: Discovery = { strategy: K8s, addressType: AddressType.Dns };
const srv: Discovery = { strategy: Dns, recordType: DnsRecordType.Srv };
const a: Discovery = { strategy: Dns, recordType: DnsRecordType.A };

const headless = "mq-headless.$(POD_NAMESPACE).svc.example.org";
const pod = `$(POD_NAME).${headless}`;

const k8s = (addressType: string, suffix: string): Environment => ({
  EMQX_CLUSTER__K8S__APISERVER: "https://kubernetes.default.svc:443",
  EMQX_CLUSTER__K8S__SERVICE_NAME: "mq-headless",
  EMQX_CLUSTER__K8S__ADDRESS_TYPE: addressType,
  EMQX_CLUSTER__K8S__NAMESPACE: "$(POD_NAMESPACE)",
  EMQX_CLUSTER__K8S__SUFFIX: suffix,
});
const k8s4 = { EMQX_CLUSTER__DISCOVERY: "k8s", EMQX_CLUSTER__K8S__APP_NAME: "emqx", EMQX_NAME: "emqx" };
const k8s5 = { EMQX_CLUSTER__DISCOVERY_STRATEGY: "k8s" };
const dns4 = {
  EMQX_CLUSTER__DISCOVERY: "dns",
  EMQX_CLUSTER__DNS__NAME: headless,
  EMQX_CLUSTER__DNS__APP: "emqx",
  EMQX_NAME: "emqx",
};
const dns5 = { EMQX_CLUSTER__DISCOVERY_STRATEGY: "dns", EMQX_CLUSTER__DNS__NAME: headless };
const stable4 = { EMQX_HOST: pod };
const stable5 = { EMQX_NODE__NAME: `emqx@${pod}` };
const byAddress5 = { EMQX_NAME: "emqx" };

const cases4: [discovery: Discovery, expected: Environment][] = [
  [hostname, { ...k8s4, ...k8s("hostname", "svc.example.org"), ...stable4 }],
  [ip, { ...k8s4, ...k8s("ip", "pod.example.org") }],
  [podDns, { ...k8s4, ...k8s("dns", "pod.example.org") }],
];
const cases44: typeof cases4 = [
  [srv, { ...dns4, ...stable4, EMQX_CLUSTER__DNS__TYPE: "srv" }],
  [a, { ...dns4, EMQX_CLUSTER__DNS__TYPE: "a" }],
];
const cases5: typeof cases4 = [
  [hostname, { ...k8s5, ...k8s("hostname", "svc.example.org"), ...stable5 }],
  [ip, { ...k8s5, ...k8s("ip", "pod.example.org"), ...byAddress5 }],
  [podDns, { ...k8s5, ...k8s("dns", "pod.example.org"), ...byAddress5 }],
  [srv, { ...dns5, ...stable5, EMQX_CLUSTER__DNS__RECORD_TYPE: "srv" }],
  [a, { ...dns5, ...byAddress5, EMQX_CLUSTER__DNS__RECORD_TYPE: "a" }],
];
const lines: [version: string, cases: typeof cases4][] = [
  // Before 4.4, EMQX supports only A records and has no key for the record type.
  ["4.1.5", [...cases4, [a, dns4]]],
  ["4.4.19", [...cases4, ...cases44]],
  ["5.0.26", cases5],
  ["5.8.9", cases5],
  ["5.9.0", cases5],
  ["6.0.0", cases5],
];

/** The variables for node names and discovery. */
function discoveryKeys(environment: Environment): Environment {
  const isOne = /^EMQX_(CLUSTER__.*|NODE__NAME|NODE_NAME|NAME|HOST)$/;
  return Object.fromEntries(Object.entries(environment).filter(([key]) => isOne.test(key)));
}

describe("Discovery", () => {
  for (const [version, cases] of lines) {
    for (const [discovery, expected] of cases) {
      const kind = discovery.strategy === K8s ? discovery.addressType : discovery.recordType;
      it(`of EMQX ${version} by ${discovery.strategy} and ${kind} sets exactly the required keys`, async () => {
        const deployed = await deploy({
          nameOverride: "mq",
          image: `emqx/emqx:${version}`,
          replicas: 1,
          clusterDomain: "example.org",
          discovery,
          persistence: { enabled: false },
        });
        expect(discoveryKeys(brokerEnvironment(deployed))).to.deep.equal(expected);
      });
    }
  }

  it("refers only to variables that Kubernetes has already set", async () => {
    const { container } = await deploy({ image: "emqx/emqx:4.4.19" });
    const known = new Set<string>();
    for (const { name, value } of container.env) {
      for (const [, reference] of (value ?? "").matchAll(/\$\((\w+)\)/g)) {
        expect([...known], `before ${name}`).to.include(reference);
      }
      known.add(name);
    }
    expect([...known]).to.include.members(["POD_NAME", "POD_NAMESPACE"]);
  });

  it("uses the name and namespace of the pod", async () => {
    expect(brokerEnvironment(await deploy())).to.include({
      POD_NAME: "field metadata.name",
      POD_NAMESPACE: "field metadata.namespace",
    });
  });

  for (const image of ["emqx/emqx:4.4.19", "emqx/emqx:5.8.9"]) {
    it(`gives nodes of ${image} the names in the outputs`, async () => {
      const deployed = await deploy({ image, namespace: "messaging", replicas: 2 });
      const environment = brokerEnvironment(deployed);
      const template = environment.EMQX_NODE__NAME ?? `${environment.EMQX_NAME}@${environment.EMQX_HOST}`;
      const names = ["emqx-0", "emqx-1"].map((podName) =>
        template.replace("$(POD_NAME)", podName).replace("$(POD_NAMESPACE)", "messaging"),
      );
      expect(deployed.outputs.nodeNames).to.deep.equal(names);
    });
  }

  it("has stable node names with the default DNS records", async () => {
    const { outputs } = await deploy({ discovery: { strategy: Dns }, replicas: 1 });
    expect(outputs.nodeNames).to.deep.equal(["emqx@emqx-0.emqx-headless.default.svc.cluster.local"]);
  });

  for (const discovery of [ip, podDns, a]) {
    it(`outputs no node names if ${JSON.stringify(discovery)} names nodes by IP address`, async () => {
      const { outputs } = await deploy({ discovery, persistence: { enabled: false } });
      expect(outputs.nodeNames).to.deep.equal([]);
      expect(outputs.podDnsNames).to.have.length(3);
    });

    it(`rejects ${JSON.stringify(discovery)} with volumes, because a renamed node would not find its data`, async () => {
      const path = discovery.strategy === K8s ? "discovery.addressType" : "discovery.recordType";
      for (const persistence of [undefined, {}, { enabled: true }]) {
        const message = await refusal({ discovery, persistence });
        expect(message).to.include(`${path}: got`).and.include("persistence: { enabled: false }");
      }
    });
  }

  it("rejects SRV records for EMQX releases that do not support them", async () => {
    const message = await refusal({ image: "emqx/emqx:4.3.22", discovery: srv });
    expect(message).to.include('discovery.recordType: got "srv"').and.include("4.4");
  });
});
