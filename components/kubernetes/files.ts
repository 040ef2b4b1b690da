import type { types } from "@pulumi/kubernetes";
import { type Eventual, whenKnown } from "../eventual";
import { configurationFile, ownFiles } from "../emqx/configuration";
import type { Settings } from "../settings";
import type { Configuration } from "../settings/configuration";
import { contentHash } from "./configMap";
import { objectMeta } from "./metadata";

/** Files of configuration, in a ConfigMap whose name carries a hash of them: a change is a new one, which rolls the pods. */
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

/** The key of a further file. */
export function fileKey(name: string): string {
  return `file-${name}`;
}

/** The keys of EMQX's own files that are given. */
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
