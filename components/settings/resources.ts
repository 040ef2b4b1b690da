import type { types } from "@pulumi/kubernetes";
import type { Unwrap } from "@pulumi/pulumi";
import { expect, expectKeys, isQuantity, type Report } from "./checks";

/** CPU and memory of a node. */
export type Resources = Unwrap<types.input.core.v1.ResourceRequirements>;

export function resolveResources(value: Resources, report: Report): Resources {
  expectKeys(value, ["requests", "limits", "claims"], "resources", report);
  for (const kind of ["requests", "limits"] as const) {
    for (const [resource, quantity] of Object.entries(value?.[kind] ?? {})) {
      expect(quantity, isQuantity, `resources.${kind}.${resource}`, "a quantity such as 500m or 1Gi", report);
    }
  }
  return value;
}
