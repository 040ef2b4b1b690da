import { MacFunction, PasswordHashAlgorithm, type PasswordHashArgs, SaltPosition } from "../emqxClusterArgs";
import { object } from "./rules/collections";
import type { Known, Rule } from "./rules/rule";
import { required } from "./rules/rule";
import { count, oneOf } from "./rules/scalars";

export type PasswordHash = Known<PasswordHashArgs>;

const fields = object<PasswordHashArgs>()({
  algorithm: required(oneOf(PasswordHashAlgorithm)),
  saltPosition: oneOf(SaltPosition),
  macFunction: oneOf(MacFunction),
  iterations: count,
  derivedKeyLength: count,
});

/** The algorithms that the other fields apply to. */
const ofPbkdf2 = [PasswordHashAlgorithm.Pbkdf2];
const applicable: Record<Exclude<keyof PasswordHash, "algorithm">, PasswordHashAlgorithm[]> = {
  saltPosition: Object.values(PasswordHashAlgorithm).filter(
    (algorithm) => algorithm !== PasswordHashAlgorithm.Bcrypt && algorithm !== PasswordHashAlgorithm.Pbkdf2,
  ),
  macFunction: ofPbkdf2,
  iterations: ofPbkdf2,
  derivedKeyLength: ofPbkdf2,
};

export const passwordHash: Rule<PasswordHash> = (given, path, report) => {
  const complete = fields(given, path, report);
  for (const [field, algorithms] of Object.entries(applicable)) {
    if (
      complete[field as keyof typeof applicable] !== undefined &&
      !algorithms.includes(complete.algorithm)
    ) {
      report(`${path}.${field}`, `only valid if algorithm is ${algorithms.join(", ")}`);
    }
  }
  return complete;
};
