import type { types } from "@pulumi/kubernetes";
import { inSameNamespace, type Manifest, namespaceOf, ofKind } from "./manifests";
import { boxId, idOf, joined, type Part } from "./picture";
import { ordinals, type Workload, workloadsOf } from "./workloads";

type Claim = Manifest<types.output.core.v1.PersistentVolumeClaimSpec>;

const kind = "PersistentVolumeClaim";

/** The volumes that survive the pods. */
export function drawClaims(manifests: Manifest[]): Part {
  return joined(
    workloadsOf(manifests).flatMap((workload) => {
      const claims = ofKind<Claim>(manifests, kind).filter((claim) => inSameNamespace(claim, workload));
      return [...ofTemplates(workload, claims), ...existing(workload, claims)];
    }),
  );
}

function ofTemplates(workload: Workload, claims: Claim[]): Part[] {
  const { volumeClaimTemplates = [], replicas } = workload.spec;
  return volumeClaimTemplates.map((template) => {
    const name = `${template.metadata.name}-${workload.metadata.name}`;
    const made = claims.filter(({ metadata }) => metadata.name.replace(/-\d+$/, "") === name);
    // A claim that has grown is larger than its template.
    const specs = made.length > 0 ? made.map(({ spec }) => spec) : [template.spec];
    return drawClaim(
      workload,
      name,
      replicas === undefined ? `${name}-…` : ordinals(name, replicas),
      specs,
      made,
    );
  });
}

function existing(workload: Workload, claims: Claim[]): Part[] {
  const volumes = workload.spec.template.spec.volumes ?? [];
  return volumes.flatMap(({ persistentVolumeClaim: volume }): Part[] => {
    const name = volume?.claimName;
    const found = claims.filter(({ metadata }) => metadata.name === name);
    const specs = found.map(({ spec }) => spec);
    return name === undefined ? [] : [drawClaim(workload, name, name, specs, found)];
  });
}

function drawClaim(
  workload: Workload,
  id: string,
  names: string,
  specs: Claim["spec"][],
  shown: Claim[],
): Part {
  const sizes = new Set(specs.flatMap(({ resources }) => resources?.requests?.storage ?? []));
  const box = idOf({ kind, name: id, namespace: namespaceOf(workload) });
  return {
    boxes: [
      {
        id: box,
        shape: "storage",
        lines: [{ text: kind }, { text: "", name: names }, ...[...sizes].map((size) => ({ text: size }))],
      },
    ],
    arrows: [{ from: boxId(workload), to: box, label: ["mounts"], meaning: "reference" }],
    shown,
  };
}
