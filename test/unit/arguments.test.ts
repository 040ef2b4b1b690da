import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as fc from "fast-check";
import { type EmqxClusterArgs, InvalidArgumentsError } from "../../components/index";
import { everything } from "../support/everything";
import { oneWrongArgument, someArguments } from "./support/arbitraryArguments";
import { deploy, refusal } from "./support/cluster";
import { run } from "./support/mocks";

/** Fails unless a cluster quickly creates resources or throws an InvalidArgumentsError. */
async function expectAnswer(args: object): Promise<void> {
  const start = Date.now();
  const error: unknown = await deploy(args as EmqxClusterArgs, { preview: true }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined && !(error instanceof InvalidArgumentsError)) {
    throw error as Error;
  }
  expect(Date.now() - start).to.be.below(5000);
}

describe("Random arguments", function () {
  this.timeout(120_000);
  // A fixed seed makes failures reproducible.
  const runs = { seed: 1, numRuns: 300 };

  for (const [title, args] of Object.entries({ someArguments, oneWrongArgument })) {
    it(`create resources or throw an InvalidArgumentsError within seconds: ${title}`, async () => {
      await fc.assert(fc.asyncProperty(args, expectAnswer), runs);
    });
  }

  for (const argument of Object.keys(everything)) {
    it(`are rejected if they contain themselves: ${argument}`, async () => {
      const circle: Record<string, unknown> = {};
      circle.list = [{ circle }];
      expect(await refusal({ [argument]: circle })).to.include(
        `\n  ${argument}.list[0].circle: must not contain itself`,
      );
    });
  }

  it("are rejected if they are nested too deeply", async () => {
    const nested = Array.from({ length: 10_000 }).reduce<object>((inner) => ({ a: inner }), {});
    expect(await refusal({ configuration: { fixed: nested as never } })).to.include(
      "nested at most 100 levels deep",
    );
  });

  it("can contain the same object twice", async () => {
    const labels = { "example.com/team": "messaging" };
    await deploy({ labels, pods: { labels } });
  });

  it("are rejected if they are whole resources", async () => {
    await run(async () => {
      const namespace = new pulumi.ComponentResource("example:index:Namespace", "messaging");
      const message = await refusal({ namespace: namespace as never, env: { A: namespace as never } });
      expect(message)
        .to.include("\n  namespace: is a whole resource; use one of its outputs")
        .and.include("\n  env.A: is a whole resource");
    });
  });

  const wrong: [path: string, args: object, text: string][] = [
    ["listeners[0].name", { listeners: [{ type: "mqtt", name: 5 }] }, "got 5"],
    ["listeners[0].name", { listeners: pulumi.output([{ type: "mqtt", name: 5 }]) }, "got 5"],
    ["listeners[0].port", { listeners: [{ type: "mqtt", port: Symbol("x") }] }, "got a symbol"],
    [
      "apiKeys.keys",
      { apiKeys: { keys: pulumi.output([{ key: "a" }]) } },
      "must be a plain value, not an output",
    ],
    [
      "acceptedRisks",
      { acceptedRisks: pulumi.output(["downgrade"]) },
      "must be a plain value, not an output",
    ],
    ["replicas", { replicas: 99999999999 }, "got 99999999999; must be at most 1000 nodes"],
    ["replicas", { replicas: 1e9 }, "at most 1000 nodes"],
    ["replicas", { replicas: pulumi.output(1e9) }, "at most 1000 nodes"],
    ["replicas", { replicas: Symbol("x") }, "got a symbol"],
    ["replicants.replicas", { replicants: { replicas: 1e9 } }, "at most 1000 nodes"],
    ["autoscaling.maxReplicas", { autoscaling: { maxReplicas: 1e9 } }, "to 1000"],
    [
      "autoscaling.minReplicas",
      { autoscaling: { minReplicas: 1e9, maxReplicas: 1e9 } },
      "at most 1000 nodes",
    ],
    ["releaseLine", { releaseLine: Symbol("x") }, "got a symbol"],
    [
      "tls.certificate.issuer.kind",
      { tls: { certificate: { issuer: { name: "a", kind: Symbol("x") } } } },
      "got a symbol",
    ],
  ];
  for (const [path, args, text] of wrong) {
    it(`are rejected with their path: ${path}, ${text}`, async () => {
      const message = await refusal(args);
      const line = message.split("\n").find((candidate) => candidate.startsWith(`  ${path}: `));
      expect(line, message).to.be.a("string").that.includes(text);
    });
  }
});
