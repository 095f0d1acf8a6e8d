import { listInbox } from "../../../../api/contracts/inbox.ts";
import type { Api } from "../api/api.ts";

/** The reader's open task of a case: their own first, then one that waits to be claimed. */
export async function findOpenTask(api: Api, caseId: string, caseNumber: string): Promise<string | undefined> {
  for (const queue of ["mine", "to-claim"] as const) {
    const { tasks } = await api.call(listInbox, { query: { queue, text: caseNumber } });
    const found = tasks.find((task) => task.caseId === caseId && task.state === "open");
    if (found) return found.taskId;
  }
  return undefined;
}
