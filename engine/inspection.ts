import { randomUUID } from "node:crypto";
import { isGrpcServiceError, QueryRejectedError, WorkflowClient, WorkflowNotFoundError } from "@temporalio/client";
import type { Client } from "@temporalio/client";
import { decodeOptionalFailureToOptionalError } from "@temporalio/common/lib/internal-non-workflow/index.js";
import { matters } from "../domain/matters/index.ts";
import { bookQuery, positionQuery, workflowTypeOf } from "../workflows/messages.ts";
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
export function inspection(client: Client, { namespace }: { namespace: string }): Inspection {
  // A run that has ended would answer as well, from its history; here it has to say that it has ended.
  const asking = new WorkflowClient({
    connection: client.connection,
    namespace,
    dataConverter: client.options.dataConverter,
    queryRejectCondition: "NOT_OPEN",
  });

  async function inspect(caseId: string): Promise<Held> {
    try {
      const position = await asking.connection.withDeadline(Date.now() + askWithin, () =>
        asking.getHandle(caseId).query(positionQuery),
      );
      return { state: "running", position };
    } catch (error) {
      if (error instanceof QueryRejectedError) return endOf(caseId, Number(error.status));
      if (error instanceof WorkflowNotFoundError || grpcCode(error) === 5) return { state: "missing" };
      return { state: "silent", failure: await codeFailure(caseId) };
    }
  }

  async function endOf(caseId: string, status: number): Promise<Held> {
    if (status === completed) return { state: "completed", outcome: await client.workflow.getHandle(caseId).result() };
    const how = endings[status as keyof typeof endings];
    return how ? { state: "ended", how } : { state: "silent", failure: null };
  }

  /** Why the case's code did not get further, when that is what keeps it: the newest failure nothing came after. */
  async function codeFailure(caseId: string): Promise<string | null> {
    const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
      ...{ namespace, execution: { workflowId: caseId }, maximumPageSize: 20 },
    });
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
    listEvents: (caseId, after) => readEvents(client, namespace, caseId, after),
    async listRunning(which) {
      const found: string[] = [];
      const types = matters.map(({ matter }) => `'${workflowTypeOf(matter)}'`).join(", ");
      const failing = which ? " and TemporalReportedProblems is not null" : "";
      const query = `ExecutionStatus = 'Running' and WorkflowType in (${types})${failing}`;
      for await (const { workflowId } of client.workflow.list({ query, pageSize: 1_000 })) found.push(workflowId);
      return found;
    },
    async beginAgain({ caseId, matter }) {
      const book = await client.workflow.getHandle(caseId).query(bookQuery);
      await client.workflow.start(workflowTypeOf(matter), {
        workflowId: caseId,
        taskQueue: casesTaskQueue,
        args: [{ caseId, matter, book }],
        workflowTaskTimeout: "5s",
        workflowIdReusePolicy: "ALLOW_DUPLICATE_FAILED_ONLY",
        workflowIdConflictPolicy: "USE_EXISTING",
      });
    },
    async reconcile(what: Reconciliation, options) {
      const begun = await client.workflow.start("reconciliation", {
        // One look at everything at a time; repairs beside each other.
        workflowId: "repair" in what ? `repair-${randomUUID()}` : `reconciliation-${what.scope}`,
        taskQueue: documentsTaskQueue,
        args: [what],
        workflowIdConflictPolicy: "USE_EXISTING",
      });
      if (options?.untilDone) await begun.result();
    },
  };
}

function grpcCode(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  const cause = error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(cause) ? cause.code : undefined;
}
