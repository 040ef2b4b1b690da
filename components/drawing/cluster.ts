import { drawAccess } from "./access";
import { drawClaims } from "./claims";
import { drawEntries } from "./entries";
import { drawFiles } from "./files";
import type { Manifest } from "./manifests";
import { drawMonitors } from "./monitors";
import { type Arrow, boxId, joined, objectLine, type Part, type Picture } from "./picture";
import { drawPolicies } from "./policies";
import { drawServices } from "./services";
import { drawWorkloads, workloadsOf } from "./workloads";

const parts = [
  drawEntries,
  drawServices,
  drawMonitors,
  drawPolicies,
  drawWorkloads,
  drawClaims,
  drawFiles,
  drawAccess,
];

/** The picture of a cluster: its objects and who connects to whom, without values of Secrets or ConfigMaps. */
export function drawCluster(manifests: Manifest[]): Picture {
  const drawn = joined(parts.map((draw) => draw(manifests)));
  const { boxes, arrows } = joined([drawn, drawOthers(manifests, drawn)]);
  // Several objects may have the same clients or Gateway.
  return {
    boxes: unique(boxes, ({ id }) => id),
    arrows: unique(arrows, (arrow) => JSON.stringify(arrow)),
  };
}

/** A box for all objects that no other part shows. */
function drawOthers(manifests: Manifest[], { shown }: Part): Part {
  const others = manifests.filter((manifest) => !shown.includes(manifest));
  if (others.length === 0) {
    return { boxes: [], arrows: [], shown: [] };
  }
  const id = "other_objects";
  const places = workloadsOf(manifests)
    .slice(0, 1)
    .map((workload): Arrow => ({ from: boxId(workload), to: id, label: [], meaning: "below" }));
  const lines = [{ text: "Other objects" }, ...others.map(objectLine)];
  return { boxes: [{ id, shape: "object", lines }], arrows: places, shown: others };
}

function unique<T>(items: T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
