import type { Input } from "@pulumi/pulumi";

/** The certificate of the TLS listeners. */
export interface TlsArgs {
  /**
   * The name of a Secret of type `kubernetes.io/tls` (keys `tls.crt` and `tls.key`), in the cluster's namespace.
   */
  secretName: Input<string>;
}
