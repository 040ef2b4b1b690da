import { expect } from "chai";
import type { KubernetesObject } from "../../local/manifests";
import { manifestsIn } from "../docs/support/manifests";
import { readPages } from "../docs/support/pages";
import { kubectl, testCluster } from "../support/cluster";
import { eventually } from "../support/eventually";
import { render } from "../support/manifests";
import { apply } from "./support";

const page = readPages().find(({ path }) => path === "docs/pulumi-operator.md")!;
const permissions = page.blocks
  .filter(({ language }) => language === "yaml")
  .flatMap(manifestsIn)
  .filter(({ apiVersion }) => !apiVersion.startsWith("pulumi.com/")) as KubernetesObject[];

const namespace = "iot";
const deployer = `--as=system:serviceaccount:${namespace}:emqx-deployer`;

describe("The permissions in the guide for the Pulumi Kubernetes Operator", function () {
  this.timeout(60_000);
  before(async () => {
    await kubectl("create", "namespace", namespace);
    await apply(namespace, permissions);
  });
  after(() => kubectl("delete", "namespace", namespace, "--wait=false"));

  it("suffice to deploy a cluster", async () => {
    const { objects } = await render({ namespace });
    const cluster = await testCluster();
    const input = objects.map((object) => JSON.stringify(object)).join("\n");
    // Until the role `admin` has collected its rules.
    await eventually(() => cluster.kubectl(["apply", "--server-side", deployer, "--filename=-"], { input }));
  });

  const others: [verb: string, resource: string][] = [
    ["get", "customresourcedefinitions"],
    ["patch", "persistentvolumeclaims"],
    ["create", "tokenreviews.authentication.k8s.io"],
  ];
  for (const [verb, resource] of others) {
    it(`include ${verb} for ${resource}, which the component and the operator require`, async () => {
      expect(
        (await kubectl("auth", "can-i", verb, resource, "--namespace", namespace, deployer)).trim(),
      ).to.equal("yes");
    });
  }
});
