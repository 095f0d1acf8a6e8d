/** The p-th percentile of some figures, nearest rank. */
export function percentile(figures: readonly number[], p: number): number {
  const sorted = [...figures].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}
