import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { defaultChildren } from "../unit/support/cluster";
import { expect } from "chai";
import { EmqxCluster } from "../../components/index";
import { get, kubectl, testCluster } from "../support/cluster";
import { failure, usesEngine, summary, TestStack, requireRunner, runners } from "./support";

/** Runs `test` with a stack of the program, and removes the stack. */
async function withStack(
  program: () => Promise<Record<string, unknown> | void>,
  test: (stack: TestStack) => Promise<void>,
) {
  const stack = await TestStack.create(program, "embed");
  try {
    await test(stack);
  } finally {
    await stack.remove();
  }
}

const settled = (outputs: Record<string, unknown> = {}) => Promise.resolve(outputs);

describe("An EmqxCluster in a larger program", function () {
  usesEngine(this);

  it("runs next to another one in the same namespace", () =>
    withStack(
      () => {
        const [one, two] = ["one", "two"].map((name) => new EmqxCluster(name, { replicas: 1 }));
        return settled({ one: one.podDnsNames, two: two.podDnsNames });
      },
      async (stack) => {
        const { outputs } = await stack.up();
        expect(outputs.one).to.deep.equal([`one-0.one-headless.${stack.namespace}.svc.cluster.local`]);
        expect(outputs.two).to.deep.equal([`two-0.two-headless.${stack.namespace}.svc.cluster.local`]);
        expect(summary(await stack.preview())).to.deep.equal([]);
      },
    ));

  it("uses an explicit provider instead of the ambient kubeconfig", async () => {
    const { kubeconfig } = await testCluster();
    await withStack(
      () => {
        const namespace = new kubernetes.core.v1.Namespace("elsewhere");
        const provider = new kubernetes.Provider("cluster", {
          kubeconfig,
          namespace: namespace.metadata.name,
        });
        const cluster = new EmqxCluster("emqx", { replicas: 1 }, { provider });
        return settled({ namespace: cluster.namespace, dns: cluster.podDnsNames });
      },
      async (stack) => {
        const { outputs } = await stack.up();
        expect(outputs.namespace).to.match(/^elsewhere-/);
        expect(outputs.dns).to.deep.equal([
          `emqx-0.emqx-headless.${String(outputs.namespace)}.svc.cluster.local`,
        ]);
        const subject = await get<{ subjects: { namespace: string }[] }>(
          "rolebinding",
          "emqx",
          "-n",
          String(outputs.namespace),
        );
        expect(subject.subjects[0].namespace).to.equal(outputs.namespace);
      },
    );
  });

  it("waits for its dependencies, and its dependents wait for its pods", () =>
    withStack(
      () => {
        const first = new kubernetes.core.v1.ConfigMap("first", { data: {} });
        const cluster = new EmqxCluster("emqx", { replicas: 1 }, { dependsOn: [first] });
        new kubernetes.core.v1.ConfigMap("last", { data: {} }, { dependsOn: [cluster] });
        return settled();
      },
      async (stack) => {
        const steps = summary(await stack.up()).filter((step) => !/EmqxCluster|ReplacementGuard/.test(step));
        expect(steps[0]).to.equal("create ConfigMap first");
        expect(steps.at(-2)).to.equal("create StatefulSet emqx");
        expect(steps.at(-1)).to.equal("create ConfigMap last");
      },
    ));

  it("supports transforms of its children", () =>
    withStack(
      () => {
        const priority: pulumi.ResourceTransform = ({ type, props, opts }) => {
          if (type === "kubernetes:apps/v1:StatefulSet") {
            (props as { spec: { minReadySeconds: number } }).spec.minReadySeconds = 1;
          }
          return { props, opts };
        };
        new EmqxCluster("emqx", { replicas: 1 }, { transforms: [priority] });
        return settled();
      },
      async (stack) => {
        await stack.up();
        const seconds = await kubectl(
          "get",
          "statefulset",
          "emqx",
          "-n",
          stack.namespace,
          "-o",
          "jsonpath={.spec.minReadySeconds}",
        );
        expect(seconds).to.equal("1");
      },
    ));

  it("supports a preview with an unknown namespace and an unknown image", () =>
    withStack(
      () => {
        const namespace = new kubernetes.core.v1.Namespace("later");
        const image = namespace.id.apply(() => "emqx/emqx:5.8.9");
        const cluster = new EmqxCluster("emqx", {
          namespace: namespace.id.apply(() => "default"),
          image,
        });
        return settled({ dns: cluster.podDnsNames });
      },
      async (stack) => {
        const { steps } = await stack.preview();
        expect(steps.map(({ resource }) => resource)).to.include.members([
          "StatefulSet emqx",
          "Service emqx",
          "Role emqx",
        ]);
      },
    ));

  for (const runner of runners)
    it(`rejects invalid values once they are known: ${runner}`, async function () {
      await requireRunner(this, runner);
      const program = `
      const { EmqxCluster } = require("@emqx-pulumi/emqx");
      const kubernetes = require("@pulumi/kubernetes");
      const namespace = new kubernetes.core.v1.Namespace("checked");
      new EmqxCluster("emqx", { image: namespace.id.apply(() => "emqx/emqx:latest") });
    `;
      const stack = await TestStack.createFrom(program, "late", runner);
      try {
        await stack.preview();
        const error = await failure(stack.up());
        expect(error.message).to.contain(
          'image: got "emqx/emqx:latest"; must have a tag with a known version',
        );
        expect(await kubectl("get", "statefulsets", "-n", stack.namespace, "-o", "name")).to.equal("");
      } finally {
        await stack.remove();
      }
    });

  it("previews no replacement when an argument becomes unknown", () =>
    withStack(
      () => {
        new EmqxCluster("emqx", { replicas: 1 });
        return settled();
      },
      async (stack) => {
        await stack.up();
        stack.use(() => {
          const marker = new kubernetes.core.v1.ConfigMap("marker", { data: {} });
          new EmqxCluster("emqx", { replicas: marker.id.apply(() => 2) });
          return settled();
        });
        const { steps } = await stack.preview();
        expect(steps.filter(({ operation }) => operation.includes("replace"))).to.deep.equal([]);
      },
    ));

  it("applies protect to all children", () =>
    withStack(
      () => {
        new EmqxCluster("emqx", { replicas: 1 }, { protect: true });
        return settled();
      },
      async (stack) => {
        await stack.up();
        const error = await failure(stack.destroy());
        expect(error.message).to.contain("protect");
        expect(await kubectl("get", "statefulsets", "-n", stack.namespace, "-o", "name")).to.contain("emqx");
        stack.use(() => {
          new EmqxCluster("emqx", { replicas: 1 });
          return settled();
        });
        await stack.up();
      },
    ));

  it("applies retainOnDelete to all children", () =>
    withStack(
      () => {
        new EmqxCluster("emqx", { replicas: 1 }, { retainOnDelete: true });
        return settled();
      },
      async (stack) => {
        await stack.up();
        await stack.destroy();
        const kept = await kubectl(
          "get",
          "statefulsets,services,secrets",
          "-n",
          stack.namespace,
          "-o",
          "name",
        );
        expect(kept.trim().split("\n")).to.include.members([
          "statefulset.apps/emqx",
          "service/emqx",
          "service/emqx-headless",
          "secret/emqx-cookie",
          "secret/emqx-credentials",
        ]);
      },
    ));

  it("runs inside another component", () =>
    withStack(
      () => {
        class Platform extends pulumi.ComponentResource {
          readonly broker: EmqxCluster;
          constructor(name: string) {
            super("example:index:Platform", name);
            this.broker = new EmqxCluster(`${name}-broker`, { replicas: 1 }, { parent: this });
            this.registerOutputs({});
          }
        }
        return settled({ ip: new Platform("iot").broker.clusterIP });
      },
      async (stack) => {
        const { outputs } = await stack.up();
        expect(outputs.ip).to.match(/^\d+\.\d+\.\d+\.\d+$/);
        const { resources } = (await stack.stack.exportStack()).deployment as {
          resources: { urn: string }[];
        };
        // Two fewer nodes have two fewer claims; two guards are added.
        expect(
          resources.filter(({ urn }) => urn.includes("Platform$emqx:index:EmqxCluster$")),
        ).to.have.lengthOf(defaultChildren.length);
      },
    ));
});
