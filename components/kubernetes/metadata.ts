import * as pulumi from "@pulumi/pulumi";
import type { NodeRole } from "../emqx/nodeRole";
import type { Settings } from "../settings";
import { oncePerCluster } from "./once";
import { whenKnown } from "../eventual";

/** The labels that find all objects of a cluster, and nothing else's. */
export function clusterLabels(name: string): Record<string, string> {
  return { "app.kubernetes.io/name": "emqx", "app.kubernetes.io/instance": name };
}

/** The labels that find a cluster's core nodes, or its replicants. They never change. */
export function selectorLabels(name: string, role: NodeRole = "core"): Record<string, string> {
  return { ...clusterLabels(name), "app.kubernetes.io/component": role };
}

/** The name of what is for the core nodes, or for the replicants alone. */
export function groupName(name: string, role: NodeRole): string {
  return role === "core" ? name : `${name}-${role}`;
}

/** Labels of every object. */
export const labels = oncePerCluster((settings) => {
  const component = { ...clusterLabels(settings.name), "app.kubernetes.io/managed-by": "pulumi" };
  return whenKnown([settings.labels], (given): Record<string, string> => ({ ...given, ...component }));
});

/** Metadata of an object; `own` are annotations, and `ownLabels` labels, of this one alone. */
export function objectMeta(
  settings: Settings,
  name: pulumi.Input<string>,
  own?: pulumi.Input<Record<string, string>>,
  ownLabels?: pulumi.Input<Record<string, string>>,
) {
  return {
    name,
    namespace: settings.namespace,
    labels: ownLabels
      ? whenKnown([labels(settings), ownLabels], (all, added) => ({ ...all, ...added }))
      : labels(settings),
    annotations: own ? annotations(settings, own) : commonAnnotations(settings),
  };
}

/** Annotations, absent where there are none. */
export function annotations(settings: Settings, own: pulumi.Input<Record<string, string>> = {}) {
  return whenKnown([settings.annotations, own], (given, added) => {
    const all: Record<string, string> = { ...given, ...added };
    return Object.keys(all).length > 0 ? all : undefined!;
  });
}

const commonAnnotations = oncePerCluster((settings) => annotations(settings));
