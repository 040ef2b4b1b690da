import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { load } from "js-yaml";
import { testCluster } from "../support/cluster";

interface Kubeconfig {
  clusters: { cluster: { "certificate-authority": string } }[];
  users: { user: { "client-certificate": string; "client-key": string } }[];
}

interface Review {
  apiVersion: string;
  kind: string;
  request: { uid: string };
}

/** An admission webhook that rejects everything with a message. */
export class Webhook {
  private constructor(
    private readonly server: Server,
    private readonly authority: Buffer,
  ) {}

  static async start(message: string): Promise<Webhook> {
    const { clusters, users } = load(await readFile((await testCluster()).kubeconfig, "utf8")) as Kubeconfig;
    const { cluster } = clusters[0];
    const { user } = users[0];
    // kwokctl uses a single certificate for 127.0.0.1, including for the API server.
    const server = createServer({
      cert: await readFile(user["client-certificate"]),
      key: await readFile(user["client-key"]),
    });
    server.on("request", (request, response) => {
      void refusal(request, message).then((answer) => {
        response.setHeader("Content-Type", "application/json");
        response.end(answer);
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Webhook(server, await readFile(cluster["certificate-authority"]));
  }

  /** The address of the webhook for the API server. */
  get clientConfig(): object {
    const { port } = this.server.address() as AddressInfo;
    return { url: `https://127.0.0.1:${port}/`, caBundle: this.authority.toString("base64") };
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

async function refusal(request: IncomingMessage, message: string): Promise<string> {
  const { apiVersion, kind, request: review } = (await json(request)) as Review;
  const response = { uid: review.uid, allowed: false, status: { message } };
  return JSON.stringify({ apiVersion, kind, response });
}
