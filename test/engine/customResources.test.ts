import { expect } from "chai";
import { CustomResources, EmqxCluster, type EmqxClusterArgs } from "../../components/index";
import { get } from "../support/cluster";
import { withCustomResources } from "../support/customResources";
import { failure, requireEngine, summary, TestStack } from "./support";

const route = { routes: { mqtt: { gateways: [{ name: "public" }] } } };
const program = (args: EmqxClusterArgs) => () => {
  new EmqxCluster("emqx", { replicas: 1, ...args });
  return Promise.resolve();
};

describe("a custom resource whose definition is missing", function () {
  requireEngine(this);
  let stack: TestStack;

  before(async () => {
    stack = await TestStack.create(program(route), "missing");
  });
  after(() => stack?.remove());

  it("fails the preview, which says which it is and where to get it", async () => {
    const { message } = await failure(stack.preview());
    expect(message).to.include("tcproutes.gateway.networking.k8s.io' does not exist");
    expect(message).to.include("TCPRoute takes the Gateway API");
    expect(message).to.include("https://gateway-api.sigs.k8s.io/");
  });

  it("is left out where the program says so", async () => {
    stack.use(program({ ...route, customResources: CustomResources.LeftOut }));
    expect(summary(await stack.preview()).join()).not.to.include("TCPRoute");
    await stack.up();
  });

  describe("and is installed later", () => {
    withCustomResources();

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
