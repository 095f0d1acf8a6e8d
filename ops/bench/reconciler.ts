import type { Client } from "@temporalio/client";
import { listSuspects } from "../../activities/suspects.ts";
import { row, rows, type Database } from "../../db/connection.ts";
import { connectEngine } from "../../engine/client.ts";
import type { Engine } from "../../engine/engine.ts";
import { prepareCases, type Measured } from "./cases.ts";
import { plantOpenCases } from "./dry-run.ts";
import { percentile } from "./figures.ts";

/** Begins so many runs at the same time. */
const lanes = 24;

/**
 * Gives the planted open cases what a case that waits has: an open task, the answer of its last act, and a run in the
 * engine. The runs lie in a queue that nobody works on: they stand in the engine's lists and do nothing.
 */
async function letCasesWait(database: Database, client: Client): Promise<void> {
  await rows(
    database,
    `insert into tasks (id, case_id, seq, kind, step, round, receiver_kind, receiver_id, receiver_name, area_path, area_name, matter,
         case_number, applicant_name, opened_at, state)
       select gen_random_uuid(), id, 1, 'review', step, 1, 'organisation', organisation_id, organisation_name, area_path, '柳州市', matter,
         number, applicant_name, opened_at, 'open' from cases where number like 'BENCH-%' and state = 'open'
         and not exists (select from acts a where a.case_id = cases.id)`,
  );
  await rows(
    database,
    `insert into acts (case_id, seq, act, answer)
       select case_id, 1, 'open', jsonb_build_object('state', 'open', 'tasks', jsonb_build_array(id::text), 'until', null)
       from tasks t where case_number like 'BENCH-%' and not exists (select from acts a where a.case_id = t.case_id)`,
  );
  for (const table of ["tasks", "acts"]) await database.query(`vacuum analyze ${table}`);
  const waiting = (await rows<{ id: string }>(database, "select id from cases where state = 'open'")).map(
    ({ id }) => id,
  );
  const begin = async () => {
    for (let caseId = waiting.pop(); caseId; caseId = waiting.pop())
      await client.workflow
        .start("certificateReplacement", {
          ...{ workflowId: caseId, taskQueue: "standing-still", args: [{ caseId, matter: "certificate-replacement" }] },
          workflowIdConflictPolicy: "USE_EXISTING",
        })
        .catch((error: Error) => {
          // A real case that ended meanwhile keeps its run.
          if (error.name !== "WorkflowExecutionAlreadyStartedError") throw error;
        });
  };
  await Promise.all(Array.from({ length: lanes }, begin));
}

/** Milliseconds of one look for suspects among so many open cases, and of asking the engine for one case. */
export async function measureReconciler(measured: Measured, many: number): Promise<string[]> {
  const { temporalAddress: address, temporalNamespace: namespace, keyRing } = measured.configuration;
  const engine = await connectEngine({ address, namespace, keyRing, timeSkipping: false });
  try {
    // Real ones, to be asked.
    await prepareCases(measured, 24);
    await plantOpenCases(measured.database, many);
    await letCasesWait(measured.database, engine.client);
    return await look(measured, engine, 10);
  } finally {
    await engine.close();
  }
}

async function look({ database }: Measured, engine: Engine, times: number): Promise<string[]> {
  const { cases } = (await row<{ cases: number }>(
    database,
    "select count(*)::int as cases from cases where state = 'open'",
  ))!;
  const looks: number[] = [];
  let suspects = 0;
  for (let time = 0; time < times; time++) {
    const from = performance.now();
    suspects = (await listSuspects(database, engine)).length;
    looks.push(performance.now() - from);
  }
  const real = await rows<{ id: string }>(
    database,
    "select id from cases where number not like 'BENCH-%' order by opened_at desc limit 50",
  );
  const asked: number[] = [];
  for (const { id } of real) {
    const from = performance.now();
    await engine.inspect(id);
    asked.push(performance.now() - from);
  }
  const line = (what: string, p50: number, p95: number) => `| ${what} | ${p50.toFixed(0)} | ${p95.toFixed(0)} |`;
  const runs = (await engine.listRunning()).length;
  return [
    `| reconciler at ${cases} open cases, ${runs} of them running in the engine | p50 ms | p95 ms |`,
    "|---|---|---|",
    line(
      `finding the suspects (${suspects}): rows of all open cases, and the engine's list of runs`,
      percentile(looks, 50),
      percentile(looks, 95),
    ),
    line("asking the engine for one case", percentile(asked, 50), percentile(asked, 95)),
    "",
    `Memory of the process that looks: ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB.`,
  ];
}
