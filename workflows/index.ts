/** One line per matter; then the long work that is not a case. */
export { certificateReplacement } from "./certificate-replacement.ts";
export { dueSweep } from "./due-sweep.ts";
export { calendarChange } from "./calendar-change.ts";
