import { inspect } from "node:util";
import { expect } from "chai";
import { EmqxCluster, type EmqxClusterArgs, InvalidArgumentsError } from "../../components/index";
import { readArguments } from "../../docs/declarations";
import { badAccessArguments } from "./support/badAccessArguments";
import { badAuthenticationArguments } from "./support/badAuthenticationArguments";
import { badArguments } from "./support/badArguments";
import { badAvailabilityArguments } from "./support/badAvailabilityArguments";
import { badNodeArguments } from "./support/badNodeArguments";
import { badNetworkArguments } from "./support/badNetworkArguments";
import { everything } from "../support/everything";
import { deploy, refusal } from "./support/cluster";
import { run } from "./support/mocks";

/** The paths of all arguments and their fields. */
function pathsIn(value: unknown, depth: number): string[][] {
  if (depth === 0 || typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, entry]) => [
    [key],
    ...pathsIn(entry, depth - 1).map((path) => [key, ...path]),
  ]);
}

/** Arguments with only this value. */
function at([key, ...path]: string[], value: unknown): EmqxClusterArgs {
  const entry = path.length === 0 ? value : at(path, value);
  return (key === "0" ? [entry] : { [key]: entry }) as EmqxClusterArgs;
}

describe("The validation of arguments", () => {
  const tables = {
    ...badArguments,
    ...badAccessArguments,
    ...badAuthenticationArguments,
    ...badNetworkArguments,
    ...badAvailabilityArguments,
    ...badNodeArguments,
  };
  for (const [subject, table] of Object.entries(tables)) {
    describe(`of ${subject}`, () => {
      for (const [path, args, text] of table) {
        const shown = inspect(args, { breakLength: Infinity }).slice(0, 90);
        it(`rejects ${shown} with the path ${path.slice(0, 40)} and the accepted values`, async () => {
          const message = await refusal(args);
          const line = message.split("\n").find((candidate) => candidate.startsWith(`  ${path}: `));
          expect(line, message).to.be.a("string").that.includes(text);
        });
      }
    });
  }

  it("reports all invalid arguments at once, with the component's name", async () => {
    const args = { replicas: 0, image: "emqx", namespace: "A", listeners: [], labels: { "a b": "x" } };
    const message = await refusal(args, { name: "broker" });
    expect(message).to.match(/^EmqxCluster "broker" has invalid arguments:\n/);
    for (const path of ["replicas", "image", "namespace", "listeners", "labels.a b"]) {
      expect(message).to.include(`\n  ${path}: `);
    }
  });

  it("rejects an unknown argument with a list of all valid names", async () => {
    const message = await refusal({ replica: 3 } as EmqxClusterArgs);
    const accepted = /args\.replica: unknown argument; must be one of (.*)$/m.exec(message)?.[1];
    expect(accepted?.split(", ")).to.have.members(readArguments().fields.map(({ name }) => name));
  });

  it("rejects arguments that are not an object", async () => {
    for (const args of ["emqx", ["emqx"], 3]) {
      expect(await refusal(args as never)).to.include(`\n  args: got ${JSON.stringify(args)}`);
    }
  });

  it("rejects or accepts any value at any path, and never causes another error", async () => {
    const broken: string[] = [];
    for (const path of pathsIn(everything, 2)) {
      for (const value of [null, 1n, [null]]) {
        const failure = await deploy(at(path, value)).then(
          () => undefined,
          (error: unknown) => String(error),
        );
        if (failure !== undefined && !failure.includes("has invalid arguments:")) {
          broken.push(`${path.join(".")}: ${failure}`);
        }
      }
    }
    expect(broken).to.deep.equal([]);
  });

  it("stops the program in the constructor, before any Kubernetes object is created", async () => {
    let registered: EmqxCluster | undefined;
    let thrown: unknown;
    await run(() => {
      try {
        registered = new EmqxCluster("emqx", { replicas: 0 });
      } catch (error) {
        thrown = error;
      }
    });
    expect(registered).to.equal(undefined);
    expect(thrown).to.be.instanceOf(InvalidArgumentsError);
    expect((thrown as InvalidArgumentsError).errors).to.deep.equal([
      { propertyPath: "replicas", reason: "got 0; must be a whole number of at least 1" },
    ]);
  });

  it("rejects a component name that is too long or invalid for a pod, and suggests nameOverride", async () => {
    for (const name of ["Broker", "b".repeat(53), "emqx_main", "emqx-headless"]) {
      const message = await refusal({}, { name });
      expect(message).to.include(`\n  name: got "${name}"`).and.include("nameOverride");
      const { outputs } = await deploy({ nameOverride: "emqx" }, { name });
      expect(outputs.serviceName).to.equal("emqx");
    }
  });

  it("accepts names up to the length that Kubernetes allows", async () => {
    const name = "b".repeat(52);
    const { outputs, children } = await deploy({}, { name });
    expect(outputs.podDnsNames[0]).to.match(/^b{52}-0\.b{52}-headless\./);
    for (const { type, inputs } of children.filter((child) => child.type.endsWith(":Service"))) {
      expect((inputs as { metadata: { name: string } }).metadata.name.length, type).to.be.at.most(63);
    }
  });

  it("throws one error that prints only its message, because Pulumi prints errors in full", async () => {
    const error = await deploy({ replicas: 0 }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(inspect(Object.assign(error as Error, { promise: {} }))).to.equal((error as Error).message);
  });
});
