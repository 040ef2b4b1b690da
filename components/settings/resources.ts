import type { types } from "@pulumi/kubernetes";
import { map, object } from "./rules/collections";
import { optional, unchecked } from "./rules/rule";
import { resourceQuantity } from "./rules/scalars";

/** Requests and limits of a node. */
export type Resources = ReturnType<typeof resources>;

export const resources = object<types.input.core.v1.ResourceRequirements>()({
  requests: optional(map(resourceQuantity)),
  limits: optional(map(resourceQuantity)),
  claims: unchecked(),
});
