import { Edition } from "../emqxClusterArgs";

/** A release line of EMQX: the first two numbers of its version. */
export interface Version {
  major: number;
  minor: number;
}

/** What differs between the release lines, as far as a deployment needs to know. */
export interface ReleaseLine {
  version: Version;
  edition: Edition;
  /** The place of the volume: what lies below it in the image is hidden. */
  dataDirectory: string;
  /** Whether the image writes into its own installation when it starts, so that the root file system cannot be read-only. */
  writesInstallation: boolean;
  /** Whether more than one node needs a licence. */
  clusterNeedsLicense: boolean;
  /** Whether `dns` discovery knows SRV records. */
  knowsSrvRecords: boolean;
  /**
   * Whether a licence may be a file, which nodes read again every two minutes: apps/emqx_license/src of 5.4.1 and later. Earlier ones take
   * it from a variable alone, and only when they start.
   */
  readsLicenseFile: boolean;
  /**
   * Whether nodes can hand over clients and sessions before they stop, and whether those who do say so to anybody who asks:
   * apps/emqx_node_rebalance of 5.1.1 and 5.4.0, which only the enterprise edition has in its release.
   */
  hasEvacuation: boolean;
  answersAvailability: boolean;
  /**
   * Whether listeners can have names of their own: bin/emqx of 4.3.0 and later takes any variable. Earlier images only replace what their
   * files have: deploy/docker/docker-entrypoint.sh of https://github.com/emqx/emqx-rel, 4.1.5 and 4.2.14.
   */
  hasFurtherListeners: boolean;
  /** Whether the console log can be JSON: `log.formatter` in priv/emqx.schema of 4.3.0. */
  hasJsonLog: boolean;
  /** Which metrics nodes tell that not all do: apps/emqx_prometheus/src/emqx_prometheus.erl. */
  metrics: {
    /** `emqx_license_expiry_at`: from 5.5.0 on, of the enterprise edition. */
    licenseExpiry: boolean;
    /** `emqx_mria_lag`: from 5.5.0 on. */
    replicantLag: boolean;
    /** `emqx_vm_broker_pool_max_mailbox_size`: from 5.8.5 on. */
    brokerPoolMailbox: boolean;
  };
  /** Whether nodes read keys of the REST API from a file, and whether these can have roles. */
  apiKeys: "none" | "withoutRoles" | "withRoles";
  /** The port of the management API, which answers `GET /status`; on 5.x it is the dashboard's. */
  managementPort: number;
  /** The port by which nodes call each other, besides the Erlang distribution's. */
  rpcPort: number;
  /** Environment keys. */
  keys: {
    cookie: string;
    /** Filled with the dashboard user's name. */
    username: string[];
    /** Filled with the dashboard user's password. */
    password: string[];
    discoveryStrategy: string;
    dnsRecordType: string;
    /** Set to make a node a replicant; undefined where there are none. */
    role?: string;
  };
  /** Environment that every cluster of the line gets unless the user sets the key. */
  defaults: Record<string, string>;
}

/** The port of the dashboard on all lines. */
export const dashboardPort = 18083;

/** The port of the Erlang distribution on all lines, for a short name without digits at its end. */
export const distributionPort = 4370;

/** The release lines that are known: of each major version, the first and the last minor one. */
const knownMinors: Record<number, { first: number; last: number }> = {
  4: { first: 1, last: 4 },
  5: { first: 0, last: 10 },
  6: { first: 0, last: 2 },
};

/** The same, for error messages. */
export const knownVersions = Object.entries(knownMinors)
  .map(([major, { first, last }]) => `${major}.${first} to ${major}.${last}`)
  .join(", ");

/** Path of the health check, https://docs.emqx.com/en/emqx/v5.8/admin/api.html: 503 while the broker is down. */
export const statusPath = "/status";

/**
 * The version in the tag of an image, such as `emqx/emqx:5.8.9` or `registry.example:5000/emqx:v4.4.19-alpine@sha256:…`;
 * undefined where there is none.
 */
export function imageVersion(image: string): Version | undefined {
  const match = /:v?(\d+)\.(\d+)(?:[.-][\w.-]*)?$/.exec(image.split("@")[0]);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** The version in the text `major.minor`; undefined where it is none. */
export function parseVersion(text: string): Version | undefined {
  const match = /^(\d+)\.(\d+)$/.exec(text);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** The edition that the name of an image tells: `emqx/emqx-enterprise`, `emqx/emqx-ee`. */
export function imageEdition(image: string): Edition {
  return /-(enterprise|ee)(:|@|$)/.test(image) ? Edition.Enterprise : Edition.OpenSource;
}

/**
 * Where a port is listened at: all IPv4 addresses, or all of both families, as Linux gives `::` the IPv4 ones too. From 6.2 on a number
 * alone may mean 127.0.0.1, with EMQX_SECURITY_PROFILE=hardened: apps/emqx/src/emqx_schema.erl of 6.2.2.
 */
export function bindTo(
  { version: { major, minor } }: ReleaseLine,
  port: number,
  isDualStack: boolean,
): string {
  if (isDualStack) {
    // In quotes: a bracket begins a list in HOCON.
    return `"[::]:${port}"`;
  }
  return major > 6 || (major === 6 && minor >= 2) ? `0.0.0.0:${port}` : String(port);
}

/** The release line of a version; undefined where it is not known. */
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

/** From 5.9 on there is one EMQX, under the Business Source License: CHANGELOG of 5.9.0. */
function isOneEdition(version: Version): boolean {
  return isFrom(version, 9);
}

/** Whether a version, of 5.0 or later, is of this 5.x line or a later one. */
function isFrom({ major, minor }: Version, minor5: number): boolean {
  return major > 5 || minor >= minor5;
}

/**
 * Sources: etc/emqx.conf, apps/emqx_management/etc, lib-ce/emqx_dashboard/etc and deploy/docker/docker-entrypoint.sh of
 * EMQX 4.4.19; the image of 4.1 replaces settings in its files by `sed`.
 */
function line4(version: Version, edition: Edition): ReleaseLine {
  return {
    version,
    edition,
    // data/ itself ships loaded_plugins and loaded_modules, which a volume would hide.
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
    // 4.2 brought `rpc.port_discovery = stateless`, which adds 1; only the images of later lines set it to `manual`.
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
 * Sources: apps/emqx_management/src/emqx_mgmt_auth.erl of 5.0.14, the first with the file, of 5.4.1, the first with roles, and
 * of 5.8.9, whose open-source edition refuses all roles but `administrator`.
 */
function apiKeys5(version: Version, edition: Edition): ReleaseLine["apiKeys"] {
  if (!isFrom(version, 1)) {
    return "none";
  }
  return isFrom(version, 4) && edition === Edition.Enterprise ? "withRoles" : "withoutRoles";
}

/**
 * Sources: apps/emqx_conf/src/emqx_conf_schema.erl of 5.0.26, whose `role` is new and whose `db_role` is for all of 5.0, and of 5.8.9,
 * whose open-source edition refuses to start as a replicant.
 */
function roleVariable(version: Version, edition: Edition): string | undefined {
  if (version.major === 5 && version.minor === 8 && edition === Edition.OpenSource) {
    return undefined;
  }
  return isFrom(version, 1) ? "EMQX_NODE__ROLE" : "EMQX_NODE__DB_ROLE";
}
