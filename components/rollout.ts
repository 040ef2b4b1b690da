import { AsyncResource } from "node:async_hooks";
import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { diagnose } from "./doctor/findings";
import { kubectl, quoted } from "./doctor/kubectl";
import { readCluster } from "./doctor/readCluster";
import { canHook } from "./dataLossGuard";
import type { Settings } from "./settings";

let hooks = 0;

/**
 * A hook that reports why pods did not become ready, for example because they were not scheduled, were rejected, or have not joined. The
 * engine's own error does not say this. The hook only queries the Kubernetes cluster of the default provider: the configuration of an
 * explicit provider is not accessible.
 */
export function explainFailure(
  { name }: Settings,
  provider: pulumi.ProviderResource | undefined,
): pulumi.ResourceHookBinding {
  if (!canHook()) {
    return {};
  }
  const explain: pulumi.ErrorHookFunction = async ({ errors, newInputs }) => {
    if (/timed out waiting (to be Ready|for the condition)/.test(errors[0])) {
      const { namespace = "default" } = (newInputs?.metadata ?? {}) as { namespace?: string };
      const options = provider === undefined ? kubectlOptions() : undefined;
      const reasons = options ? await findReasons(options, namespace, name) : [];
      const doctor = ["npx emqx-doctor", name, "--namespace", namespace];
      const place = (options ?? []).map(quoted);
      await pulumi.log.error([...reasons, `For details, run: ${[...doctor, ...place].join(" ")}`].join("\n"));
    }
    return false;
  };
  // The Automation API keeps the engine and the configuration of an inline program in the asynchronous context.
  const hook = new pulumi.ErrorHook(`emqx-rollout-${name}-${hooks++}`, AsyncResource.bind(explain));
  return { onError: [hook] };
}

/** The options that point kubectl at the default provider's Kubernetes cluster. Undefined if the kubeconfig is given as text, not as a path. */
function kubectlOptions(): string[] | undefined {
  const config = new pulumi.Config("kubernetes");
  const [kubeconfig, context] = [config.get("kubeconfig"), config.get("context")];
  if (kubeconfig !== undefined && !existsSync(kubeconfig)) {
    return undefined;
  }
  return [
    ...(kubeconfig ? [`--kubeconfig=${kubeconfig}`] : []),
    ...(context ? [`--context=${context}`] : []),
  ];
}

async function findReasons(options: string[], namespace: string, name: string): Promise<string[]> {
  // Without kubectl, only the engine's own error is shown.
  const cluster = await readCluster(kubectl(options), namespace, name).catch(() => undefined);
  return (cluster ? diagnose(cluster) : [])
    .filter(({ severity }) => severity === "error")
    .map(({ subject, problem, advice }) => `${subject}: ${problem}\n  ${advice}`);
}
