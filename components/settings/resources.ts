import type { types } from "@pulumi/kubernetes";
import type { Unwrap } from "@pulumi/pulumi";
import { expect, expectMap, expectObject, isQuantity, type Report } from "./checks";

/** Requests and limits of a node. */
export type Resources = Unwrap<types.input.core.v1.ResourceRequirements>;

export function resolveResources(value: Resources, report: Report, path = "resources"): Resources {
  const resources = expectObject(value, ["requests", "limits", "claims"], path, report);
  for (const kind of ["requests", "limits"] as const) {
    const quantities = expectMap(resources[kind] ?? {}, `${path}.${kind}`, report);
    for (const [resource, quantity] of Object.entries(quantities)) {
      expect(quantity, isQuantity, `${path}.${kind}.${resource}`, "a quantity such as 500m or 1Gi", report);
    }
  }
  return resources;
}
