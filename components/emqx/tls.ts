import { ClientCertificates, type PeerCertificateField } from "../emqxClusterArgs";
import { hocon } from "./hocon";
import { bindTo, dashboardPort, type ReleaseLine } from "./releaseLine";

/** The mount path of the certificate's Secret. It is a directory, so that nodes see a renewed certificate. */
export const tlsDirectory = "/etc/emqx/tls";

/** The mount path of the CA certificates of clients. */
export const clientCaDirectory = "/etc/emqx/client-ca";

/** EMQX's default port of the dashboard with HTTPS. */
export const dashboardTlsPort = 18084;

/** How a listener verifies client certificates. */
export interface ClientVerification {
  clientCertificates: ClientCertificates;
  /** Whether the client CA is in a Secret other than the listener's certificate. */
  hasClientCa: boolean;
}

/** The parts of client certificates that identify clients. */
export interface PeerIdentity {
  peerCertAsUsername?: PeerCertificateField;
  peerCertAsClientid?: PeerCertificateField;
}

/** The environment that takes the identity of clients from their certificates: apps/emqx/src/emqx_schema.erl of 5.0.26, 5.8.9, 6.2.2. */
export function identityEnvironment({
  peerCertAsUsername,
  peerCertAsClientid,
}: PeerIdentity): Record<string, string> {
  return {
    ...(peerCertAsUsername && { EMQX_MQTT__PEER_CERT_AS_USERNAME: peerCertAsUsername }),
    ...(peerCertAsClientid && { EMQX_MQTT__PEER_CERT_AS_CLIENTID: peerCertAsClientid }),
  };
}

/** The environment that sets a listener's certificate and its verification of clients. */
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
 * The same for QUIC, which requires client certificates or does not request them: `is_quic_ssl_opts` in apps/emqx/src/emqx_schema.erl of
 * 5.8.9, and `parse_verify_options` of quicer.
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

/** The environment that sets the files of the certificate and its key. */
export function keyPairEnvironment(prefix: string): Record<string, string> {
  return {
    [`${prefix}__CERTFILE`]: `${tlsDirectory}/tls.crt`,
    [`${prefix}__KEYFILE`]: `${tlsDirectory}/tls.key`,
  };
}

/** The mount path of the clients' pre-shared keys. */
export const pskDirectory = "/etc/emqx/psk";
export const pskFile = "keys.psk";

/** The environment that makes EMQX read pre-shared keys: apps/emqx_psk/src/emqx_psk_schema.erl of 5.8.9. */
export function pskEnvironment(): Record<string, string> {
  return {
    EMQX_PSK_AUTHENTICATION__ENABLE: "true",
    EMQX_PSK_AUTHENTICATION__INIT_FILE: `${pskDirectory}/${pskFile}`,
  };
}

/** The cipher suites of EMQX that use a pre-shared key and no certificate: apps/emqx/src/emqx_tls_lib.erl of 5.8.9. */
const pskCiphers = [
  "PSK-AES256-GCM-SHA384",
  "PSK-AES128-GCM-SHA256",
  "PSK-AES256-CBC-SHA384",
  "PSK-AES256-CBC-SHA",
  "PSK-AES128-CBC-SHA256",
  "PSK-AES128-CBC-SHA",
];

/**
 * The environment of a listener that only uses pre-shared keys. The empty file names keep it from serving the image's public certificate.
 * TLS 1.3 is off, because EMQX does not look up its kind of pre-shared keys.
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
    // A kubernetes.io/tls Secret may lack a ca.crt. The certificate's own chain replaces the image's public CA.
    [`${prefix}__CACERTFILE`]: `${tlsDirectory}/tls.crt`,
  };
}

/**
 * The environment that serves the dashboard and the REST API over HTTP, or over HTTPS only. The HTTP port is always set: from 5.1 on, its
 * default is 0 (off), and a node whose emqx.conf is replaced would not answer the probes. An IPv6 address requires `inet6`.
 * Sources: apps/emqx_dashboard/src/emqx_dashboard_schema.erl of 5.0.26 and 5.1.6, apps/emqx_dashboard/src/emqx_dashboard.erl of 5.8.9.
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
