import { basename, dirname, posix } from "node:path";
import type { types } from "@pulumi/kubernetes";
import { etcDirectory, filesDirectory, ownFiles, pluginsDirectory } from "../emqx/configuration";
import { licenseDirectory, licenseFile } from "../emqx/license";
import type { ReleaseLine } from "../emqx/releaseLine";
import { apiKeysFile } from "../emqx/apiKeys";
import { scriptsDirectory } from "../emqx/scripts";
import { clientCaDirectory, pskDirectory, pskFile, tlsDirectory } from "../emqx/tls";
import type { Settings } from "../settings";
import type { Configuration } from "../settings/configuration";
import type { SecretKey } from "../settings/checks";
import type { FileSource } from "../settings/fileSources";
import type { NodeGroup } from "../settings/replicants";
import { accessMount, accessVolume } from "./access";
import { apiKeysFileSource } from "./apiKeys";
import { fileKey, filesName, ownFileKeys } from "./files";
import { licenseSource } from "./license";
import { scriptsName } from "./scripts";
import { type Eventual, whenKnown } from "../eventual";

type Volume = types.input.core.v1.Volume;
type VolumeMount = types.input.core.v1.VolumeMount;

/** A volume and its mount in the broker's container. The volume is undefined if the StatefulSet's PVC template provides it. */
export interface MountedVolume {
  volume?: Volume;
  mount: VolumeMount;
}

/** The name of the data volume, and of its PVC template. */
export const dataVolume = "emqx-data";

/** All volumes of a pod with their mounts. Replicants have no PVC, because they store no data. */
export function mountedVolumes(
  settings: Settings,
  { role, pods }: Pick<NodeGroup, "role" | "pods">,
): Eventual<MountedVolume[]> {
  const paths = whenKnown([pods.volumeMounts], (mounts) =>
    mounts.map(({ mountPath }) => posix.resolve(mountPath)),
  );
  return whenKnown(
    [settings.line, settings.persistence, settings.configuration?.files, paths, accessVolume(settings)],
    (line, persistence, files, given, access) => [
      data(line, role === "core" && persistence.enabled),
      ...writable.filter(({ mount }) => !given.includes(mount.mountPath as string)),
      scriptsVolume(settings),
      ...tlsVolumes(settings),
      ...(access === undefined ? [] : [{ volume: access, mount: accessMount }]),
      ...apiKeysVolumes(settings, line),
      ...licenseVolumes(settings, line),
      ...filesVolumes(settings, files),
      ...sourceVolumes(settings),
      ...pluginsVolumes(settings),
    ],
  );
}

function data({ dataDirectory }: ReleaseLine, isClaimed: boolean): MountedVolume {
  return {
    ...(isClaimed ? {} : { volume: { name: dataVolume, emptyDir: {} } }),
    mount: { name: dataVolume, mountPath: dataDirectory },
  };
}

/** Volumes for logs and temporary files. */
const writable = [scratch("log", "/opt/emqx/log"), scratch("tmp", "/tmp")];

function scratch(name: string, mountPath: string): MountedVolume {
  return { volume: { name, emptyDir: {} }, mount: { name, mountPath } };
}

function scriptsVolume({ name }: Settings): MountedVolume {
  return {
    volume: { name: "scripts", configMap: { name: scriptsName(name), defaultMode: 0o555 } },
    mount: { name: "scripts", mountPath: scriptsDirectory, readOnly: true },
  };
}

function tlsVolumes({ tls }: Settings): MountedVolume[] {
  if (tls === undefined) {
    return [];
  }
  const { secretName, clientCa, psk } = tls;
  const oneKey = ({ name, key }: Eventual<SecretKey>, path: string) => ({
    secretName: name,
    items: [{ key, path }],
  });
  return [
    ...(secretName ? [secretVolume("tls", { secretName }, tlsDirectory)] : []),
    ...(clientCa ? [secretVolume("client-ca", oneKey(clientCa, "ca.crt"), clientCaDirectory)] : []),
    ...(psk ? [secretVolume("psk", oneKey(psk, pskFile), pskDirectory)] : []),
  ];
}

/** Mounts a directory, not a subPath, so that the kubelet updates the files when the Secret changes. */
function secretVolume(
  name: string,
  secret: types.input.core.v1.SecretVolumeSource,
  mountPath: string,
): MountedVolume {
  return {
    volume: { name, secret: { ...secret, defaultMode: 0o440 } },
    mount: { name, mountPath, readOnly: true },
  };
}

function apiKeysVolumes(settings: Settings, line: ReleaseLine): MountedVolume[] {
  if (line.apiKeys === "none") {
    return [];
  }
  const { name: secretName, key } = apiKeysFileSource(settings);
  const file = { key, path: basename(apiKeysFile) };
  return [secretVolume("api-keys", { secretName, items: [file] }, dirname(apiKeysFile))];
}

function licenseVolumes(settings: Settings, { readsLicenseFile }: ReleaseLine): MountedVolume[] {
  if (settings.license === undefined || !readsLicenseFile) {
    return [];
  }
  const { name: secretName, key } = licenseSource(settings, settings.license);
  return [secretVolume("license", { secretName, items: [{ key, path: licenseFile }] }, licenseDirectory)];
}

/** The component's files. A subPath is enough, because their ConfigMap is immutable. */
function filesVolumes({ name, configuration }: Settings, files: Configuration | undefined): MountedVolume[] {
  if (configuration?.files === undefined || files === undefined) {
    return [];
  }
  const configMap = { name: filesName(name, configuration.files) };
  return fileMounts({ name: "files", configMap }, ownFileKeys(files), Object.keys(files.files));
}

/** Files from the user's ConfigMaps and Secrets, in one volume. They are mounted one by one, to keep the other files of EMQX's directory. */
function sourceVolumes({ configuration }: Settings): MountedVolume[] {
  const { own, files } = configuration?.sources ?? { own: {}, files: {} };
  const byKey = [
    ...Object.entries(own).map(([kind, source]) => [ownFiles[kind as keyof typeof own], source] as const),
    ...Object.entries(files).map(([name, source]) => [fileKey(name), source] as const),
  ];
  const sources = byKey.map(([path, source]) => whenKnown([source], (given) => projection(given, path)));
  return fileMounts(
    { name: "existing-files", projected: { sources, defaultMode: 0o440 } },
    byKey.slice(0, Object.keys(own).length).map(([key]) => key),
    Object.keys(files),
  );
}

function projection(
  { configMapName, secretName, key }: FileSource,
  path: string,
): types.input.core.v1.VolumeProjection {
  const items = [{ key, path }];
  return configMapName === undefined
    ? { secret: { name: secretName, items } }
    : { configMap: { name: configMapName, items } };
}

/** Mounts EMQX's own files at their original paths, and additional files in a directory. Empty if there is no file. */
function fileMounts(volume: Volume, own: string[], further: string[]): MountedVolume[] {
  const mountAt = (mountPath: string, subPath: string) => ({
    mount: { name: volume.name, mountPath, subPath, readOnly: true },
  });
  const [first, ...others] = [
    ...own.map((key) => mountAt(`${etcDirectory}/${key}`, key)),
    ...further.map((name) => mountAt(`${filesDirectory}/${name}`, fileKey(name))),
  ];
  return first === undefined ? [] : [{ volume, ...first }, ...others];
}

function pluginsVolumes({ configuration }: Settings): MountedVolume[] {
  const { plugins } = configuration ?? {};
  if (plugins === undefined) {
    return [];
  }
  const claim = plugins.existingClaim && { persistentVolumeClaim: { claimName: plugins.existingClaim } };
  return [
    {
      volume: { name: "plugins", ...(claim ?? { emptyDir: {} }) },
      mount: { name: "plugins", mountPath: pluginsDirectory },
    },
  ];
}
