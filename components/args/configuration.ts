import type { Input } from "@pulumi/pulumi";

/** What the console log is to tell, and all that is worse. */
export enum LogLevel {
  Debug = "debug",
  Info = "info",
  Notice = "notice",
  Warning = "warning",
  Error = "error",
  Critical = "critical",
  Alert = "alert",
  Emergency = "emergency",
}

/** How each line of the console log is written. */
export enum LogFormat {
  Text = "text",
  Json = "json",
}

/** The log on the containers' console, which Kubernetes collects. */
export interface LogArgs {
  /** Default: `warning`, as in EMQX. */
  level?: Input<LogLevel>;
  /** `json` from EMQX 4.3 on. Default: `text`, as in EMQX. */
  format?: Input<LogFormat>;
}

/** Where plugins are. EMQX 5.0 and later. */
export interface PluginsArgs {
  /**
   * The name of a claim in the cluster's namespace with plugin packages, writable by all nodes, as EMQX unpacks them beside.
   *
   * Default: an empty volume `plugins` of each pod, which an init container can fill.
   */
  existingClaim?: Input<string>;
}

/**
 * A file in an existing ConfigMap or Secret: `key`, and either `configMapName` or `secretName`. A plain value, whose fields may be known
 * later. Pods read a changed file when they restart.
 */
export interface FileSourceArgs {
  /** The name of a ConfigMap in the cluster's namespace. */
  configMapName?: Input<string>;
  /** The name of a Secret in the cluster's namespace, for a file with passwords. */
  secretName?: Input<string>;
  /** The key of the file in the ConfigMap or Secret. */
  key: Input<string>;
}

/**
 * Settings of EMQX beyond single variables, https://docs.emqx.com/en/emqx/v5.8/configuration/configuration.html, and further files. A plain
 * value, whose fields may be known later. What is given here is kept in an immutable ConfigMap `<name>-files-…`, named by its content: a
 * change rolls the pods. `baseFrom`, `fixedFrom`, `aclFrom` and `filesFrom` name files that are already in ConfigMaps or Secrets.
 *
 * EMQX reads `base.hocon`, then what the dashboard changed, then `emqx.conf`, then the environment; what comes later wins.
 */
export interface ConfigurationArgs {
  /**
   * Settings that the dashboard may change later, nested as EMQX nests them: `{ mqtt: { max_packet_size: "2MB" } }`. A dot in a name
   * separates, as in `{ "mqtt.max_packet_size": "2MB" }`. They are EMQX's `base.hocon`, from 5.8.4 on. EMQX takes them over when a cluster starts for the first time, or with the first change in the dashboard:
   * change later what must hold in `fixed`.
   */
  base?: Input<{ [key: string]: any }>;
  /** The same as HOCON text, after those of `base`. It is not checked before EMQX reads it. */
  baseHocon?: Input<string>;
  /** The whole `base.hocon` in an existing ConfigMap or Secret, instead of `base` and `baseHocon`. */
  baseFrom?: FileSourceArgs;
  /** Settings that the dashboard may not change, with names as in `base`. They are EMQX's `emqx.conf`, from 5.1 on. */
  fixed?: Input<{ [key: string]: any }>;
  /** The same as HOCON text, after those of `fixed`. It is not checked before EMQX reads it. */
  fixedHocon?: Input<string>;
  /** The whole `emqx.conf` in an existing ConfigMap or Secret, instead of `fixed` and `fixedHocon`. */
  fixedFrom?: FileSourceArgs;
  /** The rules of EMQX's `acl.conf`: https://docs.emqx.com/en/emqx/v5.8/access-control/authz/file.html. Default: EMQX's own. */
  acl?: Input<string>;
  /** The whole `acl.conf` in an existing ConfigMap or Secret, instead of `acl`. */
  aclFrom?: FileSourceArgs;
  /** Further files by name, in `/etc/emqx/files`. Default: none. */
  files?: Input<{ [name: string]: Input<string> }>;
  /** Further files in existing ConfigMaps and Secrets, by their names in `/etc/emqx/files`. Default: none. */
  filesFrom?: { [name: string]: FileSourceArgs };
  /** A volume for plugins. Default: none. */
  plugins?: PluginsArgs;
}
