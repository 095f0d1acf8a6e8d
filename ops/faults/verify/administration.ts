import { setTimeout as delay } from "node:timers/promises";
import { row, rows, type Database } from "../../../db/connection.ts";
import type { Ledger } from "../ledger.ts";
import type { Difference } from "./difference.ts";

/**
 * What carries no key: a task given to a colleague is told once for each answer and never for nobody's asking; a changed
 * day of the calendar stands in the audit trail, and running cases are told of it.
 */
export async function verifyAdministration(database: Database, ledger: Ledger): Promise<Difference[]> {
  return [...(await verifyHandovers(database, ledger)), ...(await verifyCalendar(database, ledger))];
}

async function verifyHandovers(database: Database, { handovers }: Ledger): Promise<Difference[]> {
  const told = await rows<{ case_id: string; task_id: string; actor_id: string; times: number }>(
    database,
    `select case_id, task_id, actor_id, count(*)::int as times from case_events where type = 'task.transferred' group by 1, 2, 3`,
  );
  const nameOf = (taskId: string, accountId: string) => `${taskId} ${accountId}`;
  const times = new Map(told.map((one) => [nameOf(one.task_id, one.actor_id), one]));
  const differences: Difference[] = [];
  for (const name of new Set([...times.keys(), ...handovers.map((one) => nameOf(one.taskId, one.accountId))])) {
    const asked = handovers.filter((one) => nameOf(one.taskId, one.accountId) === name);
    const answered = asked.filter((one) => one.answered).length;
    const found = times.get(name);
    // An answer that was lost may have been carried: its repetition is refused, since the version has moved.
    if ((found?.times ?? 0) >= answered && (found?.times ?? 0) <= asked.length) continue;
    differences.push({
      what: "task given away and not told once",
      caseId: found?.case_id ?? asked[0]!.caseId,
      detail: `${name}: ${asked.length} asked, ${answered} answered, ${found?.times ?? 0} told`,
    });
  }
  return differences;
}

async function verifyCalendar(database: Database, { calendarDays }: Ledger): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const { note, answered, date } of calendarDays) {
    const kept = await row<{ times: number }>(
      database,
      "select count(*)::int as times from audit_log where action = 'calendar.changed' and data ->> 'sourceDocument' = $1",
      [note],
    );
    if (answered && !kept?.times)
      differences.push({ what: "changed day acknowledged and lost", caseId: null, detail: date });
  }
  const forgotten = await waitForRecomputations(database);
  for (const version of forgotten)
    differences.push({ what: "changed day that no case was told of", caseId: null, detail: `version ${version}` });
  return differences;
}

/** One whose process died before the engine knew is begun by the next sweep (five minutes, and one): so long, in ms, is waited. */
const nextSweep = 420_000;

async function waitForRecomputations(database: Database): Promise<number[]> {
  const end = Date.now() + nextSweep;
  for (;;) {
    const forgotten = await rows<{ version: number }>(
      database,
      `select v.version from calendar_versions v where v.version > (select min(version) from calendar_versions)
       and not exists (select from calendar_recomputations r where r.version >= v.version) order by 1`,
    );
    if (forgotten.length === 0 || Date.now() > end) return forgotten.map(({ version }) => version);
    await delay(1000);
  }
}
