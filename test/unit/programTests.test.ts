import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { EmqxCluster } from "../../components/index";
import { valueOf } from "./support/mocks";

describe("A unit test of a program, whose mocks return the inputs of a resource,", () => {
  const cluster = async () => {
    const mocks: pulumi.runtime.Mocks = {
      newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as object }),
      call: ({ inputs }) => inputs as object,
    };
    await pulumi.runtime.setMocks(mocks, "program", "test");
    return new EmqxCluster("emqx", { replicas: 1 });
  };

  it("sees the default namespace, and names in it, if the program sets none", async () => {
    const { namespace, podDnsNames, nodeNames, endpoints } = await cluster();
    expect(await valueOf(namespace)).to.equal("default");
    expect(await valueOf(podDnsNames)).to.deep.equal(["emqx-0.emqx-headless.default.svc.cluster.local"]);
    expect(await valueOf(nodeNames)).to.deep.equal(["emqx@emqx-0.emqx-headless.default.svc.cluster.local"]);
    expect(await valueOf(endpoints)).to.include({ mqtt: "mqtt://emqx.default.svc.cluster.local:1883" });
  });

  it("sees the names of the Services and of the Secret with the password", async () => {
    const { serviceName, headlessServiceName, credentialsSecretName } = await cluster();
    expect(
      await valueOf(pulumi.all([serviceName, headlessServiceName, credentialsSecretName])),
    ).to.deep.equal(["emqx", "emqx-headless", "emqx-credentials"]);
  });
});
