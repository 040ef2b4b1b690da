import { output } from "@pulumi/pulumi";
import { expect } from "chai";
import { type EmqxClusterArgs, ListenerType } from "../../components/index";
import { besidesClaims, brokerEnvironment, type Deployed, deploy, nothingGenerated } from "./support/cluster";

const nameOf = ({ configMap }: Deployed) => configMap.inputs.metadata.name;
const templateOf = ({ statefulSet }: Deployed) => statefulSet.inputs.spec.template;
const env = { EMQX_A: "1", EMQX_B: "2" };

describe("The name of the ConfigMap", () => {
  let base: Deployed;
  before(async () => {
    base = await deploy({ env });
  });

  it("is the cluster name followed by a hash of the content", () => {
    expect(nameOf(base)).to.match(/^emqx-config-[0-9a-f]{10}$/);
  });

  const same: [title: string, args: EmqxClusterArgs][] = [
    ["in the next run", { env }],
    ["with keys in another order", { env: { EMQX_B: "2", EMQX_A: "1" } }],
    ["with a key whose value is undefined", { env: { ...env, EMQX_C: undefined as never } }],
    ["with a key whose value resolves to undefined", { env: { ...env, EMQX_C: output(undefined as never) } }],
    ["with another number of nodes", { env, replicas: 5 }],
    ["with other resources", { env, resources: { requests: { memory: "2Gi" } } }],
    ["with other labels and annotations", { env, labels: { team: "a" }, annotations: { note: "b" } }],
    ["with another patch release", { env, image: "emqx/emqx:5.8.8" }],
    [
      "with the default listeners given explicitly",
      { env, listeners: [ListenerType.Ws, ListenerType.Mqtt].map((type) => ({ type })) },
    ],
  ];
  for (const [title, args] of same) {
    it(`stays the same ${title}`, async () => {
      expect(nameOf(await deploy(args))).to.equal(nameOf(base));
    });
  }

  const changed: [title: string, args: EmqxClusterArgs][] = [
    ["a changed value", { env: { ...env, EMQX_B: "3" } }],
    ["one more key", { env: { ...env, EMQX_C: "" } }],
    ["one key fewer", { env: { EMQX_A: "1" } }],
    ["swapped values", { env: { EMQX_A: "2", EMQX_B: "1" } }],
    [
      "another port",
      { env, listeners: [{ type: ListenerType.Mqtt, port: 2883 }, { type: ListenerType.Ws }] },
    ],
    ["one listener fewer", { env, listeners: [{ type: ListenerType.Mqtt }] }],
    ["a certificate", { env, tls: { secretName: "cert" } }],
    ["another release line", { env, image: "emqx/emqx:4.4.19" }],
  ];
  for (const [title, args] of changed) {
    it(`changes with ${title}, and restarts the pods`, async () => {
      const deployed = await deploy(args);
      expect(nameOf(deployed)).not.to.equal(nameOf(base));
      expect(templateOf(deployed).spec.containers[0].envFrom).to.deep.equal([
        { configMapRef: { name: nameOf(deployed) } },
      ]);
    });
  }
});

describe("The ConfigMap", () => {
  it("omits undefined values, so that the variable can come from a Secret", async () => {
    const deployed = await deploy({
      env: { EMQX_A: undefined as never, EMQX_B: "2" },
      secretEnv: { EMQX_A: { name: "s", key: "k" } },
    });
    expect(deployed.configMap.inputs.data).to.include({ EMQX_B: "2" }).and.not.have.property("EMQX_A");
    expect(brokerEnvironment(deployed).EMQX_A).to.equal("secret s/k");
  });

  for (const name of ["constructor", "toString", "hasOwnProperty"]) {
    it(`can contain a variable with the name of a JavaScript object property: ${name}`, async () => {
      for (const value of ["1", output("1")]) {
        const deployed = await deploy({ env: { [name]: value }, secretEnv: {} });
        expect(deployed.configMap.inputs.data).to.have.ownProperty(name, "1");
      }
    });

    it(`omits a variable from a Secret with the name of a JavaScript object property: ${name}`, async () => {
      const deployed = await deploy({ env: {}, secretEnv: { [name]: { name: "s", key: "k" } } });
      expect(brokerEnvironment(deployed)).to.have.ownProperty(name, "secret s/k");
    });
  }
});

describe("A change", () => {
  it("of the number of nodes changes only that number and the volumes (PVCs)", async () => {
    const three = await deploy(nothingGenerated);
    const five = await deploy({ ...nothingGenerated, replicas: 5 });
    const others = ({ children, statefulSet }: Deployed) =>
      Object.fromEntries(
        besidesClaims(children)
          .filter((child) => child !== statefulSet)
          .map(({ type, name, inputs }) => [`${type} ${name}`, inputs]),
      );
    expect(others(five)).to.deep.equal(others(three));
    expect(five.statefulSet.inputs).to.deep.equal({
      ...three.statefulSet.inputs,
      spec: { ...three.statefulSet.inputs.spec, replicas: 5 },
    });
  });

  it("of memory restarts the pods and changes no other object", async () => {
    const base = await deploy(nothingGenerated);
    const more = await deploy({
      ...nothingGenerated,
      resources: { requests: { cpu: "250m", memory: "1Gi" } },
    });
    const differing = more.children.filter(({ type, name, inputs }) => {
      const before = base.children.find((child) => child.type === type && child.name === name);
      return JSON.stringify(before?.inputs) !== JSON.stringify(inputs);
    });
    expect(differing).to.deep.equal([more.statefulSet]);
    expect(templateOf(more)).not.to.deep.equal(templateOf(base));
  });
});
