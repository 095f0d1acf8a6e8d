import { continueAsNew, proxyActivities } from "@temporalio/workflow";

const { decideNextItems } = proxyActivities<{
  /** Decides the next items; answers whether more are left. */
  decideNextItems(input: { batchId: string }): Promise<boolean>;
}>({
  startToCloseTimeout: "3 minutes",
  // A worker that died in the middle is missed after this, not after the whole time allowed.
  heartbeatTimeout: "20s",
  retry: { initialInterval: "1s", maximumInterval: "30s" },
});

const pagesPerRun = 200;

/** Decides a batch item by item (B-07); killed and continued it doubles nothing and leaves nothing out. */
export async function bulkDecision(batchId: string): Promise<void> {
  for (let page = 0; page < pagesPerRun; page++) if (!(await decideNextItems({ batchId }))) return;
  await continueAsNew<typeof bulkDecision>(batchId);
}
