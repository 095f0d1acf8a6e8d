import { setTimeout as pause } from "node:timers/promises";

/**
 * Waits until the rows say so: asks at once, then in growing steps.
 * @throws Error after `timeout` milliseconds.
 */
export async function waitFor(holds: () => Promise<boolean>, timeout = 15_000): Promise<void> {
  const until = Date.now() + timeout;
  for (let step = 20; !(await holds()); step = Math.min(500, step * 2)) {
    if (Date.now() > until) throw new Error("what was waited for did not happen in time");
    await pause(step);
  }
}
