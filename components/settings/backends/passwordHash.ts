import {
  MacFunction,
  PasswordHashAlgorithm,
  type PasswordHashArgs,
  SaltPosition,
} from "../../args/authentication";
import { object } from "../rules/collections";
import { type Known, required, type Rule } from "../rules/rule";
import { count, oneOf } from "../rules/scalars";

const { Bcrypt, Pbkdf2 } = PasswordHashAlgorithm;

const fields = object<PasswordHashArgs>()({
  algorithm: required(oneOf(PasswordHashAlgorithm)),
  saltPosition: oneOf(SaltPosition),
  macFunction: oneOf(MacFunction),
  iterations: count,
  derivedKeyLength: count,
});

/** How passwords are hashed. */
export const passwordHashRule: Rule<Known<PasswordHashArgs>, ReturnType<typeof fields>> = (
  given,
  path,
  report,
) => {
  const complete = fields(given, path, report);
  const { algorithm, saltPosition } = complete;
  if (saltPosition !== undefined && (algorithm === Bcrypt || algorithm === Pbkdf2)) {
    report(`${path}.saltPosition`, `only valid if ${path}.algorithm is sha512, sha256, sha, md5 or plain`);
  }
  for (const field of ["macFunction", "iterations", "derivedKeyLength"] as const) {
    if (complete[field] !== undefined && algorithm !== Pbkdf2) {
      report(`${path}.${field}`, `only valid if ${path}.algorithm is pbkdf2`);
    }
  }
  return complete;
};
