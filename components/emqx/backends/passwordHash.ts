import type { Unwrap } from "@pulumi/pulumi";
import {
  MacFunction,
  PasswordHashAlgorithm,
  type PasswordHashArgs,
  SaltPosition,
} from "../../emqxClusterArgs";
import type { SettingTree } from "../secretReferences";

/** The OWASP recommendation for PBKDF2 with SHA-256: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html. */
const defaultIterations = 600000;

/** The value of `password_hash_algorithm`: emqx_authn_password_hashing.erl, the same in 5.1.6, 5.8.9 and 6.2.2. */
export function passwordHashSettings(hash: Unwrap<PasswordHashArgs>): SettingTree {
  const { algorithm: name, saltPosition, macFunction, iterations, derivedKeyLength } = hash;
  if (name === PasswordHashAlgorithm.Bcrypt) {
    return { name };
  }
  if (name === PasswordHashAlgorithm.Pbkdf2) {
    return {
      name,
      mac_fun: macFunction ?? MacFunction.Sha256,
      iterations: iterations ?? defaultIterations,
      dk_length: derivedKeyLength,
    };
  }
  const unsalted = name === PasswordHashAlgorithm.Plain;
  return {
    name,
    salt_position: saltPosition ?? (unsalted ? SaltPosition.Disable : SaltPosition.Prefix),
  };
}
