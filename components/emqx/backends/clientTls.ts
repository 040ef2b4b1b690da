import { isIP } from "node:net";
import { SecretFile, type SecretKey, type SettingTree } from "../secretReferences";

/** How EMQX connects to a server over TLS. */
export interface ClientTls {
  ca?: SecretKey;
  clientCertificate?: string;
  serverName?: string;
  verify: boolean;
}

/** The CA certificates of the image: deploy/docker/Dockerfile of 5.1.6, 5.8.9 and 6.2.2. */
const imageCertificates = "/etc/ssl/certs/ca-certificates.crt";

/**
 * The value of `ssl` for a connection over TLS. EMQX has no default CA certificates for clients. Sources: `client_ssl_opts_schema` of
 * apps/emqx/src/emqx_schema.erl and `to_client_opts` of apps/emqx/src/emqx_tls_lib.erl, the same in 5.1.6, 5.8.9 and 6.2.2.
 *
 * @param host The host of the server. It is set as the expected name, because some drivers start TLS on an open connection, whose host
 *   Erlang does not know. An IP address is not set: Erlang would search for it among the DNS names of the certificate.
 */
export function clientTls(
  { ca, clientCertificate, serverName, verify }: ClientTls,
  host: string | undefined,
): SettingTree {
  const file = (key: string) => clientCertificate && new SecretFile({ name: clientCertificate, key });
  return {
    enable: true,
    verify: verify ? "verify_peer" : "verify_none",
    cacertfile: ca ? new SecretFile(ca) : imageCertificates,
    certfile: file("tls.crt"),
    keyfile: file("tls.key"),
    server_name_indication: serverName ?? (host === undefined || isIP(host) ? undefined : host),
  };
}
