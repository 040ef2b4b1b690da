import { setTimeout as sleep } from "node:timers/promises";

/** Repeats a check until it passes, because controllers need some time. */
export async function eventually(check: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 40_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(100);
  }
}
