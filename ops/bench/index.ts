import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectDatabase, row } from "../../db/connection.ts";
import { FieldEncryption } from "../../db/field-encryption.ts";
import { readConfiguration } from "../../config.ts";
import { plantWorld } from "../demo-data/world.ts";
import { findFreePorts } from "../free-ports.ts";
import { startProduct } from "../product.ts";
import { createSupervisor } from "../supervisor.ts";
import { counters, decideCase, openLane, prepareCases, type Lane, type Measured } from "./cases.ts";
import { measureAnalytics, plantWork } from "./analytics.ts";
import { measureDryRun, plantOpenCases } from "./dry-run.ts";
import { keepFigures, percentile } from "./figures.ts";
import { inboxLine, plantTasks, readInbox } from "./inbox.ts";
import { measureRecomputation } from "./recomputation.ts";
import { measureScale } from "./scale-reading.ts";
import { measureReconciler } from "./reconciler.ts";
import { measureSweep } from "./sweep.ts";

/**
 * Measures the running product, every part real and on this machine: load generator, API, worker, engine, PostgreSQL.
 * Writes docs/figures.md between its marks. `npm run bench -- sweep` measures one part, `npm run bench -- sweep 10000`
 * with another number of what it is about; without a name all of them. Each part begins with a database of its own;
 * `DATABASE_URL` names one that is there.
 */
const parts = {
  measured: { many: 24, measure: measureDesks },
  analytics: { many: 1_000_000, measure: measureWork },
  sweep: { many: 100_000, measure: measureSweep },
  recomputation: { many: 10_000, measure: measureRecomputation },
  scale: { many: 1_000_000, measure: measureScale },
  reconciler: { many: 100_000, measure: measureReconciler },
} satisfies Record<string, { many: number; measure(measured: Measured, many: number): Promise<string[]> }>;
const inboxTasks = 100_000;
const openCases = 100_000;

const report = (sentence: string) => console.log(sentence);
const [asked, number] = process.argv.slice(2);
const chosen = Object.entries(parts).filter(([name]) => asked === undefined || name === asked);
if (chosen.length === 0) throw new Error(`没有 ${asked} 这一项，可选：${Object.keys(parts).join("、")}`);
for (const [name, { many, measure }] of chosen) await measurePart(name, (on) => measure(on, Number(number ?? many)));

async function measurePart(name: string, measure: (measured: Measured) => Promise<string[]>): Promise<void> {
  const stateDirectory = mkdtempSync(join(tmpdir(), "rencaitong-bench-"));
  const supervisor = createSupervisor({ stateDirectory, report });
  try {
    const [apiPort] = await findFreePorts(1);
    const baseUrl = `http://localhost:${apiPort}`;
    const product = await startProduct({
      ...{ supervisor, stateDirectory, mode: "test", apiPort: apiPort!, baseUrl, report },
      environment: process.env,
    });
    const configuration = readConfiguration(product.environment);
    const database = connectDatabase(configuration.databaseUrl, { max: 8 });
    const known = await row(database, "select 1 as one from accounts limit 1");
    if (!known) await plantWorld(database, new FieldEncryption(configuration.keyRing));
    report(`测算：${name}`);
    const address = `http://127.0.0.1:${apiPort}`;
    const lines = await measure({ database, configuration, address, origin: baseUrl });
    keepFigures(name, lines);
    report(lines.join("\n"));
    await database.close();
  } finally {
    await supervisor.stop();
    rmSync(stateDirectory, { recursive: true, force: true });
  }
}

async function measureDesks(measured: Measured, casesPerLine: number): Promise<string[]> {
  return [
    ...(await measureDecisions(measured, casesPerLine)),
    "",
    ...(await measureInbox(measured)),
    "",
    ...(await measureRules(measured)),
  ];
}

async function measureWork(measured: Measured, many: number): Promise<string[]> {
  await plantWork(measured.database, many);
  return measureAnalytics(measured, 10);
}

async function measureDecisions(measured: Measured, casesPerLine: number): Promise<string[]> {
  const lines = [
    "| clerks at once | decisions/s | p50 ms | p95 ms | writing transactions per case | WAL kB per case |",
    "|---|---|---|---|---|---|",
  ];
  for (const clerks of [1, 8, 24]) {
    const prepared = await prepareCases(measured, casesPerLine);
    const lanes: Lane[] = [];
    // One after the other: so many logins of one account at once are what the product stops.
    while (lanes.length < clerks) lanes.push(await openLane(measured));
    const before = await counters(measured.database);
    const from = performance.now();
    const taken = await decideAll(measured, lanes, prepared);
    const seconds = (performance.now() - from) / 1000;
    const after = await counters(measured.database);
    const perCase = (figure: number) => (figure / prepared.length).toFixed(1);
    lines.push(
      `| ${clerks} | ${(taken.length / seconds).toFixed(1)} | ${percentile(taken, 50).toFixed(0)} | ${percentile(taken, 95).toFixed(0)} | ` +
        `${perCase(after.transactions - before.transactions)} | ${perCase((after.bytes - before.bytes) / 1024)} |`,
    );
    report(lines.at(-1)!);
  }
  return lines;
}

async function decideAll(measured: Measured, lanes: readonly Lane[], prepared: readonly string[]): Promise<number[]> {
  const waiting = [...prepared];
  const taken: number[] = [];
  await Promise.all(
    lanes.map(async (lane) => {
      for (let caseId = waiting.pop(); caseId; caseId = waiting.pop())
        taken.push(...(await decideCase(measured, lane, caseId)));
    }),
  );
  return taken;
}

async function measureInbox(measured: Measured): Promise<string[]> {
  report(`正在写入 ${inboxTasks} 条待办`);
  await plantTasks(measured, inboxTasks);
  const { page, count } = await readInbox(measured, 200);
  return [
    `| inbox at ${inboxTasks} open tasks, 200 offices, one client, through the API | p50 ms | p95 ms |`,
    "|---|---|---|",
    inboxLine("page of 50 (to claim)", page),
    inboxLine("counts of all queues", count),
  ];
}

async function measureRules({ database }: Measured): Promise<string[]> {
  report(`正在写入 ${openCases} 件在办件`);
  await plantOpenCases(database, openCases);
  return ["| routing rules | p50 ms | p95 ms |", "|---|---|---|", (await measureDryRun(database, 10)).line];
}
