import { Client, WithStartWorkflowOperation } from "@temporalio/client";
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
import { EngineConnection, grpcCode, isSilence } from "./connection.ts";
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
/** Milliseconds: somebody waits at a page for the one, and on the demo's button for the other. */
const pingWithin = 3_000;
const skippingWithin = 15_000;
// gRPC status codes.
const notFound = 5;
const failedPrecondition = 9;
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

  const ask = <Result>(question: () => Promise<Result>) => connection.ask(deadline, question);

  async function lookAgain(caseId: string, news: News): Promise<void> {
    try {
      await ask(() => client.workflow.getHandle(caseId).signal(lookAgainSignal, news));
    } catch (error) {
      // A case that has ended has nothing left to look at.
      if (!isNotFound(error)) throw error;
    }
  }

  /** @throws Refusal not-found when the engine keeps no record of the case. */
  function describe(caseId: string) {
    return ask(() => client.workflow.getHandle(caseId).describe()).catch((error: unknown) => {
      throw isNotFound(error) ? new Refusal("not-found") : error;
    });
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
      const now = caseClock((await describe(caseId)).raw) ?? Date.now();
      if (to > now) await connection.ask(skippingWithin, () => skipTime(client, caseId, to - now, skippingWithin));
    },
    async retryEffect(caseId) {
      const execution = { workflowId: caseId };
      const described = await describe(caseId);
      // One that is being tried at this moment is left alone: reset under its hands, its answer would be lost.
      const resting = (described.raw.pendingActivities ?? []).filter(({ state }) => state !== activityStarted);
      for (const pending of resting)
        await ask(() =>
          client.workflowService.resetActivity({
            ...{ namespace: options.namespace, execution, identity: "operator" },
            id: pending.activityId ?? "",
          }),
        );
      await lookAgain(caseId, "operator");
    },
    async changeCalendar(change) {
      await ask(() =>
        client.workflow.start("calendarChange", {
          workflowId: `calendar-change-${change.version}`,
          taskQueue: documentsTaskQueue,
          args: [change],
          workflowIdConflictPolicy: "USE_EXISTING",
        }),
      );
    },
    async decideBatch(batchId) {
      await ask(() =>
        client.workflow.start("bulkDecision", {
          workflowId: `bulk-decision-${batchId}`,
          taskQueue: documentsTaskQueue,
          args: [batchId],
          workflowIdConflictPolicy: "USE_EXISTING",
        }),
      );
    },
    ...inspection(client, connection, { namespace: options.namespace, deadline }),
    async ping() {
      const from = performance.now();
      await connection.ask(Math.min(pingWithin, deadline), () =>
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
    if (!isNamed(error, "ScheduleAlreadyRunning") && grpcCode(error) !== alreadyExists) throw error;
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
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isSilence(error)) return { state: "unknown" };
  switch (grpcCode(error)) {
    case notFound:
      return { state: "refused", code: "case-closed", params: {} };
    case failedPrecondition:
      return { state: "unknown" };
    default:
      throw error;
  }
}

function isNotFound(error: unknown): boolean {
  return isNamed(error, "WorkflowNotFoundError") || grpcCode(error) === notFound;
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
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
