import { AsyncResource } from "node:async_hooks";
import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { diagnose } from "./doctor/findings";
import { kubectl, quoted } from "./doctor/kubectl";
import { look } from "./doctor/look";
import { canHook } from "./safeguards";
import type { Settings } from "./settings";

let hooks = 0;

/**
 * A hook that says why pods did not get ready, where the engine's own error leaves it open: pods that are not scheduled, or refused, or
 * have not joined. It asks the Kubernetes cluster of the default provider, as nobody else may ask by an explicit one.
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
      await pulumi.log.error(
        [...reasons, `Look further with: ${[...doctor, ...place].join(" ")}`].join("\n"),
      );
    }
    return false;
  };
  // An inline program of the Automation API has its engine and its configuration in the asynchronous context.
  const hook = new pulumi.ErrorHook(`emqx-rollout-${name}-${hooks++}`, AsyncResource.bind(explain));
  return { onError: [hook] };
}

/** What leads kubectl to the Kubernetes cluster of the default provider; undefined for a kubeconfig that is given by its content. */
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
  // Where there is no kubectl, the engine's error is all there is.
  const seen = await look(kubectl(options), namespace, name).catch(() => undefined);
  return (seen ? diagnose(seen) : [])
    .filter(({ severity }) => severity === "error")
    .map(({ subject, problem, advice }) => `${subject}: ${problem}\n  ${advice}`);
}
