import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { EmqxCluster, type EmqxClusterArgs, Exposure, ServiceType } from "../../components/index";
import { writeNodeProgram } from "./executable";
import { failure, TestStack, usesEngine } from "./support";

const pack = join(__dirname, "../../policies");

/** A folder with the plugin that runs policy packs in TypeScript: a script that starts the SDK's own program, as Pulumi's plugin does. */
async function analyzer(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "emqx-analyzer-"));
  const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  await writeNodeProgram(join(folder, "pulumi-analyzer-policy-nodejs"), runner);
  return folder;
}

/** The component rejects such a dashboard itself, unless it is accepted. */
const publicDashboard: EmqxClusterArgs = {
  dashboardService: { type: ServiceType.NodePort },
  acceptedExposures: [Exposure.PlainDashboard],
};

describe("The policy pack in a preview", function () {
  usesEngine(this);
  let args: EmqxClusterArgs = {};
  let folder: string;
  let stack: TestStack;
  before(async () => {
    folder = await analyzer();
    stack = await TestStack.create(() => Promise.resolve(void new EmqxCluster("emqx", args)), "policies");
    const { envVars } = stack.stack.workspace;
    envVars.PATH = [folder, envVars.PATH].join(delimiter);
  });
  after(async () => {
    await stack?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  async function preview(given: EmqxClusterArgs, policyPackConfigs: string[] = []): Promise<string> {
    args = given;
    const { stdout } = await stack.stack.preview({ policyPacks: [pack], policyPackConfigs });
    return stdout;
  }

  it("reports nothing for a cluster with defaults", async () => {
    const output = await preview({});
    expect(output)
      .to.match(/emqx@v\d/)
      .and.not.contain("[mandatory]")
      .and.not.contain("[advisory]");
  });

  it("rejects a public dashboard, and warns about a missing budget", async () => {
    const given = { ...publicDashboard, podDisruptionBudget: { enabled: false } };
    const { message } = await failure(preview(given));
    expect(message).to.match(/\[mandatory\]\s+emqx-no-public-dashboard/);
    expect(message).to.match(/\[advisory\]\s+emqx-disruption-budget/);
  });

  it("only warns if its configuration says so", async () => {
    const config = join(folder, "config.json");
    await writeFile(config, JSON.stringify({ "emqx-no-public-dashboard": "advisory" }));
    const output = await preview(publicDashboard, [config]);
    expect(output).to.match(/\[advisory\]\s+emqx-no-public-dashboard/);
  });
});
