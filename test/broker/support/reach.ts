import { spawn } from "node:child_process";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import type { Kubernetes } from "./kubernetes";

export interface Address {
  host: string;
  port: number;
}

export interface Pod {
  metadata: { name: string; uid: string; deletionTimestamp?: string };
  status: { podIP: string; conditions?: { type: string; status: string }[] };
}

/** How this machine reaches pods: by their addresses where the network allows it, otherwise by `kubectl port-forward`. */
export class Reach {
  private readonly forwards = new Map<string, Promise<Address>>();
  private readonly close = new Set<() => void>();
  private direct: boolean | undefined;

  constructor(
    private readonly kubernetes: Kubernetes,
    private readonly namespace: string,
  ) {}

  /** An address of the port of a running pod, from which it can be reached. */
  async pod({ metadata, status }: Pod, port: number): Promise<Address> {
    const address = { host: status.podIP, port };
    this.direct ??= await accepts(address);
    return this.direct ? address : this.forward(metadata.name, metadata.uid, port);
  }

  /** Ends all forwards. */
  end(): void {
    this.close.forEach((close) => close());
  }

  private forward(name: string, uid: string, port: number): Promise<Address> {
    const key = `${uid} ${port}`;
    const forward = this.forwards.get(key) ?? this.startForward(name, port, () => this.forwards.delete(key));
    this.forwards.set(key, forward);
    return forward;
  }

  private startForward(name: string, port: number, onEnd: () => void): Promise<Address> {
    const args = ["port-forward", `--namespace=${this.namespace}`, `pod/${name}`, `:${port}`];
    const child = spawn(...this.kubernetes.command(args), { stdio: ["ignore", "pipe", "ignore"] });
    const close = () => child.kill();
    this.close.add(close);
    process.once("exit", close);
    return new Promise((resolve, reject) => {
      createInterface(child.stdout).on("line", (line) => {
        const local = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
        if (local) resolve({ host: "127.0.0.1", port: Number(local) });
      });
      child.on("error", reject);
      child.on("close", () => {
        onEnd();
        this.close.delete(close);
        process.off("exit", close);
        reject(new Error(`kubectl cannot forward port ${port} of pod ${name}`));
      });
    });
  }
}

/** Whether a TCP connection succeeds within two seconds. */
function accepts({ host, port }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const finish = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.on("connect", () => finish(true));
    socket.on("timeout", () => finish(false));
    socket.on("error", () => finish(false));
  });
}
