/**
 * Waits for a condition, never for a time: asks until the look finds something true, and answers that.
 * @throws Error naming what never came, after `withinMilliseconds`.
 */
export async function until<Found>(
  look: () => Promise<Found | undefined | false>,
  what: string,
  withinMilliseconds = 60_000,
): Promise<Found> {
  const end = Date.now() + withinMilliseconds;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
