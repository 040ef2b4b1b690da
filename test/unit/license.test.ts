import { expect } from "chai";
import type { EmqxClusterArgs } from "../../components/index";
import { allSecretsOf, brokerEnvironment, type Deployed, deploy, refusal } from "./support/cluster";

const secret = (deployed: Deployed) => allSecretsOf(deployed).find(({ name }) => name === "emqx-license")!;
const decode = (data: string) => Buffer.from(data, "base64").toString();
const mounted = ({ container, statefulSet }: Deployed) => {
  const mount = container.volumeMounts.find(({ mountPath }) => mountPath === "/etc/emqx/license");
  const { volumes } = statefulSet.inputs.spec.template.spec;
  return { mount, volume: volumes.find(({ name }) => name === mount?.name) };
};

describe("The licence", () => {
  const cluster = { image: "emqx/emqx:5.10.4" };

  const old = { image: "emqx/emqx-enterprise:5.3.2" };

  it("is stored in a Secret that exists before the pods", async () => {
    const deployed = await deploy({ ...cluster, license: { key: "MjIw//.MEUC" } });
    expect(decode(secret(deployed).inputs.data.license)).to.equal("MjIw//.MEUC");
    expect(secret(deployed).secrets.join()).to.match(/^data/);
    expect(deployed.statefulSet.dependsOn).to.include("kubernetes:core/v1:Secret::emqx-license");
  });

  it("is a file that nodes read again, so that a renewal restarts no pods", async () => {
    const deployed = await deploy({ ...cluster, license: { key: "a.b" } });
    const { mount, volume } = mounted(deployed);
    expect(brokerEnvironment(deployed).EMQX_LICENSE__KEY).to.equal("file:///etc/emqx/license/license");
    expect(mount).to.include({ readOnly: true }).and.not.have.property("subPath");
    expect(volume?.secret).to.deep.include({
      secretName: "emqx-license",
      items: [{ key: "license", path: "license" }],
    });
    const renewed = await deploy({ ...cluster, license: { key: "a.c" } });
    expect(renewed.statefulSet.inputs).to.deep.equal(deployed.statefulSet.inputs);
  });

  it("is a variable before 5.4, and a change restarts the pods", async () => {
    const source = async (key: string) => brokerEnvironment(await deploy({ ...old, license: { key } }));
    const { EMQX_LICENSE__KEY: given } = await source("a.b");
    expect(given).to.match(/^secret emqx-license-[0-9a-f]{10}\/license$/);
    expect((await source("a.b")).EMQX_LICENSE__KEY).to.equal(given);
    expect((await source("a.c")).EMQX_LICENSE__KEY).not.to.equal(given);
  });

  it("can come from an existing Secret", async () => {
    const license = { existingSecret: { name: "mine", key: "k" } };
    const deployed = await deploy({ ...cluster, license });
    expect(mounted(deployed).volume?.secret).to.deep.include({
      secretName: "mine",
      items: [{ key: "k", path: "license" }],
    });
    expect(secret(deployed)).to.equal(undefined);
    expect(brokerEnvironment(await deploy({ ...old, license })).EMQX_LICENSE__KEY).to.equal("secret mine/k");
  });

  const refused: [title: string, args: EmqxClusterArgs, path: string, text: string][] = [
    ["without key and existingSecret", { license: {} }, "license", "either key or existingSecret"],
    [
      "with both key and existingSecret",
      { license: { key: "a", existingSecret: { name: "s", key: "k" } } },
      "license",
      "either",
    ],
    [
      "with a key that EMQX would truncate",
      { ...old, license: { key: "a//b" } },
      "license.key",
      "start of a comment",
    ],
    ["with spaces in the key", { license: { key: "a b" } }, "license.key", "without spaces"],
    ["on 4.x", { image: "emqx/emqx-ee:4.4.19", license: { key: "a" } }, "license", "EMQX_LICENSE__FILE"],
    [
      "together with the variable in secretEnv",
      { license: { key: "a" }, secretEnv: { EMQX_LICENSE__KEY: { name: "s", key: "k" } } },
      "secretEnv.EMQX_LICENSE__KEY",
      "use license",
    ],
    [
      "together with the variable in pods.env",
      {
        image: "emqx/emqx:5.10.4",
        license: { key: "a" },
        pods: { env: [{ name: "EMQX_LICENSE__KEY", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }] },
      },
      "pods.env[0].name",
      "use license",
    ],
  ];
  for (const [title, args, path, text] of refused) {
    it(`is rejected ${title}`, async () => {
      expect(await refusal(args))
        .to.include(`\n  ${path}: `)
        .and.include(text);
    });
  }
});
