import { type Input, Output, type Unwrap } from "@pulumi/pulumi";
import { ClaimRetention, type PersistenceArgs } from "../emqxClusterArgs";
import {
  expect,
  expectList,
  expectNothingBeside,
  expectObject,
  expectOneOf,
  fieldNow,
  isBoolean,
  isDnsSubdomain,
  isQuantity,
  type Report,
} from "./checks";
import { isNodeCount } from "./nodeCount";

/** The volumes for the data of the nodes. */
export interface Persistence {
  enabled: boolean;
  size: string;
  storageClassName?: string;
  accessModes: string[];
  whenDeleted: ClaimRetention;
  whenScaled: ClaimRetention;
}

/** The number of volumes (PVCs), or 0 if it depends on outputs. */
export function countClaims(persistence: Input<PersistenceArgs> = {}, replicas: Input<number>): number {
  const isKnown = !Output.isInstance(persistence) && !(persistence instanceof Promise);
  const hasClaims = isKnown && (fieldNow(persistence, "enabled") ?? true) === true;
  return hasClaims && isNodeCount(replicas) ? replicas : 0;
}

const fields = ["enabled", "size", "storageClassName", "accessModes", "retention"];

export function resolvePersistence(value: Unwrap<PersistenceArgs>, report: Report): Persistence {
  const given = expectObject(value, fields, "persistence", report);
  const { enabled = true, ...others } = given;
  const { size = "1Gi", storageClassName, accessModes = ["ReadWriteOnce"] } = others;
  const retention = expectObject(
    given.retention === undefined ? {} : given.retention,
    ["whenDeleted", "whenScaled"],
    "persistence.retention",
    report,
  );
  const { whenDeleted = ClaimRetention.Retain, whenScaled = ClaimRetention.Retain } = retention;
  expect(enabled, isBoolean, "persistence.enabled", "true or false", report);
  if (enabled === false) {
    expectNothingBeside(others, "persistence", report);
  }
  const isSize = (given: unknown) => isQuantity(given) && parseFloat(String(given)) > 0;
  expect(size, isSize, "persistence.size", "a quantity such as 10Gi", report);
  expect(
    storageClassName,
    isDnsSubdomain,
    "persistence.storageClassName",
    "the name of a storage class",
    report,
  );
  const modes = ["ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany"];
  const isFilled = (given: unknown) => !Array.isArray(given) || given.length > 0;
  expect(accessModes, isFilled, "persistence.accessModes", "a list of at least one mode", report);
  expectList(accessModes, "persistence.accessModes", report).forEach((mode, index) =>
    expectOneOf(mode, modes, `persistence.accessModes[${index}]`, report),
  );
  expectOneOf(whenDeleted, ClaimRetention, "persistence.retention.whenDeleted", report);
  expectOneOf(whenScaled, ClaimRetention, "persistence.retention.whenScaled", report);
  return { enabled, size, storageClassName, accessModes, whenDeleted, whenScaled };
}
