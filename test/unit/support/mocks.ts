import * as pulumi from "@pulumi/pulumi";

/** Stands for a value that is not known yet. */
export const UNKNOWN = "<unknown>";

/** A resource as it was registered, its inputs with secrets unwrapped. */
export interface Registered<T = unknown> {
  type: string;
  /** Its logical name, without the hash of its content that some carry. */
  name: string;
  /** URN of the parent; empty for none. */
  parent: string;
  provider: string;
  inputs: T;
  /** Paths of the inputs that are marked secret. */
  secrets: string[];
  /** Paths of the inputs that are not known yet. */
  unknowns: string[];
  /** Names of what it waits for, as `type::name`, likewise. */
  dependsOn: string[];
  ignoreChanges: string[];
  timeouts?: { create: string; update: string };
}

/** All that a program registered, and what went wrong later than at once. */
export interface Recording<R> {
  result: R;
  resources: Registered[];
  /** Outputs registered by components, by the component's name. */
  outputs: Record<string, unknown>;
  /** Paths of the registered outputs that are marked secret. */
  secretOutputs: string[];
  /** URNs of all resources. */
  urns: string[];
}

export interface RunOptions {
  preview?: boolean;
  /** For previews: whether all resources are there already. */
  exists?: boolean;
  /** The number of pods that an autoscaler has made of each StatefulSet's. */
  scaledTo?: number;
}

/**
 * Runs a program against a provider that is not there, and waits until all is registered. Rejects with the first error,
 * thrown at once or later.
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
  try {
    const result = await program();
    // What waits for a failed resource waits for ever.
    await Promise.race([pulumi.runtime.disconnect(), rejections.first]);
    await settled();
    rejections.throwFirst();
    return { result, ...recording };
  } catch (error) {
    await settled();
    // Forgets what will wait for ever; the engine's library would complain of it at the end.
    await connect();
    throw error;
  } finally {
    rejections.restore();
  }
}

/** Resolves when all that needs no input or output has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What the Kubernetes API would make of an object: a dry run has no id, and a made-up address. */
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

/** The part of the requests to the engine that is looked at. */
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

/** Listens to what is said to the engine: more than the mocks themselves are told. */
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

/** The value without the engine's marks, which are taken note of. */
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

/** A name, or what ends in one, without the hash of an object's content. */
export function withoutHash(name: string): string {
  return name.replace(/-[0-9a-f]{10}$/, "");
}

/** A program fails when a promise is rejected that nobody waits for; here that must not end the test run. */
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

/** What an output comes to. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

/** An output that nobody can tell before the deployment. For previews. */
export function notKnownYet<T>(): pulumi.Output<T> {
  return pulumi.output(pulumi.unknown) as unknown as pulumi.Output<T>;
}

/** Whether a path, or what it is in, is among the marked ones. */
export function isMarked(path: string, marked: string[]): boolean {
  return marked.some((mark) => path === mark || path.startsWith(`${mark}.`) || path.startsWith(`${mark}[`));
}
