import { assertNever } from "../../../../domain/assert-never.ts";
import type { BulkItem } from "../../../../api/contracts/bulk-batches.ts";

export type BulkOutcome = BulkItem["decision"]["outcome"];

/** 通过, 退回, 不予通过 */
export function outcomeWord(outcome: BulkOutcome): string {
  switch (outcome) {
    case "approve":
      return $localize`通过`;
    case "return":
      return $localize`退回`;
    case "reject":
      return $localize`不予通过`;
    default:
      return assertNever(outcome);
  }
}
