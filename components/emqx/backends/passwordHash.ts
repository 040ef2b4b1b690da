import { MacFunction, PasswordHashAlgorithm, SaltPosition } from "../../args/authentication";
import type { SettingTree } from "../secretReferences";

/** How passwords are hashed. */
export interface PasswordHash {
  algorithm: PasswordHashAlgorithm;
  saltPosition?: SaltPosition;
  macFunction?: MacFunction;
  iterations?: number;
  derivedKeyLength?: number;
}

/** EMQX's own default: `type_ro` of emqx_authn_password_hashing.erl, the same in 5.1.6, 5.8.9 and 6.2.2. */
export const defaultPasswordHash: PasswordHash = { algorithm: PasswordHashAlgorithm.Sha256 };

/** The value of `password_hash_algorithm`. Source: see `defaultPasswordHash`. */
export function passwordHashAlgorithm(given: PasswordHash): SettingTree {
  const { algorithm: name, saltPosition, macFunction, iterations, derivedKeyLength } = given;
  if (name === PasswordHashAlgorithm.Bcrypt) {
    return { name };
  }
  if (name === PasswordHashAlgorithm.Pbkdf2) {
    const mac_fun = macFunction ?? MacFunction.Sha256;
    return { name, mac_fun, iterations: iterations ?? 600000, dk_length: derivedKeyLength };
  }
  const usual = name === PasswordHashAlgorithm.Plain ? SaltPosition.Disable : SaltPosition.Prefix;
  return { name, salt_position: saltPosition ?? usual };
}
