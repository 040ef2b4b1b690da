import * as pulumi from "@pulumi/pulumi";
import type { Context } from "./children/context";
import { whenKnown } from "./eventual";

/** Warns of listeners that let in anybody who reaches them. Those that are reachable from outside fail the preview. */
export function warnOfOpenListeners({ name, settings }: Context): void {
  whenKnown([settings.openListeners], (names) => {
    if (names.length > 0) {
      // Without the resource: the SDK sends messages in order, and would wait for ever for one that is never registered.
      void pulumi.log.warn(
        `EmqxCluster "${name}": anybody in the Kubernetes cluster may connect without a login to: ${names.join(", ")}. Set authentication, or accept this with ` +
          'acceptedExposures: ["openListener"].',
      );
    }
  });
}
