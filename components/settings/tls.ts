import type { ReleaseLine } from "../emqx/releaseLine";
import type { ClientVerification, PeerIdentity } from "../emqx/tls";
import {
  type CertificateArgs,
  ClientCertificates,
  type IssuerArgs,
  KeyAlgorithm,
  PeerCertificateField,
  type PrivateKeyArgs,
  type TlsArgs,
} from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, fieldNow, isString, type Report, withoutAbsent } from "./checks";
import { list, object, secretKey } from "./rules/collections";
import { isHostname } from "./rules/formats";
import { group, present } from "./rules/parts";
import { check, type Known, required, type Rule, unchecked } from "./rules/rule";
import { anyOf, flag, ipAddress, objectName, oneOf, secretName, text } from "./rules/scalars";

/** Certificates and keys of the TLS listeners. */
type Tls = ReturnType<typeof tlsSettings>;

/** TLS options for the configuration of EMQX. */
export interface TlsOptions extends ClientVerification, PeerIdentity {
  dashboard: boolean;
}

/** The TLS options, with defaults for a cluster without TLS. */
export function tlsOptions({ tls }: { tls?: Tls }): Eventual<TlsOptions> {
  return (
    tls?.options ?? { clientCertificates: ClientCertificates.None, hasClientCa: false, dashboard: false }
  );
}

/** The available TLS sources for listeners: a certificate, pre-shared keys. */
export function tlsSources(args: TlsArgs | undefined): { hasTls: boolean; hasPsk: boolean } {
  const hasPsk = fieldNow(args, "psk") !== undefined;
  const hasCertificate = [fieldNow(args, "secretName"), fieldNow(args, "certificate")].some(
    (given) => given !== undefined,
  );
  return { hasTls: args !== undefined && (hasCertificate || !hasPsk), hasPsk };
}

/** The name of the Secret for the certificate. */
export function certificateSecretName(name: string): string {
  return `${name}-tls`;
}

/** https://pkg.go.dev/time#ParseDuration, only whole hours, minutes and seconds. */
const isDuration = (value: string) =>
  isString(value) && /^(\d+h)?(\d+m)?(\d+s)?$/.test(value) && value !== "";
const duration = text(isDuration, "a duration in hours, minutes and seconds such as 2160h");

const isKind = (value: string) => isString(value) && /^[A-Z]\w*$/.test(value);
const isCommonName = (value: string) => isString(value) && value.length >= 1 && value.length <= 64;

const keySizes: Record<KeyAlgorithm, number[]> = {
  [KeyAlgorithm.Rsa]: [2048, 3072, 4096],
  [KeyAlgorithm.Ecdsa]: [256, 384, 521],
  [KeyAlgorithm.Ed25519]: [],
};

const keyFields = object<PrivateKeyArgs>()({
  algorithm: oneOf(KeyAlgorithm, KeyAlgorithm.Ecdsa),
  size: unchecked(),
});

const privateKey: Rule<Known<PrivateKeyArgs>, ReturnType<typeof keyFields>> = (given, path, report) => {
  const { algorithm, ...others } = keyFields(given, path, report);
  const sizes: number[] = keySizes[algorithm] ?? [];
  const { size = sizes[0] } = others;
  const accepted = sizes.length === 0 ? "omitted for this algorithm" : anyOf(sizes);
  check(size, (bits) => sizes.includes(bits), `${path}.size`, accepted, report);
  return { algorithm, size };
};

const certificateFields = object<CertificateArgs>()({
  issuer: object<IssuerArgs>()({
    name: required(objectName("the name of an issuer")),
    kind: text(isKind, "Issuer, ClusterIssuer or another kind", "Issuer"),
    group: (given = "cert-manager.io", path, report) =>
      objectName("an API group such as cert-manager.io")(given, path, report)!,
  }),
  dnsNames: list(text(isHostname, "a DNS name such as mqtt.example.com")),
  commonName: text(isCommonName, "text of 1 to 64 characters"),
  ipAddresses: list(ipAddress),
  duration,
  renewBefore: duration,
  privateKey,
});

/** A certificate for cert-manager to issue. */
export type Certificate = ReturnType<typeof certificateFields>;

const certificate: Rule<Known<CertificateArgs>, Certificate> = (given, path, report) => {
  const complete = certificateFields(given, path, report);
  if (complete.dnsNames?.length === 0 && (complete.ipAddresses ?? []).length === 0) {
    report(
      `${path}.dnsNames`,
      "clients would have no name to verify; add a DNS name or ipAddresses, or omit the list",
    );
  }
  return complete;
};

export const tls = group<TlsArgs>()({
  secretName: present(secretName),
  certificate: present(certificate),
  clientCertificates: oneOf(ClientCertificates),
  clientCa: present(secretKey),
  peerCertAsUsername: oneOf(PeerCertificateField),
  peerCertAsClientid: oneOf(PeerCertificateField),
  psk: present(secretKey),
  dashboard: flag(),
});

export function tlsSettings(
  checks: Checks,
  complete: ReturnType<typeof tls.complete>,
  name: string,
  line: Eventual<ReleaseLine | undefined>,
) {
  const { secretName, certificate, clientCa, psk, clientCertificates, dashboard } = complete;
  const { peerCertAsUsername, peerCertAsClientid } = complete;
  checks.now((report) => {
    const isPskAlone = psk !== undefined && secretName === undefined && certificate === undefined;
    if ((secretName === undefined) === (certificate === undefined) && !isPskAlone) {
      report("tls", "must have either secretName or certificate, or psk alone");
    }
    for (const [field, value] of Object.entries({
      ...{ clientCertificates, clientCa, dashboard },
      ...{ peerCertAsUsername, peerCertAsClientid },
    })) {
      if (isPskAlone && value !== undefined) {
        report(`tls.${field}`, "only valid with tls.secretName or tls.certificate");
      }
    }
  });
  return {
    /** The Secret of the certificate. Undefined if there are only pre-shared keys. */
    secretName: secretName ?? (certificate && certificateSecretName(name)),
    ...{ psk, certificate, clientCa },
    options: checks.resolve(
      {
        ...{ clientCertificates, peerCertAsUsername, peerCertAsClientid, dashboard },
        ...{ hasClientCa: clientCa !== undefined, line },
      },
      resolveOptions,
    ),
  };
}

function resolveOptions(
  { line, ...given }: Partial<TlsOptions> & { hasClientCa: boolean; line?: ReleaseLine },
  report: Report,
): TlsOptions {
  const { clientCertificates = ClientCertificates.None, dashboard = false, hasClientCa } = given;
  const { peerCertAsUsername, peerCertAsClientid } = given;
  if (hasClientCa && clientCertificates === ClientCertificates.None) {
    report("tls.clientCa", "only valid if tls.clientCertificates is optional or required");
  }
  for (const field of Object.keys(withoutAbsent({ peerCertAsUsername, peerCertAsClientid }))) {
    if (clientCertificates !== ClientCertificates.Required) {
      report(
        `tls.${field}`,
        "only valid if tls.clientCertificates is required: a client without a certificate would choose the name itself",
      );
    }
    if (line?.version.major === 4) {
      report(`tls.${field}`, "requires EMQX 5.0 or later; for 4.x, set EMQX_LISTENER__… in env");
    }
  }
  if (dashboard && line?.version.major === 4) {
    report("tls.dashboard", "requires EMQX 5.0 or later; for 4.x, use an Ingress with TLS");
  }
  return { clientCertificates, dashboard, hasClientCa, peerCertAsUsername, peerCertAsClientid };
}
