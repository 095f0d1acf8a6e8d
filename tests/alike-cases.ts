import { uuidv7 } from "uuidv7";
import { rows } from "../db/connection.ts";
import { casesTaskQueue } from "../engine/task-queues.ts";
import { bookQuery, workflowTypeOf } from "../workflows/messages.ts";
import type { CaseDesk } from "./case-desk.ts";
import type { TestCase } from "./test-case.ts";

const atOnce = 8;

/**
 * Further cases that stand where one was driven to, each with rows and a run of its own that begins with that case's
 * book; their tasks are held by `holder`. Answers the ids of the tasks.
 */
export async function plantAlike(desk: CaseDesk, like: TestCase, many: number, holder: string): Promise<string[]> {
  const { client } = desk.engine;
  const book = await client.workflow.getHandle(like.id).query(bookQuery);
  const task = await like.openTask();
  const theCase = (await like.row())!;
  const plant = async (index: number): Promise<string> => {
    const [caseId, taskId, certificateId] = [uuidv7(), uuidv7(), uuidv7()];
    const number = `${theCase.number}-${index}`;
    await copy(desk, "certificates", theCase.certificate_id!, { id: certificateId, number: `ALIKE-${index}` });

    await copy(desk, "cases", like.id, { id: caseId, number, certificate_id: certificateId, clock_ahead: 0 });
    await copy(desk, "tasks", task.id, {
      ...{ id: taskId, case_id: caseId, case_number: number, clock_ahead: 0, holder_id: holder, holder_name: "经办" },
    });
    const standing = { step: task.step, tasks: [taskId], until: null };
    await client.workflow.start(workflowTypeOf(theCase.matter), {
      workflowId: caseId,
      taskQueue: casesTaskQueue,
      args: [{ caseId, matter: theCase.matter, book: { ...book, standing } }],
    });
    return taskId;
  };
  const made: string[] = [];
  for (let from = 0; from < many; from += atOnce)
    made.push(
      ...(await Promise.all(Array.from({ length: Math.min(atOnce, many - from) }, (_, at) => plant(from + at)))),
    );
  return made;
}

async function copy(desk: CaseDesk, table: "certificates" | "cases" | "tasks", id: string, change: object) {
  const columns = await rows<{ name: string }>(
    desk.database,
    `select column_name as name from information_schema.columns where table_name = $1 and is_generated = 'NEVER'`,
    [table],
  );
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  await rows(
    desk.database,
    `insert into ${table} (${names}) select ${names} from jsonb_populate_record(null::${table},
       (select to_jsonb(t) from ${table} t where id = $1) || $2::jsonb)`,
    [id, JSON.stringify(change)],
  );
}
