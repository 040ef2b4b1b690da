import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { EmqxCluster, type EmqxClusterArgs, ServiceType, type UserArgs } from "../../components/index";
import { get, kubectl } from "../support/cluster";
import { withoutHash } from "../unit/support/mocks";
import { failure, summary, TestStack, usesEngine } from "./support";

const program =
  (users: UserArgs[], args: EmqxClusterArgs = {}) =>
  () => {
    new EmqxCluster("emqx", {
      replicas: 1,
      updates: { minReadySeconds: 0 },
      authentication: [{ builtInDatabase: { users } }],
      ...args,
    });
    return Promise.resolve();
  };

/** The decoded values of a Secret. */
async function valuesOf({ namespace }: TestStack, secret: string): Promise<Record<string, string>> {
  const { data } = await get<{ data: Record<string, string> }>("secret", secret, "-n", namespace);
  const entries = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The content of the file with all users. */
async function usersFile(stack: TestStack): Promise<{ user_id: string; password: string }[]> {
  const names = await kubectl("get", "secrets", "-n", stack.namespace, "-o", "name");
  const name = /secret\/(emqx-users-\w+)/.exec(names)?.[1] ?? "";
  return JSON.parse((await valuesOf(stack, name))["users-1.json"]) as { user_id: string; password: string }[];
}

describe("The users of a cluster", function () {
  usesEngine(this);
  let stack: TestStack;

  before(async () => {
    stack = await TestStack.create(program([{ userId: "backend" }]), "users");
  });
  after(() => stack?.remove());

  it("keep their generated passwords, which are out of state, outputs and logs", async () => {
    await stack.up();
    const before = await valuesOf(stack, "emqx-user-backend");
    const report = await stack.up();
    expect(summary(await stack.preview())).to.deep.equal([]);
    expect(await valuesOf(stack, "emqx-user-backend")).to.deep.equal(before);
    expect(await usersFile(stack)).to.deep.equal([
      { user_id: "backend", password: before.password, is_superuser: false },
    ]);
    const written = [await stack.writtenState(), JSON.stringify(report.outputs), report.log].join("\n");
    expect(written).not.to.contain(before.password);
    expect(written).not.to.contain(Buffer.from(before.password).toString("base64"));
  });

  it("restart the pods if one is added, and the others keep their passwords", async () => {
    const { password } = await valuesOf(stack, "emqx-user-backend");
    stack.use(
      program([{ userId: "backend" }, { userId: "sensor", password: pulumi.secret("password one") }]),
    );
    const preview = await stack.preview();
    expect(summary(preview).map(withoutHash)).to.have.members([
      "create Secret emqx-user-sensor",
      "create Secret emqx-users",
      "delete Secret emqx-users",
      "update StatefulSet emqx",
    ]);
    await stack.up();
    expect((await usersFile(stack)).map((user) => user.password)).to.deep.equal([password, "password one"]);
  });

  it("get a changed password in their Secrets, and no pod restarts", async () => {
    const pod = () =>
      kubectl("get", "pod", "emqx-0", "-n", stack.namespace, "-o", "jsonpath={.metadata.uid}");
    const before = await pod();
    stack.use(
      program([{ userId: "backend" }, { userId: "sensor", password: pulumi.secret("password two") }]),
    );
    const report = await stack.up();
    expect(await valuesOf(stack, "emqx-user-sensor")).to.deep.equal({
      username: "sensor",
      password: "password two",
    });
    expect((await usersFile(stack))[1].password).to.equal("password two");
    expect(await pod()).to.equal(before);
    expect(await stack.writtenState()).not.to.contain("password two");
    expect(report.log).not.to.contain("password two");
  });
});

describe("A cluster that lets anybody in", function () {
  usesEngine(this);

  it("is warned of at preview, and not exposed unless you accept it", async () => {
    const open = (args: EmqxClusterArgs) => program([], { authentication: undefined, ...args });
    const stack = await TestStack.create(open({}), "open");
    try {
      expect((await stack.preview()).log).to.contain("may connect without a login to: mqtt, ws");
      stack.use(open({ service: { type: ServiceType.LoadBalancer } }));
      const { message } = await failure(stack.preview());
      expect(message).to.contain("acceptedExposures").and.contain("openListener");
    } finally {
      await stack.remove();
    }
  });
});
