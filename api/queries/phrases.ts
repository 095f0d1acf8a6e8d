import { row, rows, type Database } from "../../db/connection.ts";
import type { TaskRow } from "../../db/rows.ts";
import { getMatter } from "../../domain/matters/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import type { PhraseOutcome } from "../contracts/phrases.ts";
import type { TaskView } from "../contracts/tasks.ts";

export interface PhraseRow {
  id: string;
  office_id: string | null;
  matter: string;
  step: string;
  outcome: PhraseOutcome;
  text: string;
  place: string;
}

/** Those in use of these offices, and those for everybody; of all offices where none are named. */
export function listPhrases(database: Database, officeIds: readonly string[] | null): Promise<PhraseRow[]> {
  return rows(
    database,
    `select id, office_id, matter, step, outcome, text, place from phrases
     where ended_at is null and (office_id is null or $1::uuid[] is null or office_id = any($1::uuid[]))
     order by matter, step, outcome, office_id nulls last, place`,
    [officeIds],
  );
}

/** @throws Refusal("not-found") when there is no such phrase in use. */
export async function getPhrase(database: Database, id: string): Promise<PhraseRow> {
  const found = await row<PhraseRow>(
    database,
    "select id, office_id, matter, step, outcome, text, place from phrases where id = $1 and ended_at is null",
    [id],
  );
  if (!found) throw new Refusal("not-found");
  return found;
}

/** The opinions offered at a task: those of its receiver first, then those for everybody. */
export function findPhrases(
  database: Database,
  task: Pick<TaskRow, "kind" | "matter" | "step" | "receiver_id">,
): Promise<TaskView["phrases"]> {
  const outcomes = task.kind === "objection" ? ["dismiss", "uphold"] : ["approve", "return", "reject"];
  // An objection is decided in the notice by the office of the last step, with that office's phrases.
  const step = task.kind === "objection" ? getMatter(task.matter).finalStep : task.step;
  return rows(
    database,
    `select outcome, text from phrases where matter = $1 and step = $2 and outcome = any($3::text[]) and ended_at is null
     and (office_id is null or office_id = $4) order by office_id nulls last, outcome, place`,
    [task.matter, step, outcomes, task.receiver_id],
  );
}
