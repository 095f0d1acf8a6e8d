import { Client, isGrpcServiceError, WithStartWorkflowOperation } from "@temporalio/client";
import {
  ScheduleOverlapPolicy,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from "@temporalio/client";
import { ApplicationFailure } from "@temporalio/common";
import { isRefusalCode, Refusal, type RefusalParams } from "../domain/refusal.ts";
import type { KeyRing } from "../db/field-encryption.ts";
import { commandUpdate, lookAgainSignal, workflowTypeOf, type Command, type News } from "../workflows/messages.ts";
import { EncryptionCodec } from "./codec.ts";
import { EngineConnection } from "./connection.ts";
import type { Answered, Engine } from "./engine.ts";
import { inspection } from "./inspection.ts";
import { requestTrailToEngine } from "./request-trail.ts";
import { skipTime } from "./time-skipping.ts";
import { casesTaskQueue, documentsTaskQueue } from "./task-queues.ts";

const failureConverterPath = new URL("./failure-converter.ts", import.meta.url).pathname;

/** How values and failures are written for the engine: the same for client and worker. */
export function dataConverter(keyRing: KeyRing) {
  return { payloadCodecs: [new EncryptionCodec(keyRing)], failureConverterPath };
}

export interface EngineOptions {
  address: string;
  namespace: string;
  keyRing: KeyRing;
  /** Time skipping exists on test and demo servers alone; in production it is refused here as well. */
  timeSkipping: boolean;
  /** Milliseconds after which a command's answer is *unknown*: longer than a crash of any one process takes. */
  deadline?: number;
}

/** Beyond 16 commands in flight only waiting grows (engine.md): the rest queue here. */
const mostInFlight = 16;
// gRPC status codes.
const unavailable = 14;
const deadlineExceeded = 4;
const cancelled = 1;
const notFound = 5;
const failedPrecondition = 9;
const resourceExhausted = 8;
const alreadyExists = 6;
// PENDING_ACTIVITY_STATE_STARTED
const activityStarted = 2;

export async function connectEngine(options: EngineOptions): Promise<Engine & { client: Client }> {
  const connection = EngineConnection.lazy({ address: options.address });
  const client = new Client({
    connection,
    namespace: options.namespace,
    dataConverter: dataConverter(options.keyRing),
    interceptors: { workflow: [requestTrailToEngine] },
  });
  const deadline = options.deadline ?? 12_000;
  const admit = admission(mostInFlight);

  async function answered(send: () => Promise<unknown>): Promise<Answered> {
    return admit(async () => {
      await connection.requireReachable();
      try {
        await client.withDeadline(Date.now() + deadline, send);
        return { state: "accepted" };
      } catch (error) {
        return answerOf(error);
      }
    });
  }

  async function lookAgain(caseId: string, news: News): Promise<void> {
    try {
      await connection.requireReachable();
      await client.withDeadline(Date.now() + deadline, () =>
        client.workflow.getHandle(caseId).signal(lookAgainSignal, news),
      );
    } catch (error) {
      // A case that has ended has nothing left to look at.
      if (!(isNamed(error, "WorkflowNotFoundError") || codeOf(error) === notFound)) throw error;
    }
  }

  return {
    client,
    begin: ({ caseId, matter }, command) =>
      answered(() => {
        const startWorkflowOperation = new WithStartWorkflowOperation(workflowTypeOf(matter), {
          workflowId: caseId,
          taskQueue: casesTaskQueue,
          args: [{ caseId, matter }],
          workflowTaskTimeout: "5s",
          workflowIdConflictPolicy: "USE_EXISTING",
          // A first hand-in that was refused fails its run and may be tried again; a case that existed never restarts.
          workflowIdReusePolicy: "ALLOW_DUPLICATE_FAILED_ONLY",
        });
        return client.workflow.executeUpdateWithStart(commandUpdate, {
          args: [command],
          updateId: command.key,
          startWorkflowOperation,
        });
      }),
    command: (caseId, command: Command) =>
      answered(() =>
        client.workflow.getHandle(caseId).executeUpdate(commandUpdate, { args: [command], updateId: command.key }),
      ),
    lookAgain,
    async fastForward(caseId, to) {
      if (!options.timeSkipping) throw new Refusal("demo-only");
      const position = await client.workflow.getHandle(caseId).describe();
      const now = caseClock(position.raw) ?? Date.now();
      if (to > now) await skipTime(client, caseId, to - now);
    },
    async retryEffect(caseId) {
      const execution = { workflowId: caseId };
      const described = await client.workflow.getHandle(caseId).describe();
      // One that is being tried at this moment is left alone: reset under its hands, its answer would be lost.
      const resting = (described.raw.pendingActivities ?? []).filter(({ state }) => state !== activityStarted);
      for (const pending of resting)
        await client.workflowService.resetActivity({
          namespace: options.namespace,
          execution,
          id: pending.activityId ?? "",
          identity: "operator",
        });
      await lookAgain(caseId, "operator");
    },
    async changeCalendar(change) {
      await client.workflow.start("calendarChange", {
        workflowId: `calendar-change-${change.version}`,
        taskQueue: documentsTaskQueue,
        args: [change],
        workflowIdConflictPolicy: "USE_EXISTING",
      });
    },
    async decideBatch(batchId) {
      await connection.requireReachable();
      await client.withDeadline(Date.now() + deadline, () =>
        client.workflow.start("bulkDecision", {
          workflowId: `bulk-decision-${batchId}`,
          taskQueue: documentsTaskQueue,
          args: [batchId],
          workflowIdConflictPolicy: "USE_EXISTING",
        }),
      );
    },
    ...inspection(client, options),
    async ping() {
      const from = performance.now();
      await client.withDeadline(Date.now() + 3_000, () =>
        client.workflowService.describeNamespace({ namespace: options.namespace }),
      );
      return performance.now() - from;
    },
    close: () => connection.close(),
  };
}

/** Registers the one sweep over due dates. */
export function ensureDueSweep(client: Client, everyMinutes: number): Promise<void> {
  return ensureSchedule(client, { scheduleId: "due-sweep", workflowType: "dueSweep", args: [], everyMinutes });
}

/** Registers the look for cases whose rows and engine say different things. */
export function ensureReconciliation(client: Client, everyMinutes: number): Promise<void> {
  const args = [{ scope: "suspects" }];
  return ensureSchedule(client, { scheduleId: "reconciliation", workflowType: "reconciliation", args, everyMinutes });
}

/** The same call again changes nothing but the interval. */
async function ensureSchedule(
  client: Client,
  schedule: { scheduleId: string; workflowType: string; args: unknown[]; everyMinutes: number },
): Promise<void> {
  const { scheduleId, workflowType, args } = schedule;
  const spec = { intervals: [{ every: `${schedule.everyMinutes} minutes` as const }] };
  try {
    await client.schedule.create({
      scheduleId,
      spec,
      action: { type: "startWorkflow", workflowType, taskQueue: documentsTaskQueue, args },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: "1 hour" },
    });
  } catch (error) {
    if (!isNamed(error, "ScheduleAlreadyRunning") && codeOf(error) !== alreadyExists) throw error;
    await client.schedule.getHandle(scheduleId).update((known) => ({ ...known, spec }));
  }
}

/** Milliseconds since 1970 on the case's own clock, when the server tells it. */
function caseClock(raw: unknown): number | undefined {
  const info = (
    raw as { workflowExtendedInfo?: { timeSkippingInfo?: { currentTime?: { seconds?: unknown; nanos?: number } } } }
  ).workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  return info?.seconds === undefined
    ? undefined
    : Number(info.seconds) * 1000 + Math.floor((info.nanos ?? 0) / 1_000_000);
}

/** Only a time-out or a lost connection is *unknown*; everything else is an answer. */
function answerOf(error: unknown): Answered {
  const failure = error instanceof WorkflowUpdateFailedError ? error.cause : error;
  if (failure instanceof ApplicationFailure || isNamed(failure, "ApplicationFailure")) {
    const { type, details } = failure as ApplicationFailure;
    if (type && isRefusalCode(type))
      return { state: "refused", code: type, params: (details?.[0] ?? {}) as RefusalParams };
    throw failure;
  }
  if (isNamed(error, "WorkflowNotFoundError")) return { state: "refused", code: "case-closed", params: {} };
  if (isNamed(error, "WorkflowExecutionAlreadyStartedError"))
    return { state: "refused", code: "case-closed", params: {} };
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return { state: "unknown" };
  switch (codeOf(error)) {
    case deadlineExceeded:
    case cancelled:
    case resourceExhausted:
      return { state: "unknown" };
    case notFound:
      return { state: "refused", code: "case-closed", params: {} };
    case failedPrecondition:
      return { state: "unknown" };
    case unavailable:
      // Refused connection: nothing was sent. A connection that broke on the way may have carried it.
      if (/ECONNREFUSED|No connection established|Name resolution/i.test(String((error as Error).message)))
        throw new Refusal("engine-unreachable");
      return { state: "unknown" };
    default:
      throw error;
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

function codeOf(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  const cause = error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(cause) ? cause.code : undefined;
}

/** Lets at most `most` run at once, in the order they came. */
function admission(most: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
