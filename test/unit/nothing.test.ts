import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type EmqxClusterArgs } from "../../components/index";
import { everything } from "../support/everything";
import { deploy, refusal } from "./support/cluster";

/** An output without a value, for example of a stack reference that lacks it. */
const nothing = pulumi.output(undefined) as never;

/** Arguments whose fields each have a default. */
const withDefaults = ["persistence", "pods", "scheduling", "updates"];

/** The paths of all arguments, and of the fields of some. */
function pathsIn(args: object): string[][] {
  return Object.entries(args).flatMap(([key, value]) =>
    withDefaults.includes(key)
      ? [[key], ...Object.keys(value as object).map((field) => [key, field])]
      : [[key]],
  );
}

/** All arguments, with a replacement at one path. Without a replacement, the argument at the path is missing. */
function withoutValue([key, field]: string[], replacement?: never): EmqxClusterArgs {
  const args: Record<string, unknown> = { ...everything, apiKeys: undefined };
  args[key] = field === undefined ? replacement : { ...(args[key] as object), [field]: replacement };
  return args;
}

/** The objects and outputs of a cluster. PVCs are left out, as they depend on known values, and Secrets, as API keys are random. */
async function outcome(args: EmqxClusterArgs): Promise<unknown> {
  const { children, outputs } = await deploy(args);
  const known = children.filter(({ type }) => !/:(PersistentVolumeClaimPatch|Secret)$/.test(type));
  return {
    objects: Object.fromEntries(known.map(({ type, name, inputs }) => [`${type} ${name}`, inputs])),
    outputs,
  };
}

/** The lines of an error message, one for each path. */
function reasons({ message }: Error): string[] {
  expect(message).to.include("has invalid arguments:");
  return message.split("\n").slice(1);
}

describe("An output that resolves to undefined", () => {
  for (const path of pathsIn(everything).filter(([key]) => key !== "apiKeys")) {
    it(`counts as a missing ${path.join(".")}, or is rejected with its path`, async () => {
      const found = await outcome(withoutValue(path, nothing)).catch(reasons);
      const without = await outcome(withoutValue(path)).catch(reasons);
      const isRefused =
        Array.isArray(found) && (found as string[]).some((line) => line.startsWith(`  ${path[0]}`));
      if (!isRefused && Array.isArray(found) && Array.isArray(without)) {
        // Outputs are checked one after the other.
        expect(without).to.include.members(found);
        return;
      }
      expect(isRefused ? without : found).to.deep.equal(without);
    });
  }

  it("leaves the default of credentials.dashboardUsername", async () => {
    const { container } = await deploy({ credentials: { dashboardUsername: nothing } });
    expect(container.env).to.deep.include({ name: "EMQX_DASHBOARD__DEFAULT_USERNAME", value: "admin" });
  });

  const image = "emqx/emqx:6.0.0";
  const required: [path: string, args: EmqxClusterArgs][] = [
    ["license.key", { image, license: { key: nothing } }],
    ["credentials.cookie", { credentials: { cookie: nothing } }],
    ["credentials.dashboardPassword", { credentials: { dashboardPassword: nothing } }],
    ["apiKeys.keys[0].secret", { apiKeys: { keys: [{ key: "a", secret: nothing }] } }],
    ["serviceAccount.existing", { serviceAccount: { existing: nothing } }],
    ["tls.secretName", { tls: { secretName: nothing } }],
    ["podDisruptionBudget.minAvailable", { podDisruptionBudget: { minAvailable: nothing } }],
    ["configuration.plugins.existingClaim", { configuration: { plugins: { existingClaim: nothing } } }],
    ["dashboardService", { dashboardService: nothing }],
  ];
  for (const [path, args] of required) {
    it(`is rejected as ${path}, which decides which resources are created`, async () => {
      expect(await refusal(args)).to.include(`\n  ${path}: `);
    });
  }

  const entries: [path: string, args: EmqxClusterArgs][] = [
    ["pods.command[0]", { pods: { command: [nothing] } }],
    ["pods.lifecycle.preStop[0]", { pods: { lifecycle: { preStop: [nothing] } } }],
    [
      "pods.extraContainers[0].args[0]",
      { pods: { extraContainers: [{ name: "a", image: "b", args: [nothing] }] } },
    ],
    [
      "pods.securityContext.supplementalGroups[0]",
      { pods: { securityContext: { supplementalGroups: [nothing] } } },
    ],
    ["pods.dnsConfig.nameservers[0]", { pods: { dnsConfig: { nameservers: [nothing] } } }],
    ["scheduling.tolerations[0]", { scheduling: { tolerations: [nothing] } }],
    ["envFromSecrets[0]", { envFromSecrets: [nothing] }],
  ];
  for (const [path, args] of entries) {
    it(`is rejected as the list entry ${path}`, async () => {
      expect(await refusal(args)).to.include(`\n  ${path}: `);
    });
  }
});
