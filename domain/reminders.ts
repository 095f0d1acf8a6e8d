import { addDays, civilDateAt, startOfDay, type CivilDate } from "./civil-date.ts";
import type { RoutingRule } from "./routing.ts";
import { instantAfterDue, instantBeforeDue, type Calendar } from "./working-days.ts";

type Rule = Pick<RoutingRule, "reminders" | "escalation">;

export type ReminderKind = "due-soon" | "due-today" | "overdue";

/** Which reminder belongs to the day of the instant `at`, if any (B-16). `due`, `at`: epoch ms on the case's own clock. */
export function reminderOn(
  rule: Rule | undefined,
  due: number,
  at: number,
  calendar: Calendar,
): ReminderKind | undefined {
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

/**
 * The last day since `from` that brought a reminder, today included, and what it says today: where no sweep came by on
 * that day, the next one says how things stand now, once, and not all that was missed (B-16). Undefined before the first.
 * `due`, `from`, `at`: epoch ms on the case's own clock.
 */
export function lastReminder(
  rule: Rule | undefined,
  { due, from, at }: { due: number; from: number; at: number },
  calendar: Calendar,
): { day: CivilDate; kind: ReminderKind } | undefined {
  const [first, today] = [civilDateAt(from), civilDateAt(at)];
  const days = reminderInstants(rule, due, calendar)
    .map((instant) => civilDateAt(instant))
    .filter((day) => day >= first && day <= today);
  const day = days.toSorted().at(-1);
  if (!day) return undefined;
  return { day, kind: reminderOn(rule, due, at, calendar) ?? (at >= due ? "overdue" : "due-soon") };
}

/** 00:00 of every day that brings a reminder, in no order. */
function reminderInstants(rule: Rule | undefined, due: number, calendar: Calendar): number[] {
  const { beforeDays = [], afterDays = [] } = rule?.reminders ?? {};
  return [
    startOfDay(civilDateAt(due - 1)),
    ...beforeDays.map((count) => instantBeforeDue(due, count, calendar)),
    ...afterDays.map((count) => instantAfterDue(due, count, calendar)),
  ];
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
  const today = startOfDay(civilDateAt(at));
  const days = reminderInstants(rule, due, calendar).filter((instant) => instant >= today);
  const escalated = escalation === "awaited" ? escalationInstant(rule, due, calendar) : undefined;
  const next = Math.min(...days, escalated ?? Infinity);
  return next === Infinity ? undefined : next;
}
