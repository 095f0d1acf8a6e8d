import { rows, type Database } from "../db/connection.ts";
import type { Engine } from "../engine/engine.ts";

/**
 * Cases worth asking first: those whose rows are not what their last act left, those that only the rows or only the
 * engine call running, those whose code fails, and those that differed before. One statement over all open cases and
 * one list of the engine's; ids, in no order.
 */
export async function listSuspects(
  database: Database,
  engine: Pick<Engine, "listRunning">,
): Promise<readonly string[]> {
  const [running, failing, changed, open] = await Promise.all([
    engine.listRunning(),
    engine.listRunning("failing"),
    casesWithChangedRows(database),
    rows<{ id: string }>(database, "select id from cases where state = 'open'"),
  ]);
  const runs = new Set(running);
  const known = new Set(open.map(({ id }) => id));
  return [
    ...running.filter((id) => !known.has(id)),
    ...[...known].filter((id) => !runs.has(id)),
    ...failing,
    ...changed,
  ];
}

/** The next open cases after one, by id. */
export async function nextCases(database: Database, after: string | null, many: number): Promise<string[]> {
  const found = await rows<{ id: string }>(
    database,
    "select id from cases where state = 'open' and ($1::uuid is null or id > $1) order by id limit $2",
    [after, many],
  );
  return found.map(({ id }) => id);
}

/** What an act answered is kept beside what it wrote: rows that say otherwise were changed by other hands. */
async function casesWithChangedRows(database: Database): Promise<string[]> {
  const found = await rows<{ id: string }>(
    database,
    // Whole tables joined, not a look into each for every case: of 100,000 open cases in a third of the time.
    `with work as (
       select case_id, array_agg(id::text order by id::text) as tasks, array_agg(distinct step) as steps
       from tasks where state = 'open' group by case_id),
     noticed as (select case_id, count(*) as notices, max(ends_at) as ends_at from notices where state = 'running' group by case_id),
     standing as (
       select c.id, a.answer, coalesce(w.tasks, '{}') as tasks, w.steps <> array[c.step] as elsewhere,
         coalesce(n.notices, 0) as notices, n.ends_at
       from cases c left join acts a on a.case_id = c.id and a.seq = c.last_seq
         left join work w on w.case_id = c.id left join noticed n on n.case_id = c.id
       where c.state = 'open')
     select id from standing where answer is null or answer->>'state' is distinct from 'open' or elsewhere
       or (to_jsonb(tasks) is distinct from answer->'tasks'
         and tasks <> (select coalesce(array_agg(one order by one), '{}') from jsonb_array_elements_text(answer->'tasks') one))
       or notices > 1 or (notices = 0 and tasks = '{}')
       or ends_at is distinct from coalesce(to_timestamp((answer->>'until')::bigint / 1000.0), ends_at)
     union select case_id from drift_findings where healed_at is null
     union select case_id from act_failures where act = 'workflow'`,
  );
  return found.map(({ id }) => id);
}
