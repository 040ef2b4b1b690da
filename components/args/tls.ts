import type { Input } from "@pulumi/pulumi";
import type { SecretKeyArgs } from "./credentials";

/** Whether clients show certificates of their own. */
export enum ClientCertificates {
  /** They are not asked. */
  None = "none",
  /** They are asked; one that is shown must be right. Not with `quic`, which knows only the other two. */
  Optional = "optional",
  /** They must. */
  Required = "required",
}

/** Where a private key comes from: https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.PrivateKeyAlgorithm. */
export enum KeyAlgorithm {
  /** Sizes 2048, 3072 and 4096. */
  Rsa = "RSA",
  /** Sizes 256, 384 and 521. */
  Ecdsa = "ECDSA",
  /** Of one size. Not every client knows it. */
  Ed25519 = "Ed25519",
}

/** Who issues certificates. */
export interface IssuerArgs {
  /** Its name. */
  name: Input<string>;
  /** Its kind: `Issuer`, in the cluster's namespace, `ClusterIssuer`, or one of another project. Default: `Issuer`. */
  kind?: Input<string>;
  /** The API group of its kind. Default: `cert-manager.io`. */
  group?: Input<string>;
}

/** The private key of a certificate. It is a new one at every renewal. */
export interface PrivateKeyArgs {
  /** Default: `ECDSA`. */
  algorithm?: Input<KeyAlgorithm>;
  /** Bits. Default: 256 for `ECDSA`, 2048 for `RSA`, none for `Ed25519`. */
  size?: Input<number>;
}

/**
 * A certificate that cert-manager issues and renews: https://cert-manager.io/docs/usage/certificate/. It is kept in the Secret
 * `<name>-tls`.
 */
export interface CertificateArgs {
  /** Who issues it. */
  issuer: Input<IssuerArgs>;
  /**
   * The DNS names that clients connect to. An empty list takes `ipAddresses`.
   *
   * Default: the names inside the Kubernetes cluster of the client Service, of `extraServices`, `internalService` and
   * `dashboardService` where there are these, each from `<name>.<namespace>` to its full name, and the full names of headless Service and pods. Names given take their
   * place: public issuers know nothing of names inside a cluster.
   */
  dnsNames?: Input<Input<string>[]>;
  /** The common name, 1 to 64 characters, for clients too old to look at the DNS names. Default: none. */
  commonName?: Input<string>;
  /** The IP addresses that clients connect to. Default: none. */
  ipAddresses?: Input<Input<string>[]>;
  /** How long it is valid, such as `2160h`. Default: what cert-manager takes, 2160h (90 days). */
  duration?: Input<string>;
  /** How long before its end it is renewed, such as `360h`. Default: what cert-manager takes, a third of the duration. */
  renewBefore?: Input<string>;
  /** Its private key. Default: ECDSA with 256 bits. */
  privateKey?: Input<PrivateKeyArgs>;
}

/**
 * The certificate of the TLS listeners: either a Secret or a certificate of cert-manager. Listeners with `psk` need none. It is mounted
 * as a directory, and
 * EMQX reads its files anew every two minutes (Erlang's cache of PEM files): a renewed certificate takes no restart.
 */
export interface TlsArgs {
  /** The name of a Secret of type `kubernetes.io/tls` (keys `tls.crt` and `tls.key`), in the cluster's namespace. */
  secretName?: Input<string>;
  /** A certificate to be made. A plain value; needs cert-manager in the Kubernetes cluster. */
  certificate?: CertificateArgs;
  /** Whether clients show certificates of their own. Default: `none`. */
  clientCertificates?: Input<ClientCertificates>;
  /**
   * The key of a Secret in the cluster's namespace with the certificates of those who sign the clients' ones, in PEM. For
   * `clientCertificates` other than `none`. A plain value; its fields may be known later.
   *
   * Default: `ca.crt` of the certificate's own Secret.
   */
  clientCa?: SecretKeyArgs;
  /**
   * The key of a Secret in the cluster's namespace with the pre-shared keys of clients, for listeners with `psk`: lines
   * `identity:key`. EMQX takes them over when a node starts; a key that is removed here stays valid. EMQX 5.0 and later.
   *
   * Default: none.
   */
  psk?: SecretKeyArgs;
  /**
   * Whether the dashboard and the API are served by HTTPS, at port 18084, and no more by HTTP. EMQX 5 and later. What is in front must
   * speak HTTPS to the pods: see `ingress.dashboard` and `routes.dashboard`.
   *
   * Default: `false`.
   */
  dashboard?: Input<boolean>;
}
