import { join } from "node:path";
import { expect } from "chai";
import { runInLanguageHost } from "./program";

const example = join(__dirname, "../../examples/minimal");

/** What the engine of Pulumi 3.217.1 supports, by `SupportsFeature` in its `pkg/resource/deploy/source_eval.go`. 3.217.0 lacks `errorHooks`. */
const features = [
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "replacementTrigger",
  "deletedWith",
  "replaceWith",
  "transforms",
  "invokeTransforms",
  "parameterization",
  "resourceHooks",
  "errorHooks",
];

describe("A program with a cluster", function () {
  this.timeout(120_000);

  it("requires no feature of the engine that Pulumi 3.217.1 lacks", async () => {
    expect(await runInLanguageHost(example, { features })).to.have.lengthOf(21);
  });
});
