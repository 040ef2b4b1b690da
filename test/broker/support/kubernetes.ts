import { ensureBinaries } from "../../../local/binaries";
import { run, type RunOptions } from "../../../local/subprocess";
import { type BrokerOptions, brokerOptions } from "./options";

/** The Kubernetes cluster that runs the brokers. */
export class Kubernetes {
  private constructor(
    private readonly kubectlPath: string,
    private readonly options: BrokerOptions,
  ) {}

  static async open(options = brokerOptions()!): Promise<Kubernetes> {
    return new Kubernetes((await ensureBinaries()).kubectl, options);
  }

  /** The program and the arguments that run kubectl against this cluster. */
  command(args: string[]): [program: string, args: string[]] {
    const { kubeconfig, context } = this.options;
    return [this.kubectlPath, [`--kubeconfig=${kubeconfig}`, `--context=${context}`, ...args]];
  }

  async kubectl(args: string[], options: RunOptions = {}): Promise<string> {
    return (await run(...this.command(args), { timeout: 300_000, ...options })).stdout;
  }

  async get<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.kubectl(["get", ...args, "--output=json"])) as T;
  }

  /** Creates a namespace that enforces the Pod Security Standard `restricted`. */
  async createNamespace(name: string): Promise<void> {
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
    await this.kubectl(["create", "--filename=-"], { input: JSON.stringify(namespace) });
  }
}
