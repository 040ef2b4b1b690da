import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import type { Input, Resource } from "@pulumi/pulumi";
import { configMapArgs, configMapName } from "../kubernetes/configMap";
import { filesArgs, filesName } from "../kubernetes/files";
import { makeByContent } from "./byContent";
import type { Context } from "./context";

/** Creates the ConfigMaps with the broker's settings: one for the environment, and one for files if there are any. */
export function makeConfigMaps(context: Context): Input<Resource>[] {
  const { settings, parent } = context;
  const environment = makeByContent(
    context,
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
      context,
      "files",
      filesName(settings.name, files),
      (logicalName, aliases) => new ConfigMap(logicalName, filesArgs(settings, files), { parent, aliases }),
    ),
  ];
}
