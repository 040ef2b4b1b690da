import { expect } from "chai";
import { CustomResources, EmqxCluster, type EmqxClusterArgs, Exposure } from "../../components/index";
import { get, kubectl } from "../support/cluster";
import { removeCustomResource, withCustomResources } from "../support/customResources";
import { failure, usesEngine, summary, TestStack } from "./support";

const route = { routes: { mqtt: { gateways: [{ name: "public" }] } } };
const program = (args: EmqxClusterArgs) => () => {
  new EmqxCluster("emqx", { replicas: 1, acceptedExposures: Object.values(Exposure), ...args });
  return Promise.resolve();
};

/** Sets which versions of TCPRoute are served. They have this order in its CRD. */
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

describe("A custom resource whose CRD is missing", function () {
  usesEngine(this);
  let stack: TestStack;

  before(async () => {
    await removeCustomResource("tcproutes.gateway.networking.k8s.io");
    stack = await TestStack.create(program(route), "missing");
  });
  after(() => stack?.remove());

  it("fails at preview with the name of the CRD and where to get it", async () => {
    const { message } = await failure(stack.preview());
    expect(message).to.include("tcproutes.gateway.networking.k8s.io' does not exist");
    expect(message).to.include("TCPRoute requires the Gateway API");
    expect(message).to.include("https://gateway-api.sigs.k8s.io/");
  });

  it("is not created if customResources is leftOut", async () => {
    stack.use(program({ ...route, customResources: CustomResources.LeftOut }));
    expect(summary(await stack.preview()).join()).not.to.include("TCPRoute");
    await stack.up();
  });

  describe("when the CRD is installed later", () => {
    withCustomResources();

    it("fails at preview with the required version if the CRD is too old", async () => {
      stack.use(program(route));
      await serve({ v1: false, v1alpha2: true });
      const { message } = await failure(stack.preview());
      await serve({ v1: true, v1alpha2: false });
      expect(message).to.include("tcproutes.gateway.networking.k8s.io serves v1alpha2, ");
      expect(message).to.include("TCPRoute requires v1; install the Gateway API");
      expect(message).not.to.include("at readDefinition");
    });

    it("is created", async () => {
      stack.use(program(route));
      expect(summary(await stack.up())).to.include("create TCPRoute emqx-mqtt");
      const { metadata } = await get<{ metadata: { name: string } }>(
        ...["tcproutes.gateway.networking.k8s.io", "emqx-mqtt", "--namespace", stack.namespace],
      );
      expect(metadata.name).to.equal("emqx-mqtt");
      expect((await stack.preview()).steps).to.deep.equal([]);
    });

    it("is deleted with the cluster, and its CRD is kept", async () => {
      await stack.destroy();
      expect(await get<object>("customresourcedefinition", "tcproutes.gateway.networking.k8s.io")).to.be.an(
        "object",
      );
    });
  });
});
