/** A release line of EMQX: the first two numbers of its version. */
export interface Version {
  major: number;
  minor: number;
}

/** What differs between the release lines, as far as a deployment needs to know. */
export interface ReleaseLine {
  version: Version;
  /** The place of the volume: what lies below it in the image is hidden. */
  dataDirectory: string;
  /** Whether the image writes into its own installation when it starts, so that the root file system cannot be read-only. */
  writesInstallation: boolean;
  /** Whether more than one node needs a licence. */
  clusterNeedsLicense: boolean;
  /** Whether `dns` discovery knows SRV records. */
  knowsSrvRecords: boolean;
  /** The port of the management API, which answers `GET /status`; on 5.x it is the dashboard's. */
  managementPort: number;
  /** Environment keys. */
  keys: {
    cookie: string;
    /** Filled with the dashboard user's name. */
    username: string[];
    /** Filled with the dashboard user's password. */
    password: string[];
    discoveryStrategy: string;
    dnsRecordType: string;
  };
  /** Environment that every cluster of the line gets unless the user sets the key. */
  defaults: Record<string, string>;
}

/** The port of the dashboard on all lines. */
export const dashboardPort = 18083;

/** The versions understood, for error messages. */
export const knownVersions = "4.1 to 4.4, 5.x, 6.x";

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

/** The release line of a version; undefined where it is not known. */
export function releaseLine(version: Version): ReleaseLine | undefined {
  const { major, minor } = version;
  if (major === 4 && minor >= 1 && minor <= 4) {
    return line4(version);
  }
  return major === 5 || major === 6 ? line5(version) : undefined;
}

/**
 * Sources: etc/emqx.conf, apps/emqx_management/etc, lib-ce/emqx_dashboard/etc and deploy/docker/docker-entrypoint.sh of
 * EMQX 4.4.19; the image of 4.1 replaces settings in its files by `sed`.
 */
function line4(version: Version): ReleaseLine {
  return {
    version,
    // data/ itself ships loaded_plugins and loaded_modules, which a volume would hide.
    dataDirectory: "/opt/emqx/data/mnesia",
    writesInstallation: true,
    clusterNeedsLicense: false,
    knowsSrvRecords: version.minor === 4,
    managementPort: 8081,
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
function line5(version: Version): ReleaseLine {
  return {
    version,
    dataDirectory: "/opt/emqx/data",
    writesInstallation: false,
    clusterNeedsLicense: version.major > 5 || version.minor >= 9,
    knowsSrvRecords: true,
    managementPort: dashboardPort,
    keys: {
      cookie: "EMQX_NODE__COOKIE",
      username: ["EMQX_DASHBOARD__DEFAULT_USERNAME"],
      password: ["EMQX_DASHBOARD__DEFAULT_PASSWORD"],
      discoveryStrategy: "EMQX_CLUSTER__DISCOVERY_STRATEGY",
      dnsRecordType: "EMQX_CLUSTER__DNS__RECORD_TYPE",
    },
    defaults: { EMQX_TELEMETRY__ENABLE: "false" },
  };
}
