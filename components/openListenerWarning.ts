import * as pulumi from "@pulumi/pulumi";
import type { Context } from "./children/context";
import { whenKnown } from "./eventual";

/** Warns of listeners that let in anybody who reaches them. Those that are reachable from outside fail the preview. */
export function warnOfOpenListeners({ settings, parent }: Context): void {
  whenKnown([settings.openListeners], (names) => {
    if (names.length > 0) {
      void pulumi.log.warn(
        `Anybody in the Kubernetes cluster may connect without a login to: ${names.join(", ")}. Set authentication, or accept this with ` +
          'acceptedExposures: ["openListener"].',
        parent,
      );
    }
  });
}
