import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The directory of the scripts in the broker's container. */
export const scriptsDirectory = "/etc/emqx/scripts";

const names = ["addresses.sh", "evacuation.sh", "leaving.sh", "membership.sh", "tables.sh"] as const;

// By the package's name, because the compiled modules are in another folder than the sources.
const folder = join(dirname(require.resolve("@emqx-pulumi/emqx/package.json")), "scripts");

/** The texts of the scripts by name. They are the same for all clusters: commands pass what differs as arguments. */
export const scripts = Object.fromEntries(
  names.map((name) => [name, readFileSync(join(folder, name), "utf8")]),
) as Record<(typeof names)[number], string>;
