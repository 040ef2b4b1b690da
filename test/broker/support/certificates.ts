import { generate } from "selfsigned";

/** A certificate and its private key, in PEM. */
export interface KeyPair {
  certificate: string;
  key: string;
}

const algorithms = { keyType: "ec", algorithm: "sha256" } as const;

/** A certificate authority for one test run. */
export async function newAuthority(): Promise<KeyPair> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "Tests" }], {
    ...algorithms,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, critical: true },
    ],
  });
  return { certificate: cert, key };
}

/** A certificate with this common name and DNS name, for a client or a server. */
export async function issue(authority: KeyPair, name: string): Promise<KeyPair> {
  const { cert, private: key } = await generate([{ name: "commonName", value: name }], {
    ...algorithms,
    ca: { cert: authority.certificate, key: authority.key },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true },
      { name: "extKeyUsage", serverAuth: true, clientAuth: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: name }] },
    ],
  });
  return { certificate: cert, key };
}
