import type { types } from "@pulumi/kubernetes";
import { scripts } from "../emqx/scripts";
import type { Settings } from "../settings";
import { contentHash } from "./configMap";
import { objectMeta } from "./metadata";

/** The ConfigMap with the scripts that run in the broker's container. Its name contains a hash of them, see `configMapName`. */
export function scriptsArgs(settings: Settings): types.input.core.v1.ConfigMap {
  return {
    metadata: objectMeta(settings, scriptsName(settings.name)),
    immutable: true,
    data: scripts,
  };
}

export function scriptsName(name: string): string {
  return `${name}-scripts-${contentHash(scripts)}`;
}
