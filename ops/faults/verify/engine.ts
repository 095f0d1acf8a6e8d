import type { Client } from "@temporalio/client";
import { rows, type Database } from "../../../db/connection.ts";
import { positionQuery } from "../../../workflows/messages.ts";
import type { Difference } from "./difference.ts";

interface Standing {
  id: string;
  step: string | null;
  round: number;
  tasks: string[];
}

/** Where every open case stands by its rows and by the engine: the same step, tasks and round. */
export async function compareWithEngine(database: Database, client: Client): Promise<Difference[]> {
  const open = await rows<Standing>(
    database,
    `select c.id, c.step, c.round, array(select t.id::text from tasks t where t.case_id = c.id and t.state = 'open' order by 1) as tasks
     from cases c where c.state = 'open'`,
  );
  const differences: Difference[] = [];
  for (const standing of open) {
    const detail = await compareCase(client, standing).catch((error: Error) => error.message);
    if (detail) differences.push({ what: "rows and engine differ", caseId: standing.id, detail });
  }
  return differences;
}

async function compareCase(client: Client, standing: Standing): Promise<string | undefined> {
  const position = await client.workflow.getHandle(standing.id).query(positionQuery);
  const { round, tasks } = position;
  // Work that cannot be taken back stands in no desk: the engine names it as the last step of its path.
  const step = position.step ?? position.path.at(-1) ?? null;
  const same =
    step === standing.step &&
    round === standing.round &&
    [...tasks].sort().join() === [...standing.tasks].sort().join();
  if (same) return undefined;
  return `rows ${JSON.stringify(standing)}, engine ${JSON.stringify({ step, round, tasks })}`;
}

/** Cases that have ended and whose workflow still runs. */
export async function listRunningWorkflows(database: Database, client: Client): Promise<Difference[]> {
  const closed = await rows<{ id: string }>(database, "select id from cases where state = 'closed'");
  const differences: Difference[] = [];
  for (const { id: caseId } of closed) {
    const { status } = await client.workflow.getHandle(caseId).describe();
    if (status.name !== "COMPLETED")
      differences.push({ what: "workflow of an ended case has not completed", caseId, detail: status.name });
  }
  return differences;
}
