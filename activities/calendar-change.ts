import { rows } from "../db/connection.ts";
import type { CalendarChange, Engine } from "../engine/engine.ts";
import type { ActivityDeps } from "./deps.ts";

const pageSize = 100;

/**
 * Tells the next cases that a calendar change may touch. Retry-safe: a case told twice looks twice and finds nothing
 * changed the second time (the notice row keeps the version it was computed with).
 */
export async function tellCasesOfCalendar(
  deps: Pick<ActivityDeps, "database">,
  engine: Pick<Engine, "lookAgain">,
  input: { change: CalendarChange; after: string | null },
): Promise<string | null> {
  const touched = await rows<{ id: string }>(
    deps.database,
    `select c.id from cases c where c.state = 'open' and ($1::uuid is null or c.id > $1) and (
       exists (select 1 from notices n where n.case_id = c.id and n.state = 'running' and n.calendar_version < $2)
       or exists (select 1 from tasks t where t.case_id = c.id and t.state = 'open' and t.due_in_working_days is not null
                  and t.due_at >= $3::date - interval '30 days'))
     order by c.id limit ${pageSize}`,
    [input.after, input.change.version, input.change.date],
  );
  for (const { id } of touched) await engine.lookAgain(id, "calendar");
  return touched.length < pageSize ? null : (touched.at(-1)?.id ?? null);
}
