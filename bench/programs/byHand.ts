import { readFileSync } from "node:fs";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { PersistentVolumeClaimPatch } from "@pulumi/kubernetes/core/v1/persistentVolumeClaimPatch";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import { Role } from "@pulumi/kubernetes/rbac/v1/role";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import type * as pulumi from "@pulumi/pulumi";
import type { HandwrittenObject } from "../objects";

// The same objects without the component. Each is a separate resource, and the StatefulSet depends on what its pods require.

type Kind = new (name: string, args: object, opts: pulumi.CustomResourceOptions) => pulumi.Resource;

const kinds = {
  ConfigMap,
  NetworkPolicy,
  PersistentVolumeClaimPatch,
  PodDisruptionBudget,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
} as unknown as Record<string, Kind>;

const clusters = JSON.parse(readFileSync(process.env.BENCH_OBJECTS!, "utf8")) as HandwrittenObject[][];

for (const objects of clusters.slice(0, Number(process.env.BENCH_CLUSTERS))) {
  const made = new Map<string, pulumi.Resource>();
  for (const { kind, name, args, dependsOn } of objects) {
    const needed = dependsOn.map((each) => made.get(each)!);
    // The API server rejects the removal of fields from a PVC.
    const retainOnDelete = kind === "PersistentVolumeClaimPatch";
    made.set(`${kind} ${name}`, new kinds[kind](name, args, { dependsOn: needed, retainOnDelete }));
  }
}
