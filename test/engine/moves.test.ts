import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { EmqxCluster, type EmqxClusterArgs } from "../../components/index";
import { kubectl } from "../support/cluster";
import { requireRefusalOfExisting } from "./provider";
import { failure, usesEngine, summary, TestStack } from "./support";

const args: EmqxClusterArgs = { updates: { minReadySeconds: 0 }, nameOverride: "emqx" };

const program = (build: () => unknown) => () => {
  build();
  return Promise.resolve();
};

class Platform extends pulumi.ComponentResource {
  constructor() {
    super("test:index:Platform", "platform");
    new EmqxCluster("emqx", args, { parent: this, aliases: [{ parent: pulumi.rootStackResource }] });
  }
}

describe("A component that is renamed or moved in the program", function () {
  usesEngine(this);
  let stack: TestStack;

  before(async () => {
    stack = await TestStack.create(
      program(() => new EmqxCluster("emqx", args)),
      "moves",
    );
    await stack.up();
  });
  after(() => stack?.remove());

  const moves: [title: string, build: () => unknown][] = [
    ["a new name", () => new EmqxCluster("broker", args, { aliases: [{ name: "emqx" }] })],
    ["a new parent component", () => new Platform()],
  ];
  for (const [title, build] of moves) {
    it(`keeps its objects: ${title}`, async () => {
      stack.use(program(build));
      const steps = summary(await stack.preview()).filter((step) => step !== "create Platform platform");
      expect(steps).to.deep.equal([]);
    });
  }

  it("is rejected at preview if its objects would have new names", async () => {
    const renamed = { ...args, nameOverride: undefined };
    stack.use(program(() => new EmqxCluster("broker", renamed, { aliases: [{ name: "emqx" }] })));
    expect((await failure(stack.preview())).message).to.contain('nameOverride: changing "emqx" to "broker"');
  });

  it("is rejected without an alias, and nothing is lost", async function () {
    await requireRefusalOfExisting(this);
    const uids = () =>
      kubectl("get", "pods,pvc,secrets", "-n", stack.namespace, "-o", "jsonpath={.items[*].metadata.uid}");
    const before = await uids();
    stack.use(program(() => new EmqxCluster("broker", args)));
    expect((await failure(stack.up())).message).to.contain("already exists");
    expect(await uids()).to.equal(before);
  });
});
