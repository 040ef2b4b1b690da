import type { types } from "@pulumi/kubernetes";
import { type Eventual, whenKnown } from "../eventual";
import { configurationFile, ownFiles } from "../emqx/configuration";
import type { Settings } from "../settings";
import type { Configuration } from "../settings/configuration";
import { contentHash } from "./configMap";
import { objectMeta } from "./metadata";

/** The ConfigMap with configuration files. Its name contains a hash of them: a change creates a new ConfigMap, which rolls the pods. */
export function filesArgs(settings: Settings, files: Eventual<Configuration>): types.input.core.v1.ConfigMap {
  return {
    metadata: objectMeta(settings, filesName(settings.name, files)),
    immutable: true,
    data: whenKnown([files], filesData),
  };
}

export function filesName(name: string, files: Eventual<Configuration>): Eventual<string> {
  return whenKnown([files], (given) => `${name}-files-${contentHash(filesData(given))}`);
}

/** The ConfigMap key of an additional file. */
export function fileKey(name: string): string {
  return `file-${name}`;
}

/** The ConfigMap keys of EMQX's own files, if the user sets them. */
export function ownFileKeys({ base, fixed, acl }: Configuration): string[] {
  return [
    base && ownFiles.base,
    fixed && ownFiles.fixed,
    acl === undefined ? undefined : ownFiles.acl,
  ].filter((key) => key !== undefined);
}

function filesData({ base, fixed, acl, files }: Configuration): Record<string, string> {
  return {
    ...(base && { [ownFiles.base]: configurationFile(base.settings, base.text) }),
    ...(fixed && { [ownFiles.fixed]: configurationFile(fixed.settings, fixed.text) }),
    ...(acl === undefined ? {} : { [ownFiles.acl]: acl }),
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [fileKey(name), text])),
  };
}
