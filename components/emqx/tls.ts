/** Where the certificate's Secret is mounted: a directory, so that a renewed one arrives. */
export const tlsDirectory = "/etc/emqx/tls";

/** The environment that gives a listener, or whatever else serves TLS, its certificate. */
export function certificateEnvironment(prefix: string): Record<string, string> {
  return {
    [`${prefix}__CERTFILE`]: `${tlsDirectory}/tls.crt`,
    [`${prefix}__KEYFILE`]: `${tlsDirectory}/tls.key`,
    // Clients' certificates are not asked for, and a kubernetes.io/tls Secret need not have a ca.crt: its own chain
    // takes the place of the image's public CA.
    [`${prefix}__CACERTFILE`]: `${tlsDirectory}/tls.crt`,
  };
}
