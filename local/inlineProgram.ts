import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { installedVersion } from "./installation";

/**
 * The program in a file, for this process to run instead of a language host. Its exports are the stack's outputs.
 *
 * @param providerVersion The version of the available Kubernetes provider.
 */
export function inlineProgram(file: string, providerVersion: string): PulumiFn {
  return withProvider(providerVersion, () => {
    // Each run evaluates the program anew.
    delete require.cache[require.resolve(file)];
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return Promise.resolve({ ...(require(file) as Record<string, unknown>) });
  });
}

/**
 * The SDK leaves the connections of earlier operations open. They keep trying to reach engines that have ended, and gRPC shares this state
 * between all connections to a port. If a new engine gets such a port, the connection fails at once. The SDK can then report success
 * without any resource, and `up` would delete everything. So each connection keeps its own state.
 */
const { grpcClientOptions } = pulumi.runtime as unknown as { grpcClientOptions: Record<string, number> };
grpcClientOptions["grpc.use_local_subchannel_pool"] = 1;

/** Lets a program use the available provider. By default, the SDK requires the version that it was made for. */
export function withProvider(providerVersion: string, program: PulumiFn): PulumiFn {
  return async () => {
    if (providerVersion !== (await installedVersion("@pulumi/kubernetes"))) {
      pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
        type.startsWith("kubernetes:") || type === "pulumi:providers:kubernetes"
          ? { props, opts: { ...opts, version: providerVersion } }
          : undefined,
      );
    }
    return program();
  };
}

/**
 * Cancels an operation when its program fails in a callback, as a language host does. The SDK itself would wait for ever for the
 * unregistered resources.
 */
export async function cancelOnFailure<T>(operation: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  // The SDK reports the failure to the engine first.
  const cancel = () => setTimeout(() => controller.abort(), 1000);
  const before = handlers();
  process.on("unhandledRejection", cancel);
  try {
    return await operation(controller.signal);
  } finally {
    // The SDK leaves its own behind when it is cancelled.
    for (const [event, handler] of handlers()) {
      if (!before.some(([, known]) => known === handler)) process.off(event, handler);
    }
  }
}

function handlers(): [event: string, handler: (...args: unknown[]) => void][] {
  return ["unhandledRejection", "uncaughtException"].flatMap((event) =>
    process.rawListeners(event).map((handler) => [event, handler as () => void] as [string, () => void]),
  );
}
