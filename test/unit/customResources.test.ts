import { expect } from "chai";
import { CustomResources, type EmqxClusterArgs } from "../../components/index";
import { deploy, refusal } from "./support/cluster";

const args: EmqxClusterArgs = {
  tls: { certificate: { issuer: { name: "issuer" } } },
  routes: { mqtt: { gateways: [{ name: "public" }] } },
};
const custom = async (more: EmqxClusterArgs) =>
  (await deploy({ ...args, ...more })).children.filter(({ type }) => /:(Certificate|TCPRoute)$/.test(type));

describe("Custom resources", () => {
  it("wait for the look for their definitions", async () => {
    const made = await custom({});
    const [certificate, route] = ["Certificate", "TCPRoute"].map((kind) =>
      made.find(({ type }) => type.endsWith(kind))!,
    );
    expect(certificate.dependsOn.join()).to.match(
      /CustomResourceDefinition::emqx: Certificate takes cert-manager/,
    );
    expect(route.dependsOn.join()).to.match(/CustomResourceDefinition::emqx: TCPRoute takes the Gateway API/);
  });

  it("can be made without that look", async () => {
    const made = await custom({ customResources: CustomResources.Assumed });
    expect(made).to.have.length(2);
    expect(made.flatMap(({ dependsOn }) => dependsOn).join()).not.to.include("CustomResourceDefinition");
  });

  it("can be left out, and nothing else with them", async () => {
    expect(await custom({ customResources: CustomResources.LeftOut })).to.deep.equal([]);
    const { statefulSet } = await deploy({ ...args, customResources: CustomResources.LeftOut });
    expect(statefulSet.inputs).to.deep.equal((await deploy(args)).statefulSet.inputs);
  });

  it("are refused for another word", async () => {
    const message = await refusal({ customResources: "skipped" as never });
    expect(message).to.include("\n  customResources: ").and.include("checked, assumed, leftOut");
  });
});
