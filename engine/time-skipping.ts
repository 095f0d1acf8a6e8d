import { randomUUID } from "node:crypto";
import type { Client } from "@temporalio/client";

type Duration = { seconds: number; nanos: number };

/** The SDK's types do not name these calls of the 1.32 server yet. */
interface TimeSkippingService {
  updateWorkflowExecutionOptions(request: object): Promise<unknown>;
  pollWorkflowExecutionTimeSkipping(
    request: object,
  ): Promise<{ fastForwardPollingResult?: number; failedReason?: string }>;
}

const reached = 2;
const failed = 3;

/**
 * Moves one case's clock on by a duration, then lets it run at its own pace again. Always by a duration: unlimited
 * skipping would run through every later wait of the case as well.
 * @throws Error when the engine did not get there before `timeout` milliseconds of wall time.
 */
export async function skipTime(client: Client, caseId: string, milliseconds: number, timeout: number): Promise<void> {
  const service = client.workflowService as unknown as TimeSkippingService;
  const target = { namespace: client.options.namespace, workflowExecution: { workflowId: caseId } };
  const id = randomUUID();
  const duration: Duration = { seconds: Math.floor(milliseconds / 1000), nanos: (milliseconds % 1000) * 1_000_000 };
  const until = Date.now() + timeout;
  await service.updateWorkflowExecutionOptions({
    ...target,
    updateMask: { paths: ["time_skipping_config"] },
    workflowExecutionOptions: { timeSkippingConfig: { enabled: true, fastForwardConfig: { id, duration } } },
  });
  while (Date.now() < until) {
    const polled = await service.pollWorkflowExecutionTimeSkipping({ ...target, fastForwardId: id });
    if (polled.fastForwardPollingResult === reached) return;
    // The case ended on the way: its clock is where it should be, there is nothing left to move.
    if (polled.fastForwardPollingResult === failed) return;
  }
  throw new Error(`case ${caseId} did not get to its instant in time`);
}
