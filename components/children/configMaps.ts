import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import type { types } from "@pulumi/kubernetes";
import type { Input, Resource } from "@pulumi/pulumi";
import type { Eventual } from "../eventual";
import { configMapArgs, configMapName } from "../kubernetes/configMap";
import { filesArgs, filesName } from "../kubernetes/files";
import { scriptsArgs, scriptsName } from "../kubernetes/scripts";
import { makeByContent } from "./byContent";
import type { Context } from "./context";

/** Creates the ConfigMaps: one with the broker's environment, one with the scripts of the pods, and one with files if there are any. */
export function makeConfigMaps(context: Context): Input<Resource>[] {
  const { settings, parent } = context;
  const make = (kind: string, objectName: Eventual<string>, args: types.input.core.v1.ConfigMap) =>
    makeByContent(
      context,
      kind,
      objectName,
      (logicalName, aliases) => new ConfigMap(logicalName, args, { parent, aliases }),
    );
  const files = settings.configuration?.files;
  return [
    make("config", configMapName(settings), configMapArgs(settings)),
    make("scripts", scriptsName(settings.name), scriptsArgs(settings)),
    ...(files === undefined
      ? []
      : [make("files", filesName(settings.name, files), filesArgs(settings, files))]),
  ];
}
