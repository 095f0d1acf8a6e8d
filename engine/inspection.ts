import { randomUUID } from "node:crypto";
import { QueryRejectedError, WorkflowClient, WorkflowNotFoundError } from "@temporalio/client";
import type { Client } from "@temporalio/client";
import { decodeOptionalFailureToOptionalError } from "@temporalio/common/lib/internal-non-workflow/index.js";
import { matters } from "../domain/matters/index.ts";
import { bookQuery, positionQuery, workflowTypeOf } from "../workflows/messages.ts";
import { Refusal } from "../domain/refusal.ts";
import { grpcCode, type EngineConnection } from "./connection.ts";
import type { Engine, Held, Reconciliation } from "./engine.ts";
import { readEvents } from "./history.ts";
import { casesTaskQueue, documentsTaskQueue } from "./task-queues.ts";

/** Longer than a worker takes to read a long history again. */
const askWithin = 8_000;
// enums of temporal.api.enums.v1
const completed = 2;
const endings = { 3: "failed", 4: "cancelled", 5: "terminated", 7: "timed-out" } as const;
const workflowTaskFailed = 9;
const workflowTaskCompleted = 7;

type Inspection = Pick<Engine, "inspect" | "listRunning" | "beginAgain" | "reconcile" | "listEvents">;

/** The engine as operators see it: what it holds of a case, which cases run, and how one is begun again. */
export function inspection(
  client: Client,
  connection: EngineConnection,
  { namespace, deadline }: { namespace: string; deadline: number },
): Inspection {
  const ask = <Result>(question: () => Promise<Result>) => connection.ask(deadline, question);
  // A run that has ended would answer as well, from its history; here it has to say that it has ended.
  const asking = new WorkflowClient({
    connection,
    namespace,
    dataConverter: client.options.dataConverter,
    queryRejectCondition: "NOT_OPEN",
  });

  async function inspect(caseId: string): Promise<Held> {
    try {
      const position = await connection.ask(Math.min(askWithin, deadline), () =>
        asking.getHandle(caseId).query(positionQuery),
      );
      return { state: "running", position };
    } catch (error) {
      if (error instanceof Refusal && error.code === "engine-unreachable") throw error;
      if (error instanceof QueryRejectedError) return endOf(caseId, Number(error.status));
      if (error instanceof WorkflowNotFoundError || grpcCode(error) === 5) return { state: "missing" };
      return { state: "silent", failure: await codeFailure(caseId).catch(() => null) };
    }
  }

  async function endOf(caseId: string, status: number): Promise<Held> {
    if (status === completed) {
      const outcome = await ask(() => client.workflow.getHandle(caseId).result()).catch(() => null);
      return outcome === null ? { state: "silent", failure: null } : { state: "completed", outcome };
    }
    const how = endings[status as keyof typeof endings];
    return how ? { state: "ended", how } : { state: "silent", failure: null };
  }

  /** Why the case's code did not get further, when that is what keeps it: the newest failure nothing came after. */
  async function codeFailure(caseId: string): Promise<string | null> {
    const { history } = await ask(() =>
      client.workflowService.getWorkflowExecutionHistoryReverse({
        ...{ namespace, execution: { workflowId: caseId }, maximumPageSize: 20 },
      }),
    );
    for (const event of history?.events ?? []) {
      if (event.eventType === workflowTaskCompleted) return null;
      if (event.eventType !== workflowTaskFailed) continue;
      const { failure } = event.workflowTaskFailedEventAttributes ?? {};
      const error = await decodeOptionalFailureToOptionalError(client.options.loadedDataConverter, failure);
      return error?.message ?? null;
    }
    return null;
  }

  return {
    inspect,
    listEvents: (caseId, after) => ask(() => readEvents(client, namespace, caseId, after)),
    async listRunning(which) {
      const types = matters.map(({ matter }) => `'${workflowTypeOf(matter)}'`).join(", ");
      const failing = which ? " and TemporalReportedProblems is not null" : "";
      const query = `ExecutionStatus = 'Running' and WorkflowType in (${types})${failing}`;
      const found: string[] = [];
      for (let nextPageToken: Uint8Array | undefined; ;) {
        const request = { namespace, query, pageSize: 1_000, ...(nextPageToken ? { nextPageToken } : {}) };
        const page = await ask(() => client.workflowService.listWorkflowExecutions(request));
        for (const { execution } of page.executions) if (execution?.workflowId) found.push(execution.workflowId);
        if (!page.nextPageToken?.length) return found;
        nextPageToken = page.nextPageToken;
      }
    },
    async beginAgain({ caseId, matter }) {
      const book = await ask(() => client.workflow.getHandle(caseId).query(bookQuery));
      await ask(() =>
        client.workflow.start(workflowTypeOf(matter), {
          workflowId: caseId,
          taskQueue: casesTaskQueue,
          args: [{ caseId, matter, book }],
          workflowTaskTimeout: "5s",
          workflowIdReusePolicy: "ALLOW_DUPLICATE_FAILED_ONLY",
          workflowIdConflictPolicy: "USE_EXISTING",
        }),
      );
    },
    async reconcile(what: Reconciliation, options) {
      const begun = await ask(() =>
        client.workflow.start("reconciliation", {
          // One look at everything at a time; repairs beside each other.
          workflowId: "repair" in what ? `repair-${randomUUID()}` : `reconciliation-${what.scope}`,
          taskQueue: documentsTaskQueue,
          args: [what],
          workflowIdConflictPolicy: "USE_EXISTING",
        }),
      );
      if (options?.untilDone) await begun.result();
    },
  };
}
