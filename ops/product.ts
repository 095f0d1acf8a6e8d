import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Connection } from "@temporalio/client";
import type { Mode } from "../config.ts";
import { casesTaskQueue } from "../engine/task-queues.ts";
import type { ChildProgram } from "./child-program.ts";
import { startEmbeddedServices, type EmbeddedServices } from "./embedded-services.ts";
import { provideEnginePrograms } from "./engine-programs.ts";
import { OperationError } from "./operation-error.ts";
import { rootDirectory } from "./places.ts";
import { runStatements } from "./postgres.ts";
import { runProgram } from "./run-program.ts";
import { ensureKeyRing } from "./secrets.ts";
import type { Supervisor } from "./supervisor.ts";

export interface ProductOptions {
  supervisor: Supervisor;
  stateDirectory: string;
  mode: Mode;
  apiPort: number;
  /** Public address without a trailing slash. */
  baseUrl: string;
  /** What else the programs are told; DATABASE_URL and TEMPORAL_ADDRESS in it stand for outside services. */
  environment: NodeJS.ProcessEnv;
  report(sentence: string): void;
}

export interface Product extends EmbeddedServices {
  /** Everything a further API or worker process, or a tool, needs to belong to this product. */
  environment: NodeJS.ProcessEnv;
  /** What did not go well and does not keep the product from running. */
  remarks: string[];
}

/** PostgreSQL → migrations and engine → namespace → worker and API → demo data. Ready when it answers. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { supervisor, stateDirectory, report, mode } = options;
  const environment: NodeJS.ProcessEnv = {
    ...options.environment,
    RENCAITONG_MODE: mode,
    DATA_DIRECTORY: stateDirectory,
    TEMPORAL_NAMESPACE: options.environment.TEMPORAL_NAMESPACE || "rencaitong",
    API_PORT: String(options.apiPort),
    BASE_URL: options.baseUrl,
  };
  if (mode !== "production" && !environment.KEY_RING && !environment.KEY_RING_FILE) ensureKeyRing(stateDirectory);

  const services = await startEmbeddedServices({
    supervisor,
    stateDirectory,
    mode,
    outsideDatabaseUrl: options.environment.DATABASE_URL || undefined,
    outsideTemporalAddress: options.environment.TEMPORAL_ADDRESS || undefined,
    temporalNamespace: environment.TEMPORAL_NAMESPACE!,
    enginePrograms: () => provideEnginePrograms(() => {}),
    walArchiveDirectory: options.environment.WAL_ARCHIVE_DIRECTORY || undefined,
    report,
    onDatabase: async (databaseUrl) => {
      // The address of the engine is not known yet and not needed: configuration only wants to see one.
      const known = { ...environment, DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: "127.0.0.1:1" };
      await runProgram("数据库结构更新", ["db/migrate.ts"], known);
    },
  });
  environment.DATABASE_URL = services.databaseUrl;
  environment.TEMPORAL_ADDRESS = services.temporalAddress;

  const demo = demoData(options, environment);
  await demo.plantWorld();
  report("办理进程与网站正在启动");
  await supervisor.start(workerProgram(environment));
  await supervisor.start(apiProgram(environment));
  return { ...services, environment, remarks: await demo.playStory() };
}

/** One more process that carries cases on. Any number may run, here or on other machines. */
export function workerProgram(environment: NodeJS.ProcessEnv, name = "worker"): ChildProgram {
  let startedAt = Date.now();
  return {
    name,
    label: "办理进程",
    command: process.execPath,
    arguments: ["activities/worker.ts"],
    environment,
    workingDirectory: rootDirectory,
    isReady: async () => {
      const polls = await isPolled(environment.TEMPORAL_ADDRESS!, environment.TEMPORAL_NAMESPACE!, startedAt);
      if (polls) startedAt = Date.now();
      return polls;
    },
    readyWithinMilliseconds: 60_000,
    stopSignal: "SIGTERM",
    // Longer than the worker's own grace time: what is under way is finished.
    stopWithinMilliseconds: 35_000,
  };
}

/** One more process that answers people; `API_PORT` in its environment says where. */
export function apiProgram(environment: NodeJS.ProcessEnv, name = "api"): ChildProgram {
  return {
    name,
    label: "网站",
    command: process.execPath,
    arguments: ["api/server.ts"],
    environment,
    workingDirectory: rootDirectory,
    isReady: () => answersHealthy(`http://127.0.0.1:${environment.API_PORT}/health/ready`),
    readyWithinMilliseconds: 60_000,
    stopSignal: "SIGTERM",
    stopWithinMilliseconds: 20_000,
  };
}

/** Whether a worker has asked for the cases' tasks since that instant (epoch milliseconds). */
async function isPolled(address: string, namespace: string, since: number): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 1_000 });
    try {
      const answer = await connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: casesTaskQueue },
        taskQueueType: 1,
      });
      return (answer.pollers ?? []).some(
        (poller) => Number(poller.lastAccessTime?.seconds ?? 0) * 1000 + 1_000 >= since,
      );
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}

async function answersHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

interface DemoData {
  /** Places, people, rules, calendar: rows the first case needs. Before anybody can log in. */
  plantWorld(): Promise<void>;
  /** Cases at every step, made through the product's own commands. */
  playStory(): Promise<string[]>;
}

/**
 * Both parts do nothing where they have been done, so without the mark an interrupted writing simply goes on. A
 * database from outside that has accounts already is left alone.
 */
function demoData(options: ProductOptions, environment: NodeJS.ProcessEnv): DemoData {
  const mark = join(options.stateDirectory, "demo-data.json");
  const program = "ops/demo-data/index.ts";
  let wanted = options.mode === "demo" && !existsSync(mark);
  return {
    async plantWorld() {
      if (wanted && options.environment.DATABASE_URL) wanted = !(await hasAccounts(environment.DATABASE_URL!));
      if (wanted) await runProgram("演示数据", [program, "world"], environment);
    },
    async playStory() {
      if (!wanted) return [];
      options.report("正在办理演示办件（只在第一次，约一分钟）");
      try {
        await runProgram("演示办件", [program, "story"], environment, options.report);
      } catch (error) {
        // Cases that are missing from a demonstration are no reason to stop it; the next start goes on.
        if (!(error instanceof OperationError)) throw error;
        return ["演示办件没有全部办完，原因见上；下次启动接着办。"];
      }
      writeFileSync(mark, JSON.stringify({ writtenAt: new Date().toISOString() }));
      return [];
    },
  };
}

async function hasAccounts(databaseUrl: string): Promise<boolean> {
  const [found] = await runStatements(databaseUrl, ["select exists (select 1 from accounts) as found"]);
  return found!.rows[0].found;
}
