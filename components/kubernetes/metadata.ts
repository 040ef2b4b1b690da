import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";

/** The labels that find a cluster's pods, and nothing else's. They never change. */
export function selectorLabels(name: string): Record<string, string> {
  return { "app.kubernetes.io/name": "emqx", "app.kubernetes.io/instance": name };
}

/** Labels of every object. */
export function labels(settings: Settings): pulumi.Output<Record<string, string>> {
  const component = { ...selectorLabels(settings.name), "app.kubernetes.io/managed-by": "pulumi" };
  return settings.labels.apply((given): Record<string, string> => ({ ...given, ...component }));
}

/** Metadata of an object; `annotations` are this object's own. */
export function objectMeta(
  settings: Settings,
  name: pulumi.Input<string>,
  annotations: pulumi.Input<Record<string, string>> = {},
) {
  return {
    name,
    namespace: settings.namespace,
    labels: labels(settings),
    annotations: pulumi
      .all([settings.annotations, annotations])
      .apply(([common, own]): Record<string, string> => ({ ...common, ...own })),
  };
}
