import type { Input } from "@pulumi/pulumi";

/** The lowest severity that the console log contains. */
export const LogLevel = {
  Debug: "debug",
  Info: "info",
  Notice: "notice",
  Warning: "warning",
  Error: "error",
  Critical: "critical",
  Alert: "alert",
  Emergency: "emergency",
} as const;
export type LogLevel = (typeof LogLevel)[keyof typeof LogLevel];

/** The format of the lines in the console log. */
export const LogFormat = {
  Text: "text",
  Json: "json",
} as const;
export type LogFormat = (typeof LogFormat)[keyof typeof LogFormat];

/** How EMQX logs to the container's console, which Kubernetes collects. */
interface Log {
  /** The lowest severity that is logged. Default: `warning`, as in EMQX. */
  level?: Input<LogLevel>;
  /** The format of each line. `json` requires EMQX 4.3 or later. Default: `text`, as in EMQX. */
  format?: Input<LogFormat>;
}

/** Where EMQX finds plugins. Requires EMQX 5.0 or later. */
interface Plugins {
  /**
   * The name of a PersistentVolumeClaim in the cluster's namespace that contains plugin packages. All nodes must be able to write to it,
   * because EMQX unpacks packages next to them.
   *
   * Default: an empty volume `plugins` in each pod, which an init container can fill.
   */
  existingClaim?: Input<string>;
}

/**
 * A file in an existing ConfigMap or Secret. Set `key`, and either `configMapName` or `secretName`. Must be a plain value; its fields may
 * be outputs. Pods read a changed file when they restart.
 */
interface FileSource {
  /** The name of a ConfigMap in the cluster's namespace. */
  configMapName?: Input<string>;
  /** The name of a Secret in the cluster's namespace, for a file with passwords. */
  secretName?: Input<string>;
  /** The key of the file in the ConfigMap or Secret. */
  key: Input<string>;
}

/**
 * How to set EMQX's configuration files, https://docs.emqx.com/en/emqx/v5.8/configuration/configuration.html, and other files. Must be a
 * plain value; its fields may be outputs.
 *
 * The component stores the files in an immutable ConfigMap `<name>-files-…`, whose name contains a hash of its content. A change restarts
 * the pods one by one. `baseFrom`, `fixedFrom`, `aclFrom` and `filesFrom` refer to files in existing ConfigMaps or Secrets.
 *
 * EMQX reads `base.hocon`, then the changes from the dashboard, then `emqx.conf`, then the environment. Later values override earlier
 * ones.
 */
interface Configuration {
  /**
   * Settings that the dashboard may change later, nested as in EMQX: `{ mqtt: { max_packet_size: "2MB" } }`. A dot in a name separates
   * levels: `{ "mqtt.max_packet_size": "2MB" }`. They become EMQX's `base.hocon`. Requires EMQX 5.8.4 or later.
   *
   * EMQX applies them at the first start of a cluster, or with the first change in the dashboard. To enforce a later change, use `fixed`.
   */
  base?: Input<{ [key: string]: any }>;
  /** HOCON text that is appended to the settings of `base`. It is not checked before EMQX reads it. */
  baseHocon?: Input<string>;
  /** The complete `base.hocon` in an existing ConfigMap or Secret, instead of `base` and `baseHocon`. */
  baseFrom?: FileSource;
  /**
   * Settings that the dashboard cannot change, nested as in `base`. They become EMQX's `emqx.conf`. Requires EMQX 5.1 or later.
   */
  fixed?: Input<{ [key: string]: any }>;
  /** HOCON text that is appended to the settings of `fixed`. It is not checked before EMQX reads it. */
  fixedHocon?: Input<string>;
  /** The complete `emqx.conf` in an existing ConfigMap or Secret, instead of `fixed` and `fixedHocon`. */
  fixedFrom?: FileSource;
  /** The rules in EMQX's `acl.conf`: https://docs.emqx.com/en/emqx/v5.8/access-control/authz/file.html. Default: EMQX's own rules. */
  acl?: Input<string>;
  /** The complete `acl.conf` in an existing ConfigMap or Secret, instead of `acl`. */
  aclFrom?: FileSource;
  /** Additional files by name. The broker finds them in `/etc/emqx/files`. Default: none. */
  files?: Input<{ [name: string]: Input<string> }>;
  /** Additional files in existing ConfigMaps and Secrets, by their names in `/etc/emqx/files`. Default: none. */
  filesFrom?: { [name: string]: FileSource };
  /** A volume for plugins. Default: none. */
  plugins?: Plugins;
}

export type {
  Log as LogArgs,
  Plugins as PluginsArgs,
  FileSource as FileSourceArgs,
  Configuration as ConfigurationArgs,
};
