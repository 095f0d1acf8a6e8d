import { nextReminder } from "../domain/reminders.ts";
import type { RoutingRule } from "../domain/routing.ts";
import type { Calendar } from "../domain/working-days.ts";

/**
 * When the wall clock reaches the instant from which on a sweep looks at a task (`tasks.sweep_order`, epoch ms), for a
 * case whose own clock runs so far ahead; the greatest safe integer when nothing is left to be said. `due`, `at`: on the
 * case's clock.
 */
export function sweepOrder(
  rule: RoutingRule | undefined,
  task: { due: number; at: number; escalation: "awaited" | "none" },
  clockAhead: number,
  calendar: Calendar,
): number {
  const next = nextReminder(rule, task, calendar);
  return next === undefined ? Number.MAX_SAFE_INTEGER : next - clockAhead;
}
