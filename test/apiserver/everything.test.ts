import { expect } from "chai";
import { kubectl } from "../support/cluster";
import { withCustomResources } from "../support/customResources";
import { everything } from "../support/everything";
import { render } from "../support/manifests";
import { apply, ownNamespace, rollout } from "./support";

describe("A cluster with every argument, and the real CRDs,", function () {
  this.timeout(90_000);
  withCustomResources();
  const namespace = ownNamespace("everything");

  it("is accepted without a warning under the restricted standard, and its nodes start", async () => {
    const { objects } = await render({ ...everything, namespace: namespace() });
    expect(await apply(namespace(), objects)).to.equal("");
    await rollout(namespace(), "mqtt");
    const flags = ["--namespace", namespace(), "--timeout=45s"];
    await kubectl("rollout", "status", "deployment/mqtt-replicant", ...flags);
  });

  it("routes clients to replicants, and discovery to core nodes", async () => {
    const addresses = async (service: string) => {
      const selector = `kubernetes.io/service-name=${service}`;
      const path = "--output=jsonpath={.items[*].endpoints[*].targetRef.name}";
      const names = await kubectl(
        "get",
        "endpointslices",
        "--namespace",
        namespace(),
        "--selector",
        selector,
        path,
      );
      return names.split(" ").map((name) => name.replace(/-[a-z0-9]+-[a-z0-9]+$/, ""));
    };
    expect(new Set(await addresses("mqtt"))).to.deep.equal(new Set(["mqtt-replicant"]));
    expect(await addresses("mqtt-headless")).to.have.members(["mqtt-0", "mqtt-1", "mqtt-2"]);
  });
});
