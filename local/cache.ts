import { homedir } from "node:os";
import { join } from "node:path";

/** This project's folder in the user's cache, according to the XDG Base Directory Specification. */
export function cacheDirectory(): string {
  const given = process.env.XDG_CACHE_HOME;
  // The specification requires relative paths to be ignored.
  return join(given?.startsWith("/") ? given : join(homedir(), ".cache"), "pulumi-emqx");
}
