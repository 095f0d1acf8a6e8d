import { rows, type Database } from "../../db/connection.ts";
import type { TaskRow } from "../../db/rows.ts";
import { getMatter } from "../../domain/matters/index.ts";
import type { TaskView } from "../contracts/tasks.ts";

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
     and (office_id is null or office_id = $4) order by office_id nulls last, outcome, id`,
    [task.matter, step, outcomes, task.receiver_id],
  );
}
