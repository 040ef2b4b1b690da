import { setTimeout as sleep } from "node:timers/promises";

interface Pod {
  metadata: { deletionTimestamp?: string };
  status: { conditions?: { type: string; status: string }[] };
}

/** Whether a pod is ready and will stay. */
export function isReady({ metadata, status }: Pod): boolean {
  const conditions = status.conditions ?? [];
  return (
    !metadata.deletionTimestamp && conditions.some((each) => each.type === "Ready" && each.status === "True")
  );
}

/** The smallest number of ready pods while the work runs. */
export async function fewestReady(
  work: Promise<unknown>,
  pods: () => Promise<Pod[]>,
  pause: number,
): Promise<number> {
  let isDone = false;
  const done = work.finally(() => (isDone = true));
  let fewest = Infinity;
  while (!isDone) {
    fewest = Math.min(fewest, (await pods()).filter(isReady).length);
    await sleep(pause);
  }
  await done;
  return fewest;
}
