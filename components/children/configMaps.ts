import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import type { Input, Resource } from "@pulumi/pulumi";
import { configMapArgs, configMapName } from "../kubernetes/configMap";
import { filesArgs, filesName } from "../kubernetes/files";
import { scriptsArgs, scriptsName } from "../kubernetes/scripts";
import type { Settings } from "../settings";
import { makeByContent } from "./byContent";

/** Creates the ConfigMaps: one with the broker's environment, one with the scripts of the pods, and one with files if there are any. */
export function makeConfigMaps(name: string, settings: Settings, parent: Resource): Input<Resource>[] {
  const environment = makeByContent(
    name,
    settings,
    "config",
    configMapName(settings),
    (logicalName, aliases) => new ConfigMap(logicalName, configMapArgs(settings), { parent, aliases }),
  );
  const scripts = makeByContent(
    name,
    settings,
    "scripts",
    scriptsName(settings.name),
    (logicalName, aliases) => new ConfigMap(logicalName, scriptsArgs(settings), { parent, aliases }),
  );
  const files = settings.configuration?.files;
  if (files === undefined) {
    return [environment, scripts];
  }
  return [
    environment,
    scripts,
    makeByContent(
      name,
      settings,
      "files",
      filesName(settings.name, files),
      (logicalName, aliases) => new ConfigMap(logicalName, filesArgs(settings, files), { parent, aliases }),
    ),
  ];
}
