import { ClientCertificates } from "../emqxClusterArgs";
import { hocon } from "./hocon";
import { bindTo, dashboardPort, type ReleaseLine } from "./releaseLine";

/** Where the certificate's Secret is mounted: a directory, so that a renewed one arrives. */
export const tlsDirectory = "/etc/emqx/tls";

/** Where the certificates are mounted that the clients' ones are signed with. */
export const clientCaDirectory = "/etc/emqx/client-ca";

/** The port of the dashboard with HTTPS, EMQX's own default. */
export const dashboardTlsPort = 18084;

/** What a listener asks of clients. */
export interface ClientVerification {
  clientCertificates: ClientCertificates;
  /** Whether those who sign them come apart from the listener's certificate. */
  hasClientCa: boolean;
}

/** The environment that gives a listener its certificate, and tells it what to ask of clients. */
export function certificateEnvironment(prefix: string, clients: ClientVerification): Record<string, string> {
  return clients.clientCertificates === ClientCertificates.None
    ? ownCertificate(prefix)
    : {
        ...verifyingCertificate(prefix, clients),
        [`${prefix}__FAIL_IF_NO_PEER_CERT`]: String(
          clients.clientCertificates === ClientCertificates.Required,
        ),
      };
}

/**
 * The same for QUIC, which asks for certificates from everybody or from nobody: `is_quic_ssl_opts` in apps/emqx/src/emqx_schema.erl of
 * 5.8.9, and quicer's `parse_verify_options`.
 */
export function quicCertificateEnvironment(
  prefix: string,
  clients: ClientVerification,
): Record<string, string> {
  return clients.clientCertificates === ClientCertificates.None
    ? ownCertificate(prefix)
    : verifyingCertificate(prefix, clients);
}

function verifyingCertificate(prefix: string, { hasClientCa }: ClientVerification): Record<string, string> {
  return {
    ...ownCertificate(prefix),
    [`${prefix}__CACERTFILE`]: `${hasClientCa ? clientCaDirectory : tlsDirectory}/ca.crt`,
    [`${prefix}__VERIFY`]: "verify_peer",
  };
}

/** The files of the certificate. */
export function keyPairEnvironment(prefix: string): Record<string, string> {
  return {
    [`${prefix}__CERTFILE`]: `${tlsDirectory}/tls.crt`,
    [`${prefix}__KEYFILE`]: `${tlsDirectory}/tls.key`,
  };
}

/** Where the clients' pre-shared keys are mounted. */
export const pskDirectory = "/etc/emqx/psk";
export const pskFile = "keys.psk";

/** The environment by which EMQX reads pre-shared keys: apps/emqx_psk/src/emqx_psk_schema.erl of 5.8.9. */
export function pskEnvironment(): Record<string, string> {
  return {
    EMQX_PSK_AUTHENTICATION__ENABLE: "true",
    EMQX_PSK_AUTHENTICATION__INIT_FILE: `${pskDirectory}/${pskFile}`,
  };
}

/** The cipher suites with a pre-shared key and no certificate that EMQX knows: apps/emqx/src/emqx_tls_lib.erl of 5.8.9. */
const pskCiphers = [
  "PSK-AES256-GCM-SHA384",
  "PSK-AES128-GCM-SHA256",
  "PSK-AES256-CBC-SHA384",
  "PSK-AES256-CBC-SHA",
  "PSK-AES128-CBC-SHA256",
  "PSK-AES128-CBC-SHA",
];

/**
 * The environment of a listener with pre-shared keys alone. Without the empty names it would have the image's public certificate. TLS 1.3
 * has other pre-shared keys, which EMQX does not look up.
 */
export function pskListenerEnvironment(prefix: string, transport: "SSL" | "DTLS"): Record<string, string> {
  return {
    ...Object.fromEntries(
      ["CERTFILE", "KEYFILE", "CACERTFILE"].map((field) => [`${prefix}__${field}`, hocon("")]),
    ),
    [`${prefix}__VERSIONS`]: transport === "SSL" ? '["tlsv1.2"]' : '["dtlsv1.2"]',
    [`${prefix}__CIPHERS`]: hocon(pskCiphers.join(",")),
  };
}

function ownCertificate(prefix: string): Record<string, string> {
  return {
    ...keyPairEnvironment(prefix),
    // A kubernetes.io/tls Secret need not have a ca.crt: its own chain takes the place of the image's public CA.
    [`${prefix}__CACERTFILE`]: `${tlsDirectory}/tls.crt`,
  };
}

/**
 * The environment that serves dashboard and API by HTTP, or by HTTPS and no more by HTTP. Sources:
 * apps/emqx_dashboard/src/emqx_dashboard_schema.erl of 5.0.26, and of 5.1.6, since when port 0 stands for off and is the default: a node
 * whose files are replaced would serve neither, nor answer the probes. An address of IPv6 needs `inet6` beside it:
 * apps/emqx_dashboard/src/emqx_dashboard.erl of 5.8.9.
 */
export function dashboardEnvironment(
  line: ReleaseLine,
  { dashboard }: { dashboard: boolean },
  isDualStack: boolean,
): Record<string, string> {
  const [http, https] = ["EMQX_DASHBOARD__LISTENERS__HTTP", "EMQX_DASHBOARD__LISTENERS__HTTPS"];
  const { version } = line;
  if (version.major === 4) {
    return {};
  }
  const bindAt = (listener: string, port: number) => ({
    [`${listener}__BIND`]: bindTo(line, port, isDualStack),
    ...(isDualStack ? { [`${listener}__INET6`]: "true" } : {}),
  });
  if (!dashboard) {
    return bindAt(http, dashboardPort);
  }
  const bind = bindAt(https, dashboardTlsPort);
  return version.major === 5 && version.minor === 0
    ? { [`${http}__ENABLE`]: "false", [`${https}__ENABLE`]: "true", ...bind, ...ownCertificate(https) }
    : { [`${http}__BIND`]: "0", ...bind, ...ownCertificate(`${https}__SSL_OPTIONS`) };
}
