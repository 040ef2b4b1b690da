import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import {
  EmqxCluster,
  type EmqxClusterArgs,
  type PersistenceArgs,
  type UpdateArgs,
} from "../../../components/index";
import { type Engine, killEngine, prepareEngine } from "../../../local/engine";
import { cancelOnFailure, withProvider } from "../../../local/inlineProgram";
import { fewestReady, isReady } from "../../support/readyPods";
import { takingOver } from "../../support/takeOver";
import { type Login, type Member, request } from "./api";
import { Kubernetes } from "./kubernetes";
import { brokerOptions } from "./options";
import { type Address, type Pod, Reach } from "./reach";

/** A cluster called `emqx` in a namespace of its own, deployed by the engine. */
export class BrokerCluster {
  readonly login: Login = { username: "tests", password: `a${randomBytes(16).toString("hex")}` };

  private constructor(
    readonly kubernetes: Kubernetes,
    readonly namespace: string,
    readonly reach: Reach,
    private readonly stack: Stack,
    private readonly engine: Engine,
    private readonly directory: string,
  ) {}

  /** Creates an empty namespace and a stack for it. */
  static async create(name: string): Promise<BrokerCluster> {
    const options = brokerOptions()!;
    const kubernetes = await Kubernetes.open(options);
    // The component calls kubectl to explain a failed rollout.
    const [kubectl] = kubernetes.command([]);
    process.env.PATH = [dirname(kubectl), process.env.PATH].join(delimiter);
    const namespace = `emqx-broker-${name}-${process.pid}`;
    const directory = await mkdtemp(join(tmpdir(), "emqx-broker-"));
    const engine = await prepareEngine(directory);
    const stack = await LocalWorkspace.createStack(
      { stackName: name, projectName: "broker", program: () => Promise.resolve() },
      {
        pulumiCommand: engine.pulumiCommand,
        envVars: { ...engine.environment, KUBECONFIG: options.kubeconfig },
      },
    );
    await stack.setAllConfig({
      "kubernetes:kubeconfig": { value: options.kubeconfig },
      "kubernetes:context": { value: options.context },
      "kubernetes:namespace": { value: namespace },
    });
    await kubernetes.createNamespace(namespace);
    const reach = new Reach(kubernetes, namespace);
    return new BrokerCluster(kubernetes, namespace, reach, stack, engine, directory);
  }

  /** Deploys the cluster with these arguments. Returns the number of seconds. */
  async up(args: EmqxClusterArgs): Promise<number> {
    this.use(args);
    const began = performance.now();
    await cancelOnFailure((signal) => this.stack.up({ signal }));
    return (performance.now() - began) / 1000;
  }

  /** Deploys the cluster, and takes over objects that other tools have created. */
  takeOver(args: EmqxClusterArgs): Promise<number> {
    return takingOver(this.stack.workspace, () => this.up(args));
  }

  async destroy(): Promise<void> {
    await this.stack.destroy();
  }

  /** Removes the cluster, its volumes and its namespace. */
  async remove(): Promise<void> {
    this.reach.end();
    await this.stack.destroy().catch(() => undefined);
    await killEngine(this.directory);
    await this.kubernetes.kubectl(["delete", "namespace", this.namespace]);
    await rm(this.stack.workspace.workDir, { recursive: true, force: true });
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Runs kubectl in the namespace. */
  kubectl(...args: string[]): Promise<string> {
    return this.kubernetes.kubectl([`--namespace=${this.namespace}`, ...args]);
  }

  /** Creates objects in the namespace, or changes them. */
  async apply(...items: object[]): Promise<void> {
    const list = { apiVersion: "v1", kind: "List", items };
    await this.kubernetes.kubectl(["apply", "--filename=-", `--namespace=${this.namespace}`], {
      input: JSON.stringify(list),
    });
  }

  /** The pods of the brokers, by name. */
  async pods(): Promise<Pod[]> {
    const list = await this.kubernetes.get<{ items: Pod[] }>("pods", `--namespace=${this.namespace}`);
    return list.items;
  }

  /** The pods that are ready and will stay. */
  async readyPods(): Promise<Pod[]> {
    return (await this.pods()).filter(isReady);
  }

  /** The smallest number of ready pods while the work runs. */
  fewestReady(work: Promise<unknown>): Promise<number> {
    return fewestReady(work, () => this.pods(), 300);
  }

  /**
   * Ends a broker without time to stop. It is not a forced deletion: with that, the new pod could start while the old broker still runs
   * on the same volume.
   */
  async kill(pod: string): Promise<void> {
    await this.kubectl("delete", "pod", pod, "--grace-period=1", "--wait=false");
  }

  /** A pod. */
  pod(name: string): Promise<Pod> {
    return this.kubernetes.get<Pod>("pod", name, `--namespace=${this.namespace}`);
  }

  /** An address of a broker's port. */
  async address(ordinal: number, port = 1883): Promise<Address> {
    return this.reach.pod(await this.pod(`emqx-${ordinal}`), port);
  }

  /** The response of a node's REST API. */
  async request(path: string, { ordinal = 0, ...init }: RequestInit & { ordinal?: number } = {}) {
    return request(await this.address(ordinal, 18083), path, this.login, init);
  }

  /** The JSON document of a node's REST API. */
  async api<T>(path: string, ordinal = 0): Promise<T> {
    const response = await this.request(path, { ordinal });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** The members that a node sees, in order: `emqx-0 running`. */
  async members(ordinal = 0): Promise<string[]> {
    const members = await this.api<Member[]>("/nodes", ordinal);
    return members.map(({ node, node_status }) => `${/@([^.]+)/.exec(node)![1]} ${node_status}`).sort();
  }

  private use(args: EmqxClusterArgs): void {
    const { image, storageClass } = brokerOptions()!;
    const {
      persistence = {},
      updates,
      ...others
    } = args as {
      persistence?: PersistenceArgs;
      updates?: UpdateArgs;
    };
    const own: EmqxClusterArgs = {
      ...(image === undefined ? {} : { image }),
      apiKeys: { keys: [{ key: this.login.username, secret: this.login.password }] },
      ...others,
      updates: { timeoutSeconds: 240, ...updates },
      persistence:
        storageClass === undefined || persistence.enabled === false
          ? persistence
          : { storageClassName: storageClass, ...persistence },
    };
    this.stack.workspace.program = withProvider(this.engine.providerVersion, () => {
      new EmqxCluster("emqx", own);
      return Promise.resolve({});
    });
  }
}
