import { civilDateAt } from "./civil-date.ts";
import { dueAt, isPeriodProvisional, workingDaysBetween, type Calendar } from "./working-days.ts";

/** A span in which the days of a step ran. Epoch ms. */
export interface Run {
  from: number;
  to: number;
}

/** The days of one step at one desk, as far as it has them now. */
export interface StepTerm {
  /** Since when its days count now: opened, or taken over. Epoch ms. */
  from: number;
  workingDays: number;
  /** When its days ran before, until the case was returned or taken back. */
  earlier: readonly Run[];
}

/**
 * Working days that spans have used. The day a span begins on is not counted (民法典 201), the day it ends on is: going
 * on within the same day changes nothing.
 */
export function usedWorkingDays(runs: readonly Run[], calendar: Calendar): number {
  return runs.reduce((sum, { from, to }) => sum + workingDaysBetween(civilDateAt(from), civilDateAt(to), calendar), 0);
}

/**
 * When a step is due whose days stood still in between: what is left of them, counted from when it went on; at least one
 * day, for what came back must be read. Epoch ms. @throws RangeError as `dueAt`
 */
export function stepDue(term: StepTerm, calendar: Calendar): { at: number; provisional: boolean } {
  const left = leftOf(term.workingDays, usedWorkingDays(term.earlier, calendar));
  const due = dueAt(term.from, left, calendar);
  const earlier = term.earlier.some(({ from, to }) =>
    isPeriodProvisional(civilDateAt(from), civilDateAt(to), calendar),
  );
  return { at: due.at, provisional: due.provisional || earlier };
}

/** What is left of a step's working days after `used` of them. */
export function leftOf(workingDays: number, used: number): number {
  return Math.max(Math.min(1, workingDays), workingDays - used);
}
