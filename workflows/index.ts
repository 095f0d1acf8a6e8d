/** One line per matter; then the long work that is not a case. */
export { certificateReplacement } from "./certificate-replacement.ts";
export { dueSweep } from "./due-sweep.ts";
export { reconciliation } from "./reconciliation.ts";
export { calendarChange } from "./calendar-change.ts";
export { bulkDecision } from "./bulk-decision.ts";
