import { expect } from "chai";
import { CustomResources, EmqxCluster, type EmqxClusterArgs } from "../../components/index";
import { get, kubectl } from "../support/cluster";
import { withCustomResources } from "../support/customResources";
import { failure, usesEngine, summary, TestStack } from "./support";

const route = { routes: { mqtt: { gateways: [{ name: "public" }] } } };
const program = (args: EmqxClusterArgs) => () => {
  new EmqxCluster("emqx", { replicas: 1, ...args });
  return Promise.resolve();
};

/** Switches versions of TCPRoute, which are in this order in its definition. */
async function serve(versions: Record<"v1" | "v1alpha2", boolean>): Promise<void> {
  const patch = Object.values(versions).map((value, index) => ({
    ...{ op: "replace", path: `/spec/versions/${index}/served` },
    value,
  }));
  await kubectl(
    ...["patch", "customresourcedefinition", "tcproutes.gateway.networking.k8s.io"],
    ...["--type=json", `--patch=${JSON.stringify(patch)}`],
  );
}

describe("a custom resource whose definition is missing", function () {
  usesEngine(this);
  let stack: TestStack;

  before(async () => {
    stack = await TestStack.create(program(route), "missing");
  });
  after(() => stack?.remove());

  it("fails the preview, which says which it is and where to get it", async () => {
    const { message } = await failure(stack.preview());
    expect(message).to.include("tcproutes.gateway.networking.k8s.io' does not exist");
    expect(message).to.include("TCPRoute requires the Gateway API");
    expect(message).to.include("https://gateway-api.sigs.k8s.io/");
  });

  it("is left out where the program says so", async () => {
    stack.use(program({ ...route, customResources: CustomResources.LeftOut }));
    expect(summary(await stack.preview()).join()).not.to.include("TCPRoute");
    await stack.up();
  });

  describe("and is installed later", () => {
    withCustomResources();

    it("fails the preview as well where it is too old, which says which version it takes", async () => {
      stack.use(program(route));
      await serve({ v1: false, v1alpha2: true });
      const { message } = await failure(stack.preview());
      await serve({ v1: true, v1alpha2: false });
      expect(message).to.include("tcproutes.gateway.networking.k8s.io serves v1alpha2, ");
      expect(message).to.include("TCPRoute requires v1; install the Gateway API");
      expect(message).not.to.include("at readDefinition");
    });

    it("is made then", async () => {
      stack.use(program(route));
      expect(summary(await stack.up())).to.include("create TCPRoute emqx-mqtt");
      const { metadata } = await get<{ metadata: { name: string } }>(
        ...["tcproutes.gateway.networking.k8s.io", "emqx-mqtt", "--namespace", stack.namespace],
      );
      expect(metadata.name).to.equal("emqx-mqtt");
      expect((await stack.preview()).steps).to.deep.equal([]);
    });

    it("goes with the cluster, and its definition stays", async () => {
      await stack.destroy();
      expect(await get<object>("customresourcedefinition", "tcproutes.gateway.networking.k8s.io")).to.be.an(
        "object",
      );
    });
  });
});
