import { expect } from "chai";
import { reasonOf, summarize } from "../../examples/fleet/summary";

describe("The summary of a fleet", () => {
  it("has a line for each cluster, and the totals", () => {
    const summary = summarize([
      { name: "berlin", changes: { same: 17, create: 2, delete: 1 }, seconds: 9 },
      { name: "rio", changes: { same: 20 }, seconds: 12 },
      { name: "dublin", changes: {}, seconds: 7, error: "replicas: got 0" },
    ]);
    expect(summary.split("\n")).to.deep.equal([
      "cluster  result     time  changes or error",
      "berlin   succeeded  9 s   create 2, delete 1",
      "rio      succeeded  12 s  no changes",
      "dublin   FAILED     7 s   replicas: got 0",
      "",
      "2 succeeded, 1 failed",
    ]);
  });

  const messages: [title: string, message: string, reason: string][] = [
    [
      "the first error in the output",
      "code: 1\n stdout: Updating\n  error: no access\n  error: failed",
      "no access",
    ],
    [
      "the next line if the error continues there",
      "code: 1\n    error: invalid:\n      replicas: got 0",
      "invalid: replicas: got 0",
    ],
    ["the first line without such output", "spawn pulumi ENOENT\nat spawn", "spawn pulumi ENOENT"],
  ];
  for (const [title, message, reason] of messages) {
    it(`gives the reason of a failure: ${title}`, () => {
      expect(reasonOf(new Error(message))).to.equal(reason);
    });
  }
});
