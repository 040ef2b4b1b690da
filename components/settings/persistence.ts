import { type Input, Output } from "@pulumi/pulumi";
import { ClaimRetention, type PersistenceArgs, type ClaimRetentionArgs } from "../emqxClusterArgs";
import { fieldNow } from "./checks";
import { isNodeCount } from "./nodeCount";
import { filled, list, object, switchable } from "./rules/collections";
import { isQuantity } from "./rules/formats";
import type { Known } from "./rules/rule";
import { flag, objectName, oneOf, text } from "./rules/scalars";

/** The volumes for the data of the nodes. */
export type Persistence = ReturnType<typeof persistence>;

/** The number of volumes (PVCs), or 0 if it depends on outputs. */
export function countClaims(persistence: Input<PersistenceArgs> = {}, replicas: Input<number>): number {
  const isKnown = !Output.isInstance(persistence) && !(persistence instanceof Promise);
  const hasClaims = isKnown && (fieldNow(persistence, "enabled") ?? true) === true;
  return hasClaims && isNodeCount(replicas) ? replicas : 0;
}

const isSize = (given: string) => isQuantity(given) && parseFloat(String(given)) > 0;
const accessModes = list(oneOf(["ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany"]), ["ReadWriteOnce"]);

const fields = object<PersistenceArgs>()({
  enabled: flag(true),
  size: text(isSize, "a quantity such as 10Gi", "1Gi"),
  storageClassName: objectName("the name of a storage class"),
  accessModes: filled(accessModes, "a list of at least one mode"),
  retention: object<ClaimRetentionArgs>()({
    whenDeleted: oneOf(ClaimRetention, ClaimRetention.Retain),
    whenScaled: oneOf(ClaimRetention, ClaimRetention.Retain),
  }),
});

export const persistence = switchable((given: Known<PersistenceArgs> | undefined, path, report) => {
  const { retention, ...others } = fields(given, path, report);
  return { ...others, ...retention };
});
