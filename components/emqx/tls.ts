import { ClientCertificates } from "../emqxClusterArgs";
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
