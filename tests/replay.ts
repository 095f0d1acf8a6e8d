import { createRequire } from "node:module";
import { Worker, type WorkflowBundle } from "@temporalio/worker";
import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";
import { dataConverter } from "../engine/client.ts";
import { bundleWorkflows } from "../engine/workflow-bundle.ts";
import { keyRing, quietRuntime, type CaseDesk } from "./case-desk.ts";

const require = createRequire(import.meta.url);
let bundle: Promise<WorkflowBundle> | undefined;

/** Replays one history (as stored, JSON) with today's code; throws DeterminismViolationError when the code differs. */
export async function replay(history: object, caseId: string, workflowBundle?: WorkflowBundle): Promise<void> {
  quietRuntime();
  bundle ??= bundleWorkflows(require.resolve("../workflows/index.ts"));
  // A replay runs in debug mode unless told otherwise: in this thread, where its watch over every promise would outlive
  // the test file. The option is not in the replay worker's type.
  const inItsOwnThread = { debugMode: false };
  await Worker.runReplayHistory(
    { workflowBundle: workflowBundle ?? (await bundle), dataConverter: dataConverter(keyRing), ...inItsOwnThread },
    history,
    caseId,
  );
}

/** The history of the case's present run, in the form that is stored. */
export async function fetchHistory(desk: CaseDesk, caseId: string): Promise<object> {
  return JSON.parse(historyToJSON(await desk.engine.client.workflow.getHandle(caseId).fetchHistory())) as object;
}

export async function replayLive(desk: CaseDesk, caseId: string): Promise<void> {
  await replay(await fetchHistory(desk, caseId), caseId);
}
