import { type Evacuation, waitHealthCheckSeconds } from "../emqx/evacuation";
import type { ReleaseLine } from "../emqx/releaseLine";
import type { EvacuationArgs } from "../emqxClusterArgs";
import type { Report } from "./checks";
import { editionHint, lineName } from "./release";
import { object } from "./rules/collections";
import type { Known, Rule } from "./rules/rule";
import { atLeast } from "./rules/scalars";

const fields = object<EvacuationArgs>()({
  connEvictRate: atLeast(1, 500),
  sessEvictRate: atLeast(1, 500),
  waitTakeoverSeconds: atLeast(1, 10),
  timeoutSeconds: (given = 600) => given,
});

export const evacuation: Rule<Known<EvacuationArgs>, Evacuation> = (given, path, report) => {
  const complete = fields(given, path, report);
  const { waitTakeoverSeconds, timeoutSeconds } = complete;
  const waits = Number.isInteger(waitTakeoverSeconds) ? waitTakeoverSeconds : 0;
  atLeast(waits + waitHealthCheckSeconds + 1)(timeoutSeconds, `${path}.timeoutSeconds`, report);
  return complete;
};

/** Reports a release without evacuation. */
export function checkEvacuation(line: ReleaseLine | undefined, report: Report): void {
  if (line && !line.hasEvacuation) {
    report(
      "evacuation",
      `not supported by ${lineName(line)}; use EMQX 5.9 or later, or the enterprise edition 5.1 or later ` +
        `${editionHint}, or omit it`,
    );
  }
}

/** Reports hooks in pods. A container can have only one hook of each kind. */
export function checkHooks(hooks: object[], report: Report): void {
  if (hooks.some((given) => Object.keys(given ?? {}).length > 0)) {
    report("evacuation", "only valid without hooks in pods.lifecycle: evacuation sets these hooks itself");
  }
}
