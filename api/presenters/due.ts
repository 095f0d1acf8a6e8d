import type { z } from "zod";
import { workingDaysLeft, workingDaysOverdue, type Calendar } from "../../domain/working-days.ts";
import type { due } from "../contracts/common.ts";

export type Due = z.infer<typeof due>;

/** Distance of an instant (epoch ms) from the case's own present; `from` is when the period began. */
export function presentDue(
  term: { at: number; provisional: boolean; from?: number; paused?: boolean },
  now: number,
  calendar: Calendar,
): Due {
  return {
    at: new Date(term.at).toISOString(),
    provisional: term.provisional,
    workingDaysLeft: workingDaysLeft(now, term.at, calendar, term.from),
    workingDaysOverdue: term.paused ? 0 : workingDaysOverdue(now, term.at, calendar),
    paused: term.paused ?? false,
  };
}
