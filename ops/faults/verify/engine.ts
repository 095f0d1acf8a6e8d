import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "@temporalio/client";
import pino from "pino";
import { reconcileAll } from "../../../activities/reconcile.ts";
import { rows, type Database } from "../../../db/connection.ts";
import type { Stage } from "../stage.ts";
import type { Difference } from "./difference.ts";

/** What the product's own reconciler finds between the rows and the engine, over every open case. */
export async function reconcile({ database, engine }: Pick<Stage, "database" | "engine">): Promise<Difference[]> {
  const { unanswered } = await reconcileAll({ database, log: pino({ level: "silent" }) }, engine);
  const found = await rows<{ case_id: string; detail: string }>(
    database,
    "select case_id, kind || ' ' || params::text as detail from drift_findings where healed_at is null",
  );
  const differences = found.map(({ case_id: caseId, detail }) => ({ what: "rows and engine differ", caseId, detail }));
  if (unanswered === 0) return differences;
  return [...differences, { what: "cases without an answer of the engine", caseId: null, detail: String(unanswered) }];
}

/** Its rows say that a case has ended a moment before its workflow completes: so long, in ms, is it waited for. */
const lastTurn = 60_000;

/** Cases that have ended and whose workflow has not. */
export async function listRunningWorkflows(database: Database, client: Client): Promise<Difference[]> {
  const closed = await rows<{ id: string }>(database, "select id from cases where state = 'closed'");
  const differences: Difference[] = [];
  const end = Date.now() + lastTurn;
  for (const { id: caseId } of closed) {
    const look = () => client.workflow.getHandle(caseId).describe();
    let { status } = await look();
    while (status.name === "RUNNING" && Date.now() < end) {
      await delay(100);
      ({ status } = await look());
    }
    if (status.name !== "COMPLETED")
      differences.push({ what: "workflow of an ended case has not completed", caseId, detail: status.name });
  }
  return differences;
}
