import { setTimeout as sleep } from "node:timers/promises";

/** Waits for what controllers bring about soon: repeats a check until it holds. */
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
