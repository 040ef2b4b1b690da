import type { Input } from "@pulumi/pulumi";
import type { SecretKeyArgs } from "./credentials";

/** Whether listeners request client certificates. */
export const ClientCertificates = {
  /** Listeners request no certificate. */
  None: "none",
  /** Listeners request a certificate. A client without one may connect; an invalid one is rejected. Not valid with `quic`. */
  Optional: "optional",
  /** Clients must present a valid certificate. */
  Required: "required",
} as const;
export type ClientCertificates = (typeof ClientCertificates)[keyof typeof ClientCertificates];

/** The algorithm of a private key: https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.PrivateKeyAlgorithm. */
export const KeyAlgorithm = {
  /** RSA with 2048, 3072 or 4096 bits. */
  Rsa: "RSA",
  /** ECDSA with 256, 384 or 521 bits. */
  Ecdsa: "ECDSA",
  /** Ed25519, with a fixed size. Not every client supports it. */
  Ed25519: "Ed25519",
} as const;
export type KeyAlgorithm = (typeof KeyAlgorithm)[keyof typeof KeyAlgorithm];

/** The issuer of a certificate. */
interface Issuer {
  /** The name of the issuer. */
  name: Input<string>;
  /**
   * The kind of the issuer: `Issuer` in the cluster's namespace, `ClusterIssuer`, or a kind of another project.
   *
   * Default: `Issuer`.
   */
  kind?: Input<string>;
  /** The API group of the kind. Default: `cert-manager.io`. */
  group?: Input<string>;
}

/** The private key of a certificate. Every renewal creates a new key. */
interface PrivateKey {
  /** The algorithm of the key. Default: `ECDSA`. */
  algorithm?: Input<KeyAlgorithm>;
  /** The size of the key in bits. Accepted sizes depend on the algorithm. Default: 256 for `ECDSA`, 2048 for `RSA`, none for `Ed25519`. */
  size?: Input<number>;
}

/** The part of a client certificate that EMQX uses as user name or client ID. */
export const PeerCertificateField = {
  /** The common name. */
  CommonName: "cn",
  /** The distinguished name. */
  DistinguishedName: "dn",
  /** The certificate in DER. */
  Der: "crt",
  /** The certificate in PEM. */
  Pem: "pem",
  /** The MD5 hash of the certificate in DER. */
  Md5: "md5",
} as const;
export type PeerCertificateField = (typeof PeerCertificateField)[keyof typeof PeerCertificateField];

/**
 * A certificate that cert-manager issues and renews: https://cert-manager.io/docs/usage/certificate/. It is stored in the Secret
 * `<name>-tls`.
 */
interface Certificate {
  /** The issuer of the certificate. */
  issuer: Input<Issuer>;
  /**
   * The DNS names that clients connect to. They replace the default: public issuers cannot issue certificates for names inside a Kubernetes
   * cluster. An empty list requires `ipAddresses`.
   *
   * Default: the names inside the Kubernetes cluster of the client Service, the headless Service, the pods, and any `extraServices`,
   * `internalService` and `dashboardService`. Services other than the headless one have all forms from `<name>.<namespace>` to the full name.
   */
  dnsNames?: Input<Input<string>[]>;
  /** The common name, 1 to 64 characters, for old clients that ignore DNS names. Default: none. */
  commonName?: Input<string>;
  /** The IP addresses that clients connect to. Default: none. */
  ipAddresses?: Input<Input<string>[]>;
  /** The lifetime of the certificate, in hours, minutes and seconds. Default: the default of cert-manager, `2160h` (90 days). */
  duration?: Input<string>;
  /**
   * How long before expiry the certificate is renewed, in hours, minutes and seconds, such as `360h`.
   *
   * Default: the default of cert-manager, a third of the duration.
   */
  renewBefore?: Input<string>;
  /** The private key of the certificate. Default: ECDSA with 256 bits. */
  privateKey?: Input<PrivateKey>;
}

/**
 * How to set up TLS for the listeners. Set either `secretName` or `certificate`. If all TLS listeners use `psk`, `psk` alone is sufficient.
 *
 * The certificate is mounted as a directory. EMQX reads its files again every two minutes (Erlang's cache of PEM files), so a renewed
 * certificate requires no restart.
 */
interface Tls {
  /** The name of a Secret of type `kubernetes.io/tls` in the cluster's namespace, with the keys `tls.crt` and `tls.key`. */
  secretName?: Input<string>;
  /** A certificate that cert-manager issues. Requires cert-manager in the Kubernetes cluster. Must be a plain value. */
  certificate?: Certificate;
  /** Whether listeners request client certificates. Default: `none`. */
  clientCertificates?: Input<ClientCertificates>;
  /**
   * The key of a Secret in the cluster's namespace with the CA certificates of the clients, in PEM. Only valid if `clientCertificates` is
   * `optional` or `required`. Must be a plain value; its fields may be outputs.
   *
   * Default: `ca.crt` in the certificate's own Secret.
   */
  clientCa?: SecretKeyArgs;
  /**
   * The part of the client certificate that replaces the user name of the client. Only valid if `clientCertificates` is `required`.
   * Requires EMQX 5.0 or later.
   *
   * Default: none; the client chooses its user name.
   */
  peerCertAsUsername?: Input<PeerCertificateField>;
  /**
   * The part of the client certificate that replaces the client ID. Only valid if `clientCertificates` is `required`. Requires EMQX 5.0 or
   * later.
   *
   * Default: none; the client chooses its ID.
   */
  peerCertAsClientid?: Input<PeerCertificateField>;
  /**
   * The key of a Secret in the cluster's namespace with the pre-shared keys of clients, in lines of `identity:key`. Requires a listener with
   * `psk`, and EMQX 5.0 or later. EMQX imports the keys when a node starts. A key that you remove here remains valid.
   *
   * Default: none.
   */
  psk?: SecretKeyArgs;
  /**
   * Whether the dashboard and the API use HTTPS, on port 18084, instead of HTTP. Requires EMQX 5.0 or later. Anything in front of the
   * dashboard must then connect to the pods over HTTPS: see `ingress.dashboard` and `routes.dashboard`.
   *
   * Default: `false`.
   */
  dashboard?: Input<boolean>;
}

export type {
  Issuer as IssuerArgs,
  PrivateKey as PrivateKeyArgs,
  Certificate as CertificateArgs,
  Tls as TlsArgs,
};
