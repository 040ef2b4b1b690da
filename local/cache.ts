import { homedir } from "node:os";
import { join } from "node:path";

/** The folder of this project in the user's cache, after the XDG Base Directory Specification. */
export function cacheDirectory(): string {
  const given = process.env.XDG_CACHE_HOME;
  // The specification has relative values ignored.
  return join(given?.startsWith("/") ? given : join(homedir(), ".cache"), "pulumi-emqx");
}
