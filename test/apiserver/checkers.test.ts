import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";

/** Accepted findings of the checker, each with a reason. Schemas are not checked here, because the API server is stricter. */
const accepted: Record<string, string> = {
  "CPU limit is not set": "A broker that is throttled answers nobody; requests share the CPU fairly.",
  "Memory limit is not set": "How much a broker needs depends on its clients: resources.limits says it.",
  "Ephemeral Storage limit is not set": "Logs go to the console: what is written to log and tmp is little.",
  "Ephemeral Storage request is not set": "The same.",
  "ImagePullPolicy is not set to Always":
    "Tags of releases do not move; a registry that is down must stop no restart.",
  "The container is running with a low user ID": "EMQX's image has its files belong to user 1000.",
  "The container running with a low group ID": "EMQX's image has its files belong to group 1000.",
  "Container has the same readiness and liveness probe":
    "The same question, but 15 seconds lead to other pods and 5 minutes to a restart.",
  "The pod does not have a matching egress NetworkPolicy":
    "Where a broker may connect to depends on its users: networkPolicy.egress.",
  "The deployment is targeted by a HPA, but a static replica count is configured in the DeploymentSpec":
    "The number to begin with: updates leave it alone, and npm run render leaves it out.",
};

/** Critical findings and warnings about the broker's container and other objects, without locations. */
async function findings(manifest: string): Promise<Set<string>> {
  const output = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      "go",
      ["tool", "kube-score", "score", "--output-format", "ci", "-"],
      { cwd: join(__dirname, "../modules/kube-score"), env: { ...process.env, GOFLAGS: "" } },
      // It exits with 1 if there are findings.
      (error, stdout, stderr) => (stdout === "" ? reject(error ?? new Error(stderr)) : resolve(stdout)),
    );
    child.stdin?.end(manifest);
  });
  const lines = output.split("\n").filter((line) => /^\[(CRITICAL|WARNING)\]/.test(line));
  const ofBroker = lines.filter((line) => !/: \((?!emqx\))[a-z]+\) /.test(line));
  return new Set(ofBroker.map((line) => line.replace(/^.*?: (\(emqx\) )?(?!.*: \(emqx\))/, "")));
}

describe("kube-score", function () {
  // The first run builds it from source.
  this.timeout(300_000);

  const found: Record<string, Set<string>> = {};
  for (const title of ["plain", "full"]) {
    it(`has only accepted findings for the ${title} cluster`, async () => {
      found[title] = await findings(await readFile(join(__dirname, `../golden/${title}.yaml`), "utf8"));
      expect(Object.keys(accepted)).to.include.members([...found[title]]);
    });
  }

  it("still has every accepted finding", () => {
    expect(new Set([...found.plain, ...found.full])).to.deep.equal(new Set(Object.keys(accepted)));
  });
});
