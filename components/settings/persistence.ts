import type { Unwrap } from "@pulumi/pulumi";
import { ClaimRetention, type PersistenceArgs } from "../emqxClusterArgs";
import {
  expect,
  expectKeys,
  expectOneOf,
  isBoolean,
  isDnsSubdomain,
  isQuantity,
  type Report,
} from "./checks";

/** Where the nodes keep their data. */
export interface Persistence {
  enabled: boolean;
  size: string;
  storageClassName?: string;
  accessModes: string[];
  whenDeleted: ClaimRetention;
  whenScaled: ClaimRetention;
}

export function resolvePersistence(value: Unwrap<PersistenceArgs>, report: Report): Persistence {
  const {
    enabled = true,
    size = "1Gi",
    storageClassName,
    accessModes = ["ReadWriteOnce"],
    retention = {},
  } = value;
  const { whenDeleted = ClaimRetention.Retain, whenScaled = ClaimRetention.Retain } = retention;
  expectKeys(
    value,
    ["enabled", "size", "storageClassName", "accessModes", "retention"],
    "persistence",
    report,
  );
  expectKeys(retention, ["whenDeleted", "whenScaled"], "persistence.retention", report);
  expect(enabled, isBoolean, "persistence.enabled", "true or false", report);
  if (enabled === false) {
    for (const field of Object.keys(value).filter((key) => key !== "enabled")) {
      report(`persistence.${field}`, "accepted with persistence.enabled true only");
    }
  }
  expect(size, isQuantity, "persistence.size", "a quantity such as 10Gi", report);
  expect(
    storageClassName,
    isDnsSubdomain,
    "persistence.storageClassName",
    "the name of a storage class",
    report,
  );
  accessModes.forEach((mode, index) =>
    expectOneOf(
      mode,
      ["ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany"],
      `persistence.accessModes[${index}]`,
      report,
    ),
  );
  expectOneOf(whenDeleted, ClaimRetention, "persistence.retention.whenDeleted", report);
  expectOneOf(whenScaled, ClaimRetention, "persistence.retention.whenScaled", report);
  return { enabled, size, storageClassName, accessModes, whenDeleted, whenScaled };
}
