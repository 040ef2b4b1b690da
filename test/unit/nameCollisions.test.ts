import * as kubernetes from "@pulumi/kubernetes";
import { output } from "@pulumi/pulumi";
import { expect } from "chai";
import { EmqxCluster, type EmqxClusterArgs, ListenerType } from "../../components/index";
import { run } from "./support/mocks";

/** The result of a program with these clusters: "deployed" or the error message. */
async function outcome(
  ...clusters: [name: string, args: EmqxClusterArgs, provider?: string][]
): Promise<string> {
  const program = () => {
    const providers = new Map<string, kubernetes.Provider>();
    for (const [name, args, provider] of clusters) {
      if (provider && !providers.has(provider)) {
        providers.set(provider, new kubernetes.Provider(provider));
      }
      new EmqxCluster(name, args, provider ? { provider: providers.get(provider) } : {});
    }
  };
  return run(program).then(
    () => "deployed",
    (error: Error) => error.message,
  );
}

describe("Clusters of one program", () => {
  const apart: Parameters<typeof outcome>[] = [
    [
      ["a", {}],
      ["b", {}],
    ],
    [
      ["a", { namespace: "x" }],
      ["b", { namespace: "y", nameOverride: "a" }],
    ],
    [
      ["a", {}, "here"],
      ["b", { nameOverride: "a" }, "there"],
    ],
    [
      ["a", {}],
      ["a-dashboard", {}],
    ],
  ];
  for (const clusters of apart) {
    it(`are accepted without a collision: ${JSON.stringify(clusters)}`, async () => {
      expect(await outcome(...clusters)).to.equal("deployed");
    });
  }

  const colliding: [object: string, ...Parameters<typeof outcome>][] = [
    ["a", ["a", {}], ["b", { nameOverride: "a" }]],
    ["a", ["a", { namespace: "x" }], ["b", { namespace: "x", nameOverride: "a" }]],
    ["a", ["a", {}, "here"], ["b", { nameOverride: "a" }, "here"]],
    ["a-dashboard", ["a", { dashboardService: {} }], ["a-dashboard", {}]],
    ["a-dashboard", ["a-dashboard", {}], ["a", { dashboardService: {} }]],
    [
      "a-internal",
      [
        "a",
        {
          internalService: {},
          listeners: [{ type: ListenerType.Ws }, { type: ListenerType.Mqtt, exposed: false }],
        },
      ],
      ["a-internal", {}],
    ],
    ["a-devices", ["a", { extraServices: [{ name: "devices", listeners: ["mqtt"] }] }], ["a-devices", {}]],
    ["a-replicant", ["a", { edition: "enterprise", replicants: {} }], ["a-replicant", {}]],
  ];
  for (const [object, ...clusters] of colliding) {
    it(`are rejected if both have an object named ${object}: ${JSON.stringify(clusters)}`, async () => {
      const message = await outcome(...clusters);
      expect(message).to.match(new RegExp(`^EmqxCluster "${clusters[1][0]}" has invalid arguments`));
      expect(message).to.include(`nameOverride: the cluster "${clusters[0][0]}"`).and.include(`"${object}"`);
    });
  }

  for (const first of ["x", output("x")]) {
    it(`are compared once their namespaces are known: an output beside ${typeof first === "string" ? "a plain value" : "another output"}`, async () => {
      const other = (namespace: string) => ({ namespace: output(namespace), nameOverride: "a" });
      expect(await outcome(["a", { namespace: first }], ["b", other("y")])).to.equal("deployed");
      expect(await outcome(["a", { namespace: first }], ["b", other("x")])).to.include(
        'nameOverride: the cluster "a" of this program already has an object named "a" in this namespace',
      );
    });
  }

  it("are not compared with clusters of an earlier run in the same process", async () => {
    for (let time = 0; time < 2; time++) {
      expect(await outcome(["a", {}])).to.equal("deployed");
    }
  });
});
