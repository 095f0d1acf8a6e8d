import pino from "pino";
import { sweepDueTasks } from "../../activities/due-sweep.ts";
import type { ActivityDeps } from "../../activities/deps.ts";
import { loadCalendar } from "../../db/calendar.ts";
import { row, rows } from "../../db/connection.ts";
import { addDays, civilDateAt, startOfDay } from "../../domain/civil-date.ts";
import { isWorkingDay } from "../../domain/working-days.ts";
import type { Measured } from "./cases.ts";
import { plantOpenTasks } from "./scale.ts";

/**
 * Seconds of one sweep over open tasks: the first of a day, which writes that day's reminders; the next, five minutes
 * later, which finds them written; ten at once. What is long overdue was escalated on another day.
 */
export async function measureSweep({ database }: Measured, many: number): Promise<string[]> {
  await plantOpenTasks(database, many);
  await rows(
    database,
    `update tasks t set rule_id = r.id, escalated_at = now() from routing_rules r join rule_sets s on s.id = r.rule_set_id
     where t.case_number like 'YS-LZ-2026-9%' and s.version = t.rule_version and r.step = 'title-office' and r.rule->'conditions' = '[]'`,
  );
  // Somebody sits at every desk.
  await rows(
    database,
    `insert into memberships (id, account_id, office_id, role, valid_from)
     select gen_random_uuid(), a.id, o.id, 'reviewer', '2024-01-01' from offices o, accounts a
     where o.name like '测算机构 %' and a.login_name = 'shizhigaiban2'`,
  );
  await rows(database, "vacuum analyze tasks");
  // A sweep reaches for no more of what a worker has.
  const deps = { database, log: pino({ level: "silent" }) } as unknown as ActivityDeps;
  const calendar = await loadCalendar(database);
  let day = civilDateAt(Date.now());
  while (!isWorkingDay(day, calendar)) day = addDays(day, 1);
  const morning = startOfDay(day) + 9 * 3_600_000;
  const seconds = async (sweeps: number) => {
    const from = performance.now();
    await Promise.all(Array.from({ length: sweeps }, () => sweepDueTasks(deps, { at: morning })));
    return ((performance.now() - from) / 1000).toFixed(1);
  };
  const first = await seconds(1);
  const told = await row<{ count: number }>(
    database,
    "select count(*)::int as count from notifications where kind in ('due-soon', 'due-today', 'overdue')",
  );
  return [
    `| sweep over ${many} open tasks at 200 offices | seconds |`,
    "|---|---|",
    `| the first of a day, which writes ${told!.count} reminders | ${first} |`,
    `| another of the same day | ${await seconds(1)} |`,
    `| ten more at once | ${await seconds(10)} |`,
  ];
}
