import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import type { Input, Resource } from "@pulumi/pulumi";
import { configMapArgs, configMapName } from "../kubernetes/configMap";
import { filesArgs, filesName } from "../kubernetes/files";
import type { Settings } from "../settings";
import { makeByContent } from "./byContent";

/** Creates the ConfigMaps with the broker's settings: one for the environment, and one for files if there are any. */
export function makeConfigMaps(name: string, settings: Settings, parent: Resource): Input<Resource>[] {
  const environment = makeByContent(
    name,
    settings,
    "config",
    configMapName(settings),
    (logicalName, aliases) => new ConfigMap(logicalName, configMapArgs(settings), { parent, aliases }),
  );
  const files = settings.configuration?.files;
  if (files === undefined) {
    return [environment];
  }
  return [
    environment,
    makeByContent(
      name,
      settings,
      "files",
      filesName(settings.name, files),
      (logicalName, aliases) => new ConfigMap(logicalName, filesArgs(settings, files), { parent, aliases }),
    ),
  ];
}
