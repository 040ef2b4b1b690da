import type { Input } from "@pulumi/pulumi";
import type { SecretKeyArgs } from "./credentials";

/** How EMQX connects to a server over TLS. */
interface ClientTls {
  /** The key of a Secret with the CA certificates in PEM. Default: the CA certificates of the image. */
  ca?: SecretKeyArgs;
  /** The name of a Secret of type `kubernetes.io/tls` with EMQX's client certificate. Default: none. */
  clientCertificate?: Input<string>;
  /** The name in the server's certificate. Default: the host of the server. */
  serverName?: Input<string>;
  /** Whether EMQX verifies the server's certificate. Without it, anybody in the network can read the connection. Default: `true`. */
  verify?: Input<boolean>;
}

export type { ClientTls as ClientTlsArgs };
