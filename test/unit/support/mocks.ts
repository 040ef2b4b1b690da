import * as pulumi from "@pulumi/pulumi";

/** The engine's marker of an unknown value. */
export const UNKNOWN = "<unknown>";

/** A registered resource, with secrets in its inputs unwrapped. */
export interface Registered<T = unknown> {
  type: string;
  /** Its logical name, without the content hash. */
  name: string;
  /** The URN of the parent. Empty if it has none. */
  parent: string;
  provider: string;
  inputs: T;
  /** The paths of inputs that are marked as secret. */
  secrets: string[];
  /** The paths of unknown inputs. */
  unknowns: string[];
  /** The resources that it waits for, as `type::name`, without content hashes. */
  dependsOn: string[];
  ignoreChanges: string[];
  timeouts?: { create: string; update: string };
}

/** All resources that a program registered, and its asynchronous errors. */
export interface Recording<R> {
  result: R;
  resources: Registered[];
  /** The outputs of components, by component name. */
  outputs: Record<string, unknown>;
  /** The paths of outputs that are marked as secret. */
  secretOutputs: string[];
  /** The URNs of all resources. */
  urns: string[];
}

export interface RunOptions {
  preview?: boolean;
  /** For previews: whether all resources exist already. */
  exists?: boolean;
  /** The number of pods to which an autoscaler has scaled each StatefulSet. */
  scaledTo?: number;
}

/**
 * Runs a program with a mocked provider, and waits until all resources are registered. Rejects with the first error,
 * synchronous or not.
 */
export async function run<R>(
  program: () => R | Promise<R>,
  { preview = false, exists = !preview, scaledTo }: RunOptions = {},
): Promise<Recording<R>> {
  const newResource = (args: pulumi.runtime.MockResourceArgs) => createdObject(args, exists, scaledTo);
  const connect = () => pulumi.runtime.setMocks({ call: () => ({}), newResource }, "emqx", "test", preview);
  await connect();
  const recording = record();
  const rejections = catchRejections();
  // The SDK formats a stack trace for each promise. Source maps would triple the time for that. Errors are formatted after the program.
  process.setSourceMapsEnabled(false);
  try {
    const result = await program();
    // Resources that depend on a failed one never resolve.
    await Promise.race([pulumi.runtime.disconnect(), rejections.first]);
    await settled();
    rejections.throwFirst();
    return { result, ...recording };
  } catch (error) {
    await settled();
    // Drops promises that never resolve, which the SDK would report at the end.
    await connect();
    throw error;
  } finally {
    process.setSourceMapsEnabled(true);
    rejections.restore();
  }
}

/** Resolves once all pending callbacks without I/O have run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The object that the Kubernetes API would return. A dry run has no id, and a made-up address. */
function createdObject(args: pulumi.runtime.MockResourceArgs, exists: boolean, scaledTo?: number) {
  const inputs = args.inputs as { metadata?: object; spec?: object };
  const isService = args.type === "kubernetes:core/v1:Service";
  const isScaled = args.type === "kubernetes:apps/v1:StatefulSet" && scaledTo !== undefined;
  const state = {
    ...inputs,
    metadata: { namespace: "default", ...inputs.metadata },
    ...(isScaled ? { spec: { ...inputs.spec, replicas: scaledTo } } : {}),
    ...(isService ? { spec: { clusterIP: exists ? "10.96.7.7" : "10.0.0.0", ...inputs.spec } } : {}),
  };
  return { id: exists ? `${args.name}-id` : undefined, state: args.custom === false ? {} : state };
}

/** The fields of engine requests that the tests read. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getDependenciesList(): string[];
  getIgnorechangesList(): string[];
  getCustomtimeouts(): { toObject(): { create: string; update: string } } | undefined;
  getUrn(): string;
  getOutputs(): { toJavaScript(): Record<string, unknown> };
}
type Call = (request: Request, callback: (error: unknown, response: { getUrn(): string }) => void) => unknown;

/** Records the requests to the engine, which contain more than the mocks receive. */
function record() {
  const resources: Registered[] = [];
  const outputs: Record<string, unknown> = {};
  const secretOutputs: string[] = [];
  const urns: string[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as Record<string, Call>;
  const registerResource = monitor.registerResource.bind(monitor);
  const registerResourceOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const marks = { secrets: [], unknowns: [] };
    resources.push({
      type: request.getType(),
      name: withoutHash(request.getName()),
      parent: request.getParent(),
      provider: request.getProvider(),
      inputs: plain(request.getObject().toJavaScript(), "", marks),
      ...marks,
      dependsOn: request.getDependenciesList().map((urn) => withoutHash(urn.split("$").slice(-1)[0])),
      ignoreChanges: request.getIgnorechangesList(),
      timeouts: request.getCustomtimeouts()?.toObject(),
    });
    return registerResource(request, (error, response) => {
      urns.push(response?.getUrn());
      callback(error, response);
    });
  };
  monitor.registerResourceOutputs = (request, callback) => {
    const name = request.getUrn().split("::").slice(-1)[0];
    outputs[name] = plain(request.getOutputs().toJavaScript(), name, {
      secrets: secretOutputs,
      unknowns: [],
    });
    return registerResourceOutputs(request, callback);
  };
  return { resources, outputs, secretOutputs, urns };
}

interface Marks {
  secrets: string[];
  unknowns: string[];
}

/** The value without the engine's secret and unknown markers, whose paths are recorded. */
function plain(value: unknown, path: string, marks: Marks): unknown {
  if (value === pulumi.runtime.unknownValue) {
    marks.unknowns.push(path);
    return UNKNOWN;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (pulumi.runtime.isRpcSecret(value)) {
    marks.secrets.push(path);
    return plain(pulumi.runtime.unwrapRpcSecret(value), path, marks);
  }
  if (Array.isArray(value)) {
    return value.map((entry, index) => plain(entry, `${path}[${index}]`, marks));
  }
  const entries = Object.entries(value).map(([key, entry]) => [
    key,
    plain(entry, path === "" ? key : `${path}.${key}`, marks),
  ]);
  return Object.fromEntries(entries) as unknown;
}

/** A name or URN without the content hash at its end. */
export function withoutHash(name: string): string {
  return name.replace(/-[0-9a-f]{10}$/, "");
}

/** Collects unhandled rejections, which make a program fail but must not end the test run. */
function catchRejections() {
  const reasons: unknown[] = [];
  const listeners = process.listeners("unhandledRejection");
  let happened: () => void;
  const first = new Promise<void>((resolve) => (happened = resolve));
  const take = (reason: unknown) => {
    reasons.push(reason);
    happened();
  };
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", take);
  return {
    first,
    throwFirst: () => {
      if (reasons.length > 0) {
        throw reasons[0];
      }
    },
    restore: () => {
      process.removeListener("unhandledRejection", take);
      listeners.forEach((listener) => process.on("unhandledRejection", listener));
    },
  };
}

/** The value of an output. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

/** An output that is unknown in previews. */
export function notKnownYet<T>(): pulumi.Output<T> {
  return pulumi.output(pulumi.unknown) as unknown as pulumi.Output<T>;
}

/** Whether a path or one of its parents is marked. */
export function isMarked(path: string, marked: string[]): boolean {
  return marked.some((mark) => path === mark || path.startsWith(`${mark}.`) || path.startsWith(`${mark}[`));
}
