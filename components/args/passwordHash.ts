import type { Input } from "@pulumi/pulumi";

/** How EMQX hashes and compares passwords. */
export const PasswordHashAlgorithm = {
  /** Slow on purpose: about 50 ms of CPU for each connection. It only reads the first 72 bytes of a password. */
  Bcrypt: "bcrypt",
  /** As slow as its `iterations`. */
  Pbkdf2: "pbkdf2",
  Sha512: "sha512",
  Sha256: "sha256",
  /** Broken: for existing databases only. */
  Sha: "sha",
  /** Broken: for existing databases only. */
  Md5: "md5",
  /** No hash: for existing databases only. */
  Plain: "plain",
} as const;
export type PasswordHashAlgorithm = (typeof PasswordHashAlgorithm)[keyof typeof PasswordHashAlgorithm];

/** Where the salt is when EMQX hashes a password. */
export const SaltPosition = {
  Prefix: "prefix",
  Suffix: "suffix",
  /** No salt. */
  Disable: "disable",
} as const;
export type SaltPosition = (typeof SaltPosition)[keyof typeof SaltPosition];

/** The hash function inside PBKDF2. */
export const MacFunction = {
  Sha: "sha",
  Sha224: "sha224",
  Sha256: "sha256",
  Sha384: "sha384",
  Sha512: "sha512",
} as const;
export type MacFunction = (typeof MacFunction)[keyof typeof MacFunction];

/** How passwords are hashed. */
interface PasswordHash {
  /** The algorithm. Required. */
  algorithm: Input<PasswordHashAlgorithm>;
  /** Where the salt is. Only valid for `sha512`, `sha256`, `sha`, `md5` and `plain`. Default: `prefix`, and `disable` for `plain`. */
  saltPosition?: Input<SaltPosition>;
  /** The hash function. Only valid for `pbkdf2`. Default: `sha256`. */
  macFunction?: Input<MacFunction>;
  /** The number of iterations, at least 1. Only valid for `pbkdf2`. Default: 600000. */
  iterations?: Input<number>;
  /** The length of the derived key in bytes. Only valid for `pbkdf2`. Default: the length of the hash function's result. */
  derivedKeyLength?: Input<number>;
}

export type { PasswordHash as PasswordHashArgs };
