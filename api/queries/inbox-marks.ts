import { rows, type Database } from "../../db/connection.ts";
import type { SigningRow, TaskRow } from "../../db/rows.ts";
import { signaturesNeeded } from "../../domain/counter-signing.ts";

interface Marks {
  signing: { given: number; needed: number } | null;
  lender: string | null;
}

/**
 * What the tasks of one page say besides their rows, by task id: how far a counter-signing is, and who lent it. Two
 * queries for the whole page at most, none when no task of it is signed by several or lent.
 */
export async function marksOf(database: Database, tasks: readonly TaskRow[]): Promise<Map<string, Marks>> {
  const [signings, lenders] = await Promise.all([signingsOf(database, tasks), lendersOf(database, tasks)]);
  return new Map(
    tasks.map((task) => [
      task.id,
      { signing: signings.get(task.signing_id ?? "") ?? null, lender: lenders.get(task.id) ?? null },
    ]),
  );
}

async function signingsOf(database: Database, tasks: readonly TaskRow[]): Promise<Map<string, Marks["signing"]>> {
  const ids = [...new Set(tasks.flatMap(({ signing_id: id }) => (id ? [id] : [])))];
  if (ids.length === 0) return new Map();
  type Counted = Pick<SigningRow, "id" | "mode" | "percent"> & { signers: number; given: number };
  const found = await rows<Counted>(
    database,
    `select s.id, s.mode, s.percent, count(*)::int as signers,
       (count(*) filter (where t.state = 'decided' and t.outcome = 'approved'))::int as given
     from signings s join lateral (
       select distinct on (sign_order) state, outcome from tasks where signing_id = s.id
       order by sign_order, seq desc
     ) t on t.outcome is distinct from 'removed'
     where s.id = any($1::uuid[]) group by s.id`,
    [ids],
  );
  return new Map(
    found.map(({ id, mode, percent, signers, given }) => [
      id,
      { given, needed: signaturesNeeded(mode, signers, percent) },
    ]),
  );
}

async function lendersOf(database: Database, tasks: readonly TaskRow[]): Promise<Map<string, string>> {
  const ids = tasks.filter((task) => task.lender_id !== null).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const found = await rows<{ task_id: string; lender_name: string }>(
    database,
    "select task_id, lender_name from loans where task_id = any($1::uuid[]) and ended_at is null",
    [ids],
  );
  return new Map(found.map((loan) => [loan.task_id, loan.lender_name]));
}
