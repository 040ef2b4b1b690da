import { expect } from "chai";
import { DiscoveryStrategy } from "../../components/index";
import { kubectl, testCluster } from "../support/cluster";
import { eventually } from "../support/eventually";
import { deploy, type Endpoint, ownNamespace, pods } from "./support";

describe("The ServiceAccount of a cluster", function () {
  this.timeout(60_000);
  const namespace = ownNamespace("permissions");

  /** The permissions of a ServiceAccount that other ServiceAccounts in the namespace do not have. */
  async function rulesBesides(serviceAccount: string): Promise<string[]> {
    const common = await rules(account("nobody"));
    return (await rules(account(serviceAccount))).filter((rule) => !common.includes(rule));
  }

  function account(name: string): string {
    return `--as=system:serviceaccount:${namespace()}:${name}`;
  }

  async function rules(as: string): Promise<string[]> {
    const table = await kubectl("auth", "can-i", "--list", "--no-headers", "--namespace", namespace(), as);
    return table
      .trim()
      .split("\n")
      .map((line) => line.trim().replace(/\s+/g, " "));
  }

  /** Sends a request as the cluster's ServiceAccount. Returns the response or the error. */
  async function request(path: string): Promise<string> {
    const cluster = await testCluster();
    const { stdout, stderr } = await cluster.kubectl(
      ["get", `--raw=${path}`, account("emqx"), "--request-timeout=10s"],
      {
        expect: [0, 1],
      },
    );
    return stdout || stderr;
  }

  describe("with discovery through the Kubernetes API", () => {
    before(async () => {
      await deploy(namespace());
      await deploy(namespace(), { replicas: 1 }, "other");
    });

    it("can read the addresses of all pods from the headless Service's Endpoints, as the broker does", () =>
      eventually(async () => {
        const answer = await request(`/api/v1/namespaces/${namespace()}/endpoints/emqx-headless`);
        const { subsets } = JSON.parse(answer) as { subsets: { addresses: Endpoint[] }[] };
        const hostnames = subsets.flatMap(({ addresses }) => addresses.map(({ hostname }) => hostname));
        expect(hostnames).to.have.members(["emqx-0", "emqx-1", "emqx-2"]);
      }));

    it("has only the permissions for Endpoints and scale", async () => {
      expect(await rulesBesides("emqx")).to.have.members([
        "endpoints [] [emqx-headless] [get]",
        "statefulsets.apps/scale [] [emqx] [get]",
      ]);
    });

    it("can read the desired number of nodes, as a node does before it leaves", async () => {
      const answer = await request(`/apis/apps/v1/namespaces/${namespace()}/statefulsets/emqx/scale`);
      expect(answer.replace(/\s/g, "")).to.include('"spec":{"replicas":3}');
    });

    const refused: [what: string, path: (own: string) => string][] = [
      ["a list of Endpoints", (own) => `${own}/endpoints`],
      ["Endpoints with a watch", (own) => `${own}/endpoints?watch=true`],
      [
        "its own Endpoints with a watch",
        (own) => `${own}/endpoints?watch=true&fieldSelector=metadata.name%3Demqx-headless`,
      ],
      ["the client Service's Endpoints", (own) => `${own}/endpoints/emqx`],
      ["another cluster's Endpoints", (own) => `${own}/endpoints/other-headless`],
      ["the StatefulSet itself", (own) => `${own.replace("/api/v1", "/apis/apps/v1")}/statefulsets/emqx`],
      [
        "another cluster's number of nodes",
        (own) => `${own.replace("/api/v1", "/apis/apps/v1")}/statefulsets/other/scale`,
      ],
      ["the pods", (own) => `${own}/pods`],
      ["its own pod", (own) => `${own}/pods/emqx-0`],
      ["the Secrets", (own) => `${own}/secrets`],
      ["its own Secret", (own) => `${own}/secrets/emqx-credentials`],
      [
        "Endpoints with the same name in another namespace",
        () => "/api/v1/namespaces/default/endpoints/emqx-headless",
      ],
      ["the Kubernetes nodes", () => "/api/v1/nodes"],
    ];
    for (const [what, path] of refused) {
      it(`cannot read ${what}`, async () => {
        expect(await request(path(`/api/v1/namespaces/${namespace()}`))).to.include("(Forbidden)");
      });
    }

    it("has its token mounted in the pods, with no other volumes except the broker's own", async () => {
      for (const { spec } of await pods(namespace())) {
        const names = spec.volumes.map(({ name }) => name.replace(/^(kube-api-access)-.*/, "$1"));
        expect(names).to.have.members(["emqx-data", "log", "tmp", "scripts", "api-keys", "kube-api-access"]);
        expect(spec.serviceAccountName).to.equal("emqx");
      }
    });
  });

  describe("with discovery through DNS", () => {
    before(() => deploy(namespace(), { discovery: { strategy: DiscoveryStrategy.Dns } }, "by-dns"));

    it("has no permissions", async () => {
      expect(await rulesBesides("by-dns")).to.deep.equal([]);
    });

    it("has no token mounted in the pods", async () => {
      const live = await pods(namespace(), "by-dns");
      expect(live).to.have.length(3);
      expect(JSON.stringify(live)).to.not.match(/serviceAccountToken":\{|kube-api-access|serviceaccount\//);
    });
  });
});
