import { createHash } from "node:crypto";
import { createServer, type Server } from "node:net";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs `body` while no other process of this user holds the lock for the same path. The lock is an abstract Unix
 * socket. The kernel releases it when its holder ends for any reason, so locks are never stale.
 */
export async function withLock<T>(path: string, body: () => Promise<T>, onWait?: () => void): Promise<T> {
  const identity = `${userInfo().uid}:${resolve(path)}`;
  const name = `\0pulumi-emqx-${createHash("sha256").update(identity).digest("hex")}`;
  let server = await listen(name);
  if (!server) onWait?.();
  while (!server) {
    await sleep(200);
    server = await listen(name);
  }
  try {
    return await body();
  } finally {
    server.close();
  }
}

function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen({ path }, () => resolve(server));
  });
}
