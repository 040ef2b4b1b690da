import { expect } from "chai";
import { CustomResources, type EmqxClusterArgs } from "../../components/index";
import { unservedVersion } from "../../components/kubernetes/customResources";
import { deploy, refusal } from "./support/cluster";

const args: EmqxClusterArgs = {
  tls: { certificate: { issuer: { name: "issuer" } } },
  routes: { mqtt: { gateways: [{ name: "public" }] } },
};
const custom = async (more: EmqxClusterArgs) =>
  (await deploy({ ...args, ...more })).children.filter(({ type }) => /:(Certificate|TCPRoute)$/.test(type));

describe("Custom resources", () => {
  it("wait for the check of their CRDs", async () => {
    const made = await custom({});
    const [certificate, route] = ["Certificate", "TCPRoute"].map((kind) =>
      made.find(({ type }) => type.endsWith(kind))!,
    );
    expect(certificate.dependsOn.join()).to.match(
      /CustomResourceDefinition::emqx: Certificate requires cert-manager/,
    );
    expect(route.dependsOn.join()).to.match(
      /CustomResourceDefinition::emqx: TCPRoute requires the Gateway API/,
    );
  });

  it("can be created without that check", async () => {
    const made = await custom({ customResources: CustomResources.Assumed });
    expect(made).to.have.length(2);
    expect(made.flatMap(({ dependsOn }) => dependsOn).join()).not.to.include("CustomResourceDefinition");
  });

  it("can be left out without other objects", async () => {
    const { routes } = args;
    const existing = { routes, tls: { secretName: "cert" } };
    const { statefulSet, children } = await deploy({
      ...existing,
      customResources: CustomResources.LeftOut,
    });
    expect(children.filter(({ type }) => type.endsWith(":TCPRoute"))).to.deep.equal([]);
    expect(statefulSet.inputs).to.deep.equal((await deploy(existing)).statefulSet.inputs);
  });

  it("cannot be left out if pods wait for their Secret", async () => {
    const message = await refusal({ ...args, customResources: CustomResources.LeftOut });
    expect(message).to.include("\n  tls.certificate: ").and.include("Use tls.secretName");
  });

  it("are rejected if the installed CRD is too old", () => {
    const versions = [
      { name: "v1", served: false },
      { name: "v1alpha2", served: true },
    ];
    const reason = unservedVersion("TCPRoute", "gateway.networking.k8s.io/v1", versions);
    expect(reason).to.include("tcproutes.gateway.networking.k8s.io serves v1alpha2, ");
    expect(reason).to.include("TCPRoute requires v1; install the Gateway API 1.6");
    expect(unservedVersion("TCPRoute", "gateway.networking.k8s.io/v1alpha2", versions)).to.equal(undefined);
  });

  it("are rejected with an invalid value", async () => {
    const message = await refusal({ customResources: "skipped" as never });
    expect(message).to.include("\n  customResources: ").and.include("checked, assumed, leftOut");
  });
});
