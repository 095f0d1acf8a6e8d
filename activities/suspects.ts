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
    `with standing as (
       select c.id, c.step, a.answer,
         (select coalesce(array_agg(t.id::text order by t.id::text), '{}') from tasks t where t.case_id = c.id and t.state = 'open') as tasks,
         exists (select from tasks t where t.case_id = c.id and t.state = 'open' and t.step is distinct from c.step) as elsewhere,
         (select count(*) from notices n where n.case_id = c.id and n.state = 'running') as notices,
         (select max(n.ends_at) from notices n where n.case_id = c.id and n.state = 'running') as ends_at
       from cases c left join acts a on a.case_id = c.id and a.seq = c.last_seq where c.state = 'open')
     select id from standing where answer is null or answer->>'state' is distinct from 'open' or elsewhere
       or tasks <> (select coalesce(array_agg(one order by one), '{}') from jsonb_array_elements_text(answer->'tasks') one)
       or notices > 1 or (notices = 0 and tasks = '{}')
       or ends_at is distinct from coalesce(to_timestamp((answer->>'until')::bigint / 1000.0), ends_at)
     union select case_id from drift_findings where healed_at is null
     union select case_id from act_failures where act = 'workflow'`,
  );
  return found.map(({ id }) => id);
}
