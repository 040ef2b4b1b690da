import { Edition } from "../emqxClusterArgs";

/** The first two numbers of an EMQX version. */
export interface Version {
  major: number;
  minor: number;
}

/** The differences between release lines that matter for a deployment. */
export interface ReleaseLine {
  version: Version;
  edition: Edition;
  /** The mount path of the data volume. It hides the image's own files there. */
  dataDirectory: string;
  /** Whether the image writes into its installation directory at start. If so, the root file system cannot be read-only. */
  writesInstallation: boolean;
  /** Whether a cluster of more than one node requires a licence. */
  clusterNeedsLicense: boolean;
  /** Whether `dns` discovery supports SRV records. */
  knowsSrvRecords: boolean;
  /**
   * Whether nodes read the licence from a file, and read it again every two minutes: apps/emqx_license/src of 5.4.1 and later. Earlier
   * releases read it from a variable only, and only at start.
   */
  readsLicenseFile: boolean;
  /**
   * Whether nodes can hand over clients and sessions before they stop, and whether they report an evacuation without a login:
   * apps/emqx_node_rebalance of 5.1.1 and 5.4.0, which only the enterprise edition includes.
   */
  hasEvacuation: boolean;
  answersAvailability: boolean;
  /**
   * Whether listeners can have custom names: bin/emqx of 4.3.0 and later accepts any variable. Earlier images only replace settings that
   * their files contain: deploy/docker/docker-entrypoint.sh of https://github.com/emqx/emqx-rel, 4.1.5 and 4.2.14.
   */
  hasFurtherListeners: boolean;
  /** Whether the console log can be JSON: `log.formatter` in priv/emqx.schema of 4.3.0. */
  hasJsonLog: boolean;
  /** The availability of metrics that only some releases have: apps/emqx_prometheus/src/emqx_prometheus.erl. */
  metrics: {
    /** `emqx_license_expiry_at`: from 5.5.0 on, in the enterprise edition. */
    licenseExpiry: boolean;
    /** `emqx_mria_lag`: from 5.5.0 on. */
    replicantLag: boolean;
    /** `emqx_vm_broker_pool_max_mailbox_size`: from 5.8.5 on. */
    brokerPoolMailbox: boolean;
  };
  /** Whether nodes read REST API keys from a file, and whether the keys can have roles. */
  apiKeys: "none" | "withoutRoles" | "withRoles";
  /** The port of the REST API, which answers `GET /status`. From 5.x on, it is the dashboard's port. */
  managementPort: number;
  /** The port of RPC between nodes, which they use besides the Erlang distribution. */
  rpcPort: number;
  /** Environment keys. */
  keys: {
    cookie: string;
    /** The keys for the name of the dashboard user. */
    username: string[];
    /** The keys for the password of the dashboard user. */
    password: string[];
    discoveryStrategy: string;
    dnsRecordType: string;
    /** The key for the role of a node. Undefined if the release does not support replicants. */
    role?: string;
  };
  /** Environment of every cluster of the release line. Users can override each key. */
  defaults: Record<string, string>;
}

/** The port of the dashboard on all lines. */
export const dashboardPort = 18083;

/** The port of the Erlang distribution on all lines, if the node name before the `@` does not end in digits. */
export const distributionPort = 4370;

/** The supported release lines: the first and the last minor version of each major version. */
const knownMinors: Record<number, { first: number; last: number }> = {
  4: { first: 1, last: 4 },
  5: { first: 0, last: 10 },
  6: { first: 0, last: 2 },
};

/** The supported release lines as text for error messages. */
export const knownVersions = Object.entries(knownMinors)
  .map(([major, { first, last }]) => `${major}.${first} to ${major}.${last}`)
  .join(", ");

/** The path of the health check, which returns 503 while the broker is down: https://docs.emqx.com/en/emqx/v5.8/admin/api.html. */
export const statusPath = "/status";

/**
 * The version in the tag of an image, such as `emqx/emqx:5.8.9` or `registry.example:5000/emqx:v4.4.19-alpine@sha256:…`;
 * undefined if the tag has none.
 */
export function imageVersion(image: string): Version | undefined {
  const match = /:v?(\d+)\.(\d+)(?:[.-][\w.-]*)?$/.exec(image.split("@")[0]);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** The version in a text of the form `major.minor`. Undefined for any other text. */
export function parseVersion(text: string): Version | undefined {
  const match = /^(\d+)\.(\d+)$/.exec(text);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** The edition that an image's name implies: enterprise for `emqx/emqx-enterprise` and `emqx/emqx-ee`. */
export function imageEdition(image: string): Edition {
  return /-(enterprise|ee)(:|@|$)/.test(image) ? Edition.Enterprise : Edition.OpenSource;
}

/**
 * The address that a listener binds to: all IPv4 addresses, or with dual stack `::`, which on Linux includes IPv4. From 6.2 on, a port
 * alone means 127.0.0.1 if EMQX_SECURITY_PROFILE=hardened: apps/emqx/src/emqx_schema.erl of 6.2.2.
 */
export function bindTo(
  { version: { major, minor } }: ReleaseLine,
  port: number,
  isDualStack: boolean,
): string {
  if (isDualStack) {
    // Quoted, because a bracket starts a list in HOCON.
    return `"[::]:${port}"`;
  }
  return major > 6 || (major === 6 && minor >= 2) ? `0.0.0.0:${port}` : String(port);
}

/** The release line of a version. Undefined if it is not supported. */
export function releaseLine(version: Version, edition: Edition): ReleaseLine | undefined {
  const { major, minor } = version;
  const known = knownMinors[major];
  if (known === undefined || minor < known.first || minor > known.last) {
    return undefined;
  }
  return major === 4
    ? line4(version, edition)
    : line5(version, isOneEdition(version) ? Edition.Enterprise : edition);
}

/** From 5.9 on, EMQX has a single edition, under the Business Source License: CHANGELOG of 5.9.0. */
function isOneEdition(version: Version): boolean {
  return isFrom(version, 9);
}

/** Whether a version is at least 5.`minor5`. */
export function isFrom({ major, minor }: Version, minor5: number): boolean {
  return major > 5 || (major === 5 && minor >= minor5);
}

/**
 * Sources: etc/emqx.conf, apps/emqx_management/etc, lib-ce/emqx_dashboard/etc and deploy/docker/docker-entrypoint.sh of
 * EMQX 4.4.19. The 4.1 image replaces settings in its files with `sed`.
 */
function line4(version: Version, edition: Edition): ReleaseLine {
  return {
    version,
    edition,
    // Not data/ itself: a volume there would hide the image's loaded_plugins and loaded_modules.
    dataDirectory: "/opt/emqx/data/mnesia",
    writesInstallation: true,
    clusterNeedsLicense: false,
    knowsSrvRecords: version.minor === 4,
    readsLicenseFile: false,
    hasEvacuation: false,
    answersAvailability: false,
    hasFurtherListeners: version.minor >= 3,
    hasJsonLog: version.minor >= 3,
    metrics: { licenseExpiry: false, replicantLag: false, brokerPoolMailbox: false },
    apiKeys: "none",
    managementPort: 8081,
    // 4.2 introduced `rpc.port_discovery = stateless`, which adds 1 to the port. Only later images set it to `manual`.
    rpcPort: version.minor === 2 ? 5370 : 5369,
    keys: {
      cookie: "EMQX_NODE__COOKIE",
      username: ["EMQX_DASHBOARD__DEFAULT_USER__LOGIN", "EMQX_MANAGEMENT__DEFAULT_APPLICATION__ID"],
      password: ["EMQX_DASHBOARD__DEFAULT_USER__PASSWORD", "EMQX_MANAGEMENT__DEFAULT_APPLICATION__SECRET"],
      discoveryStrategy: "EMQX_CLUSTER__DISCOVERY",
      dnsRecordType: "EMQX_CLUSTER__DNS__TYPE",
    },
    defaults: { EMQX_LOG__TO: "console", EMQX_TELEMETRY__ENABLED: "false" },
  };
}

/** Sources: apps/emqx_conf, apps/emqx_dashboard and deploy/docker/docker-entrypoint.sh of EMQX 5.8.9. */
function line5(version: Version, edition: Edition): ReleaseLine {
  return {
    version,
    edition,
    dataDirectory: "/opt/emqx/data",
    writesInstallation: false,
    clusterNeedsLicense: isOneEdition(version),
    knowsSrvRecords: true,
    readsLicenseFile: isFrom(version, 4),
    hasEvacuation: edition === Edition.Enterprise && isFrom(version, 1),
    answersAvailability: edition === Edition.Enterprise && isFrom(version, 4),
    hasFurtherListeners: true,
    hasJsonLog: true,
    metrics: {
      licenseExpiry: edition === Edition.Enterprise && isFrom(version, 5),
      replicantLag: isFrom(version, 5),
      brokerPoolMailbox: isFrom(version, 8),
    },
    apiKeys: apiKeys5(version, edition),
    managementPort: dashboardPort,
    rpcPort: 5369,
    keys: {
      cookie: "EMQX_NODE__COOKIE",
      username: ["EMQX_DASHBOARD__DEFAULT_USERNAME"],
      password: ["EMQX_DASHBOARD__DEFAULT_PASSWORD"],
      discoveryStrategy: "EMQX_CLUSTER__DISCOVERY_STRATEGY",
      dnsRecordType: "EMQX_CLUSTER__DNS__RECORD_TYPE",
      role: roleVariable(version, edition),
    },
    defaults: { EMQX_TELEMETRY__ENABLE: "false" },
  };
}

/**
 * Sources: apps/emqx_management/src/emqx_mgmt_auth.erl of 5.0.14 (the first release with the file), 5.4.1 (the first with roles) and
 * 5.8.9 (the open-source edition rejects all roles except `administrator`).
 */
function apiKeys5(version: Version, edition: Edition): ReleaseLine["apiKeys"] {
  if (!isFrom(version, 1)) {
    return "none";
  }
  return isFrom(version, 4) && edition === Edition.Enterprise ? "withRoles" : "withoutRoles";
}

/**
 * Sources: apps/emqx_conf/src/emqx_conf_schema.erl of 5.0.26, where `role` is new and every 5.0 release has `db_role`, and of 5.8.9,
 * where the open-source edition does not start as a replicant.
 */
function roleVariable(version: Version, edition: Edition): string | undefined {
  if (version.major === 5 && version.minor === 8 && edition === Edition.OpenSource) {
    return undefined;
  }
  return isFrom(version, 1) ? "EMQX_NODE__ROLE" : "EMQX_NODE__DB_ROLE";
}
