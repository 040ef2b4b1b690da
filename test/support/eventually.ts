import { setTimeout as sleep } from "node:timers/promises";

/**
 * Repeats a check until it passes, because controllers need some time.
 *
 * @param seconds The time after which it fails.
 * @param pause The milliseconds between two checks.
 */
export async function eventually(check: () => unknown, seconds = 40, pause = 100): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(pause);
  }
}
