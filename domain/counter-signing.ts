/** How many offices must sign a step that several sign (B-09). */
export type SignMode = "all" | "any" | "ratio" | "in-turn";

/** Signatures that grant the step; `percent` counts in hundredths of the signers and is asked for "ratio" only. */
export function signaturesNeeded(mode: SignMode, signers: number, percent: number | null): number {
  switch (mode) {
    case "all":
    case "in-turn":
      return signers;
    case "any":
      return Math.min(1, signers);
    case "ratio":
      return Math.max(1, Math.ceil((signers * (percent ?? 100)) / 100));
  }
}

/**
 * Where a signing stands: `granted` as soon as enough have signed, `refused` as soon as they no longer can. A refusal
 * is a vote where one or some of several suffice, and the end where all must sign.
 */
export function reached(
  mode: SignMode,
  percent: number | null,
  count: { signers: number; approved: number; refused: number },
): "granted" | "refused" | "open" {
  const needed = signaturesNeeded(mode, count.signers, percent);
  if (count.approved >= needed) return "granted";
  return count.signers - count.refused < needed ? "refused" : "open";
}
