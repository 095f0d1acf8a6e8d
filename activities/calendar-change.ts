import { rows } from "../db/connection.ts";
import type { CalendarChange, Engine } from "../engine/engine.ts";
import type { ActivityDeps } from "./deps.ts";
import type { Writing } from "./writing.ts";

const pageSize = 100;
const atOnce = 10;

/**
 * Tells the next cases that a calendar change may touch; null when none is left. Which cases those are is written down
 * first, once. Interrupted and tried again it goes on with those not told yet, and a case that was told in the instant
 * of a crash looks twice and finds nothing changed the second time (its rows keep what they were computed with).
 */
export async function tellCasesOfCalendar(
  deps: Pick<ActivityDeps, "database">,
  engine: Pick<Engine, "lookAgain">,
  { change }: { change: CalendarChange; after: string | null },
): Promise<string | null> {
  await planRecomputation(deps, change);
  const waiting = await rows<{ case_id: string }>(
    deps.database,
    `select case_id from recomputed_cases where version = $1 and told_at is null order by case_id limit ${pageSize}`,
    [change.version],
  );
  for (let from = 0; from < waiting.length; from += atOnce) {
    const group = waiting.slice(from, from + atOnce);
    await Promise.all(
      group.map(async ({ case_id: caseId }) => {
        await engine.lookAgain(caseId, "calendar");
        await rows(
          deps.database,
          "update recomputed_cases set told_at = now() where version = $1 and case_id = $2 and told_at is null",
          [change.version, caseId],
        );
      }),
    );
  }
  return waiting.length < pageSize ? null : (waiting.at(-1)?.case_id ?? null);
}

/** The open cases with a running notice, or with a due date that the change may move, as they stand when it begins. */
async function planRecomputation({ database }: Pick<ActivityDeps, "database">, change: CalendarChange): Promise<void> {
  await rows(
    database,
    `with begun as (
       insert into calendar_recomputations (version, begun_at) values ($1, now()) on conflict do nothing returning version)
     insert into recomputed_cases (version, case_id)
     select begun.version, c.id from begun cross join cases c where c.state = 'open' and (
       exists (select 1 from notices n where n.case_id = c.id and n.state = 'running' and n.calendar_version < $1)
       or exists (select 1 from tasks t where t.case_id = c.id and t.state = 'open' and t.due_in_working_days is not null
                  and t.due_at >= $2::date - interval '30 days'))`,
    [change.version, change.date],
  );
}

/** The act at hand has counted with `calendarVersion`: every recomputation up to it is done for this case. */
export async function keepRecomputed(writing: Writing, calendarVersion: number): Promise<void> {
  await writing.rows(
    `update recomputed_cases r set done_at = now(), moved = exists (
       select from case_events e where e.case_id = r.case_id and e.seq = $2 and e.type in ('notice.recomputed', 'due.recomputed'))
     where r.case_id = $1 and r.done_at is null and r.version <= $3`,
    [writing.act.caseId, writing.act.seq, calendarVersion],
  );
}

/**
 * A change whose recomputation was never begun, because the process that wrote it died before the engine knew, is begun
 * now. The first version is what an installation starts with: no case is older.
 */
export async function beginForgottenRecomputation(
  { database }: Pick<ActivityDeps, "database">,
  engine: Pick<Engine, "changeCalendar">,
): Promise<void> {
  const forgotten = await rows<{ version: number; note: string }>(
    database,
    `select v.version, v.note from calendar_versions v where v.changed_at < now() - interval '1 minute'
       and v.version > (select min(version) from calendar_versions)
       and not exists (select from calendar_recomputations r where r.version >= v.version)
     order by v.version desc limit 1`,
  );
  for (const { version, note } of forgotten) await engine.changeCalendar({ version, date: "2000-01-01", reason: note });
}
