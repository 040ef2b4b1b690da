import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { imageEdition } from "../../../components/emqx/releaseLine";
import { Edition } from "../../../components/index";
import { defaultImage } from "../../../components/settings/arguments";
import { ensureBinaries } from "../../../local/binaries";
import { run } from "../../../local/subprocess";

/** What the broker tests use. `run.ts` passes it in the environment. */
export interface BrokerOptions {
  kubeconfig: string;
  context: string;
  /** Default: the image of the component. */
  image?: string;
  /** Default: the default class of the Kubernetes cluster. */
  storageClass?: string;
}

const variable = "BROKER_TESTS";

/** The options of this run. Undefined if it has no Kubernetes cluster for brokers. */
export function brokerOptions(): BrokerOptions | undefined {
  const given = process.env[variable];
  return given ? (JSON.parse(given) as BrokerOptions) : undefined;
}

/** The image of the brokers. */
export function brokerImage(): string {
  return brokerOptions()?.image ?? defaultImage;
}

/** Whether the brokers are of the Enterprise edition. */
export function isEnterprise(): boolean {
  return imageEdition(brokerImage()) === Edition.Enterprise;
}

/** The options of a command. Without a context, the kubeconfig must have a single one. */
export type GivenOptions = Omit<BrokerOptions, "context"> & Partial<BrokerOptions>;

/** Makes this run use the Kubernetes cluster of the options. */
export async function useKubernetes({ image, storageClass, ...given }: GivenOptions): Promise<void> {
  const kubeconfig = resolve(given.kubeconfig);
  const context = await chooseContext(kubeconfig, given.context);
  process.env[variable] = JSON.stringify({ kubeconfig, context, image, storageClass });
}

/** The given context, or the only one of the file. */
async function chooseContext(kubeconfig: string, given: string | undefined): Promise<string> {
  if (!existsSync(kubeconfig)) throw new Error(`--kubeconfig: ${kubeconfig} does not exist.`);
  const { kubectl } = await ensureBinaries();
  const { stdout } = await run(kubectl, [
    `--kubeconfig=${kubeconfig}`,
    "config",
    "get-contexts",
    "--output=name",
  ]);
  const contexts = stdout.split("\n").filter(Boolean);
  const context = given ?? (contexts.length === 1 ? contexts[0] : undefined);
  if (context === undefined || !contexts.includes(context))
    throw new Error(
      `--context: got ${given ?? "nothing"}; must be one of the contexts in ${kubeconfig}: ${contexts.join(", ")}. ` +
        "The current context is never used by itself.",
    );
  return context;
}
