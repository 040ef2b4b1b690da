import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A proxy between a client and the API server that can be unreachable or slow. */
export class Proxy {
  private readonly sockets = new Set<Socket>();
  private away = false;
  /** The delay of each chunk of a response, in milliseconds. */
  delay = 0;

  private constructor(
    private readonly server: Server,
    target: URL,
  ) {
    server.on("connection", (client) => this.relay(client, target));
  }

  static async start(target: string): Promise<Proxy> {
    const server = createServer();
    const proxy = new Proxy(server, new URL(target));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return proxy;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  goAway(): void {
    this.away = true;
    this.sockets.forEach((socket) => socket.destroy());
  }

  comeBack(): void {
    this.away = false;
  }

  stop(): void {
    this.goAway();
    this.server.close();
  }

  private relay(client: Socket, target: URL): void {
    if (this.away) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on("data", (data) => setTimeout(() => client.write(data), this.delay));
  }
}
