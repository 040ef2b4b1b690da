import { isIP } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import type { ClientVerification } from "../emqx/tls";
import {
  type CertificateArgs,
  ClientCertificates,
  type IssuerArgs,
  KeyAlgorithm,
  type TlsArgs,
} from "../emqxClusterArgs";
import {
  type Checks,
  expect,
  expectList,
  expectName,
  expectObject,
  expectOneOf,
  expectSecretKey,
  fieldNow,
  isBoolean,
  isDnsSubdomain,
  isHostname,
  isString,
  oneOf,
  type Report,
  type SecretKey,
} from "./checks";
import { findLine, type releaseSource } from "./release";
import type { Eventual } from "../eventual";

/** A certificate for cert-manager to issue. */
export interface Certificate {
  issuer: Required<pulumi.Unwrap<IssuerArgs>>;
  dnsNames?: string[];
  commonName?: string;
  ipAddresses?: string[];
  duration?: string;
  renewBefore?: string;
  privateKey: { algorithm: KeyAlgorithm; size?: number };
}

/** Certificates and keys of the TLS listeners. */
export interface Tls {
  /** The Secret of the certificate. Undefined if there are only pre-shared keys. */
  secretName?: Eventual<string>;
  psk?: Eventual<SecretKey>;
  certificate?: Eventual<Certificate>;
  clientCa?: Eventual<SecretKey>;
  options: Eventual<TlsOptions>;
}

/** TLS options for the configuration of EMQX. */
export interface TlsOptions extends ClientVerification {
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

const fields = ["secretName", "certificate", "clientCertificates", "clientCa", "psk", "dashboard"];

export function resolveTls(
  checks: Checks,
  args: TlsArgs | undefined,
  name: string,
  release: ReturnType<typeof releaseSource>,
): Tls | undefined {
  if (args === undefined) {
    return undefined;
  }
  const { secretName, certificate, clientCa, psk, clientCertificates, dashboard } = checks.plain(
    args,
    "tls",
    (value, report) => expectObject(value, fields, "tls", report),
  );
  checks.now((report) => {
    const isPskAlone = psk !== undefined && secretName === undefined && certificate === undefined;
    if ((secretName === undefined) === (certificate === undefined) && !isPskAlone) {
      report("tls", "must have either secretName or certificate, or psk alone");
    }
    for (const [field, value] of Object.entries({ clientCertificates, clientCa, dashboard })) {
      if (isPskAlone && value !== undefined) {
        report(`tls.${field}`, "only valid with tls.secretName or tls.certificate");
      }
    }
  });
  return {
    secretName:
      checks.present(secretName, "tls.secretName", (value, report) => {
        expectName(value, "tls.secretName", report);
        return value;
      }) ??
      (certificate && certificateSecretName(name)),
    psk: checks.present(psk, "tls.psk", (value, report) => expectSecretKey(value, "tls.psk", report)),
    certificate: checks.present(certificate, "tls.certificate", resolveCertificate),
    clientCa: checks.present(clientCa, "tls.clientCa", (value, report) =>
      expectSecretKey(value, "tls.clientCa", report),
    ),
    options: checks.resolve(
      { clientCertificates, dashboard, hasClientCa: clientCa !== undefined, release },
      (value, report) => {
        const options: TlsOptions = {
          clientCertificates: value.clientCertificates ?? ClientCertificates.None,
          dashboard: value.dashboard ?? false,
          hasClientCa: value.hasClientCa,
        };
        expectOneOf(options.clientCertificates, ClientCertificates, "tls.clientCertificates", report);
        expect(options.dashboard, isBoolean, "tls.dashboard", "true or false", report);
        if (value.hasClientCa && options.clientCertificates === ClientCertificates.None) {
          report("tls.clientCa", "only valid if tls.clientCertificates is optional or required");
        }
        if (options.dashboard && findLine(value.release)?.version.major === 4) {
          report("tls.dashboard", "requires EMQX 5.0 or later; for 4.x, use an Ingress with TLS");
        }
        return options;
      },
    ),
  };
}

const certificateFields = [
  "issuer",
  "dnsNames",
  "commonName",
  "ipAddresses",
  "duration",
  "renewBefore",
  "privateKey",
];

function resolveCertificate(value: pulumi.Unwrap<CertificateArgs>, report: Report): Certificate {
  const path = "tls.certificate";
  const given = expectObject(value, certificateFields, path, report);
  const {
    name,
    kind = "Issuer",
    group = "cert-manager.io",
  } = expectObject(given.issuer ?? {}, ["name", "kind", "group"], `${path}.issuer`, report);
  expect(name ?? "", isDnsSubdomain, `${path}.issuer.name`, "the name of an issuer", report);
  expect(
    kind,
    (text) => isString(text) && /^[A-Z]\w*$/.test(text),
    `${path}.issuer.kind`,
    "Issuer, ClusterIssuer or another kind",
    report,
  );
  expect(group, isDnsSubdomain, `${path}.issuer.group`, "an API group such as cert-manager.io", report);
  const { algorithm = KeyAlgorithm.Ecdsa, size = defaultSize(algorithm) } = expectObject(
    given.privateKey ?? {},
    ["algorithm", "size"],
    `${path}.privateKey`,
    report,
  );
  expectOneOf(algorithm, KeyAlgorithm, `${path}.privateKey.algorithm`, report);
  const sizes: number[] = keySizes[algorithm] ?? [];
  const accepted = sizes.length === 0 ? "omitted for this algorithm" : oneOf(sizes);
  expect(size, (bits) => sizes.includes(bits), `${path}.privateKey.size`, accepted, report);
  const { dnsNames, commonName, ipAddresses, duration, renewBefore } = given;
  checkEach(dnsNames, isHostname, `${path}.dnsNames`, "a DNS name such as mqtt.example.com", report);
  if (dnsNames?.length === 0 && (ipAddresses ?? []).length === 0) {
    report(
      `${path}.dnsNames`,
      "clients would have no name to verify; add a DNS name or ipAddresses, or omit the list",
    );
  }
  const isCommonName = (text: unknown) => isString(text) && text.length >= 1 && text.length <= 64;
  expect(commonName, isCommonName, `${path}.commonName`, "text of 1 to 64 characters", report);
  checkEach(ipAddresses, (text) => isIP(String(text)) !== 0, `${path}.ipAddresses`, "an IP address", report);
  const durationText = "a duration in hours, minutes and seconds such as 2160h";
  expect(duration, isDuration, `${path}.duration`, durationText, report);
  expect(renewBefore, isDuration, `${path}.renewBefore`, durationText, report);
  return {
    issuer: { name, kind, group },
    dnsNames,
    commonName,
    ipAddresses,
    duration,
    renewBefore,
    privateKey: { algorithm, size },
  };
}

const keySizes: Record<KeyAlgorithm, number[]> = {
  [KeyAlgorithm.Rsa]: [2048, 3072, 4096],
  [KeyAlgorithm.Ecdsa]: [256, 384, 521],
  [KeyAlgorithm.Ed25519]: [],
};

function defaultSize(algorithm: KeyAlgorithm): number | undefined {
  return keySizes[algorithm]?.[0];
}

function checkEach(
  list: string[] | undefined,
  isAccepted: (value: unknown) => boolean,
  path: string,
  accepted: string,
  report: Report,
): void {
  expectList(list ?? [], path, report).forEach((value, index) =>
    expect(value, isAccepted, `${path}[${index}]`, accepted, report),
  );
}

/** https://pkg.go.dev/time#ParseDuration, only whole hours, minutes and seconds. */
function isDuration(value: unknown): boolean {
  return isString(value) && /^(\d+h)?(\d+m)?(\d+s)?$/.test(value) && value !== "";
}
