import * as pulumi from "@pulumi/pulumi";
import type { NodeRole } from "../emqx/nodeRole";
import type { Settings } from "../settings";
import { oncePerCluster } from "./once";
import { whenKnown } from "../eventual";

/** The labels that select all objects of a cluster, and no others. */
export function clusterLabels(name: string): Record<string, string> {
  return { "app.kubernetes.io/name": "emqx", "app.kubernetes.io/instance": name };
}

/** The labels that select a cluster's core nodes or replicants. They never change. */
export function selectorLabels(name: string, role: NodeRole = "core"): Record<string, string> {
  return { ...clusterLabels(name), "app.kubernetes.io/component": role };
}

/** The name of an object that belongs to the core nodes or to the replicants. */
export function groupName(name: string, role: NodeRole): string {
  return role === "core" ? name : `${name}-${role}`;
}

/** The labels of every object. */
export const labels = oncePerCluster((settings) => {
  const component = { ...clusterLabels(settings.name), "app.kubernetes.io/managed-by": "pulumi" };
  return whenKnown([settings.labels], (given): Record<string, string> => ({ ...given, ...component }));
});

/** The metadata of an object. `own` and `ownLabels` are additional annotations and labels of this object only. */
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

/** The annotations of an object. Undefined if it has none. */
export function annotations(settings: Settings, own: pulumi.Input<Record<string, string>> = {}) {
  return whenKnown([settings.annotations, own], (given, added) => {
    const all: Record<string, string> = { ...given, ...added };
    return Object.keys(all).length > 0 ? all : undefined!;
  });
}

const commonAnnotations = oncePerCluster((settings) => annotations(settings));
