import { expect } from "chai";
import { runProgram } from "../../local/program";
import { readConfig } from "../../local/stackConfig";
import { get, kubectl } from "../support/cluster";
import { withCustomResources } from "../support/customResources";
import { failure, usesEngine, summary, TestStack, requireRunner } from "./support";

interface State {
  resources: { type: string; inputs: KubernetesInputs }[];
}

interface KubernetesInputs {
  kind: string;
  metadata: { name: string; namespace?: string };
  data?: unknown;
  subjects?: object[];
}

/** Returns objects by kind and name, without the namespace and random values, which always differ. */
function comparable(objects: KubernetesInputs[]): Record<string, object> {
  return Object.fromEntries(
    objects.map(({ metadata, ...rest }) => {
      const drawn = rest.kind === "Secret" ? { data: undefined } : {};
      const subjects = rest.subjects?.map((subject) => ({ ...subject, namespace: undefined }));
      const content = { ...rest, ...drawn, metadata: { ...metadata, namespace: undefined }, subjects };
      return [`${rest.kind} ${metadata.name}`, JSON.parse(JSON.stringify(content)) as object];
    }),
  );
}

const files = [
  "Pulumi.yaml",
  "index.ts",
  "configuration.ts",
  "package.json",
  "tsconfig.json",
  "tsconfig.stack.json",
  "components",
];

describe("The root stack", function () {
  usesEngine(this);
  let stack: TestStack;

  before(async () => {
    stack = await TestStack.createFromCopy(".", files, "root");
  });
  after(() => stack?.remove());

  const set = (key: string, value: string, secret = false) =>
    stack.stack.setConfig(key, { value, secret }, true);

  it("deploys its configuration and exports the cluster's outputs", async () => {
    await set("replicas", "2");
    await set("labels.team", "iot");
    await set("resources.requests.memory", "1Gi");
    await set("credentials.dashboardPassword", "Correct-Horse-2", true);
    await set("env.EMQX_MQTT__MAX_PACKET_SIZE", "2MB");
    await stack.up();
    const outputs = await stack.stack.outputs();
    expect(Object.keys(outputs)).to.have.members([
      "clusterIP",
      "podDnsNames",
      "nodeNames",
      "serviceName",
      "headlessServiceName",
      "namespace",
      "credentialsSecretName",
      "endpoints",
    ]);
    expect(outputs.podDnsNames.value).to.have.lengthOf(2);
    const secret = await get<{ data: Record<string, string> }>(
      "secret",
      "emqx-credentials",
      "-n",
      stack.namespace,
    );
    expect(Buffer.from(secret.data["dashboard-password"], "base64").toString()).to.equal("Correct-Horse-2");
    expect(await stack.writtenState()).not.to.contain("Correct-Horse-2");
  });

  it("deploys the same objects as render writes", async () => {
    const root = stack.stack.workspace.workDir;
    await stack.stack.removeConfig("credentials");
    await stack.up();
    const rendered = await runProgram({ root, config: await readConfig(root, "root"), namespace: "" });
    const { resources } = (await stack.stack.exportStack()).deployment as State;
    const deployed = resources
      .filter(({ type }) => type.startsWith("kubernetes:") && !type.endsWith("Patch"))
      .map(({ inputs }) => inputs);
    const expected = comparable(rendered.objects);
    const found = comparable(deployed);
    expect(Object.keys(found)).to.have.members(Object.keys(expected));
    for (const [object, content] of Object.entries(expected)) {
      expect(found[object], object).to.deep.equal(content);
    }
  });

  const wrong: [key: string, value: string, message: string][] = [
    ["replicas", "three", "replicas"],
    ["replicas", "0", "replicas: got 0; must be a whole number of at least 1"],
    ["persistence.size", "much", 'persistence.size: got "much"; must be a quantity'],
    ["image", "emqx/emqx:latest", 'image: got "emqx/emqx:latest"; must have a tag with a known version'],
    ["replcias", "3", "unknown configuration key: emqx:replcias"],
  ];
  for (const [key, value, message] of wrong) {
    it(`reports the invalid key: ${key} ${value}`, async () => {
      await set(key, value);
      expect((await failure(stack.preview())).message).to.contain(message);
      await stack.stack.removeConfig(key.split(".")[0]);
    });
  }

  it("rejects a secret setting, which a ConfigMap would show", async () => {
    await set("env.EMQX_SECRET", "hidden-value", true);
    const { message } = await failure(stack.preview());
    expect(message).to.contain("env: contains a secret").and.not.contain("hidden-value");
    await stack.stack.removeConfig("env");
  });

  it("is loaded as TypeScript by the language host", async function () {
    await requireRunner(this, "language host");
    const other = await TestStack.createFromCopy(".", files, "loaded", "language host");
    try {
      expect(summary(await other.preview())).to.include("create StatefulSet emqx");
    } finally {
      await other.remove();
    }
  });

  it("deletes its objects on destroy", async () => {
    await stack.destroy();
    const left = await kubectl(
      "get",
      "statefulsets,services,configmaps,roles",
      "-n",
      stack.namespace,
      "-o",
      "name",
    );
    expect(left.trim()).to.equal("configmap/kube-root-ca.crt");
  });
});

describe("The examples", function () {
  usesEngine(this);
  withCustomResources();
  const examples: [name: string, outputs: string[], config?: Record<string, string>][] = [
    ["minimal", ["clusterIP", "podDnsNames"]],
    ["embedded", ["namespace", "mqttUrl"]],
    // A load balancer gets no address on the local cluster.
    ["secure", ["namespace", "mqttsUrl", "sensorPassword"], { serviceType: "NodePort" }],
    ["production", ["namespace", "endpoints", "dashboardPassword"], { serviceType: "NodePort" }],
  ];
  for (const [name, outputs, config = {}] of examples) {
    it(`run: ${name}`, async () => {
      const files = ["Pulumi.yaml", "index.ts", "package.json", "tsconfig.json"];
      const stack = await TestStack.createFromCopy(`examples/${name}`, files, name);
      try {
        for (const [key, value] of Object.entries(config)) {
          await stack.stack.setConfig(key, { value });
        }
        await stack.up();
        expect(Object.keys(await stack.stack.outputs())).to.have.members(outputs);
        expect(summary(await stack.preview())).to.deep.equal([]);
      } finally {
        await stack.remove();
      }
    });
  }
});
