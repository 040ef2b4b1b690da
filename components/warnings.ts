import * as pulumi from "@pulumi/pulumi";
import type { Context } from "./children/context";
import { ClaimRetention } from "./emqxClusterArgs";
import { whenKnown } from "./eventual";

/** Warns of what no preview shows: Kubernetes deletes the claims together with the StatefulSet. */
export function warnOfDeletion({ name, settings }: Context): void {
  whenKnown([settings.persistence], ({ enabled, whenDeleted }) => {
    if (enabled && whenDeleted === ClaimRetention.Delete) {
      warn(
        name,
        "deleting or replacing the StatefulSet also deletes all data, because persistence.retention.whenDeleted is Delete.",
      );
    }
  });
}

/** Warns of listeners that let in anybody who reaches them. Those that are reachable from outside fail the preview. */
export function warnOfOpenListeners({ name, settings }: Context): void {
  whenKnown([settings.openListeners], (names) => {
    if (names.length > 0) {
      warn(
        name,
        `anybody in the Kubernetes cluster may connect without a login to: ${names.join(", ")}. Set authentication, or accept this with ` +
          'acceptedExposures: ["openListener"].',
      );
    }
  });
}

/**
 * The message names the cluster in its text, not as its resource: the SDK sends messages in order, and would wait for ever for the URN of a
 * resource that the engine rejects.
 */
function warn(name: string, text: string): void {
  void pulumi.log.warn(`EmqxCluster "${name}": ${text}`);
}
