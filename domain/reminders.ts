import { addDays, civilDateAt, startOfDay } from "./civil-date.ts";
import type { RoutingRule } from "./routing.ts";
import { instantAfterDue, instantBeforeDue, type Calendar } from "./working-days.ts";

type Rule = Pick<RoutingRule, "reminders" | "escalation">;

/** Which reminder belongs to the day of the instant `at`, if any (B-16). `due`, `at`: epoch ms on the case's own clock. */
export function reminderOn(
  rule: Rule | undefined,
  due: number,
  at: number,
  calendar: Calendar,
): "due-soon" | "due-today" | "overdue" | undefined {
  const today = civilDateAt(at);
  const isToday = (instant: number) => civilDateAt(instant) === today;
  if (at >= due)
    return rule?.reminders.afterDays.some((days) => isToday(instantAfterDue(due, days, calendar)))
      ? "overdue"
      : undefined;
  if (startOfDay(addDays(today, 1)) >= due) return "due-today";
  return rule?.reminders.beforeDays.some((days) => isToday(instantBeforeDue(due, days, calendar)))
    ? "due-soon"
    : undefined;
}

/** When the task is escalated: 00:00 of the rule's day after the end; undefined when it never is. Epoch ms. */
export function escalationInstant(rule: Rule | undefined, due: number, calendar: Calendar): number | undefined {
  return rule?.escalation ? instantAfterDue(due, rule.escalation.afterDays, calendar) : undefined;
}

/**
 * From when on a task has something to say: 00:00 of the next day with a reminder, today's own counted for all of today,
 * or its escalation where that is `awaited`; undefined when nothing is left to be said. Epoch ms on the case's own clock.
 * It holds as long as due date and calendar do.
 */
export function nextReminder(
  rule: Rule | undefined,
  { due, at, escalation }: { due: number; at: number; escalation: "awaited" | "none" },
  calendar: Calendar,
): number | undefined {
  const { beforeDays = [], afterDays = [] } = rule?.reminders ?? {};
  const today = startOfDay(civilDateAt(at));
  const days = [
    startOfDay(civilDateAt(due - 1)),
    ...beforeDays.map((count) => instantBeforeDue(due, count, calendar)),
    ...afterDays.map((count) => instantAfterDue(due, count, calendar)),
  ].filter((instant) => instant >= today);
  const escalated = escalation === "awaited" ? escalationInstant(rule, due, calendar) : undefined;
  const next = Math.min(...days, escalated ?? Infinity);
  return next === Infinity ? undefined : next;
}
