import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { setTimeout as delay } from "node:timers/promises";
import { Connection } from "@temporalio/client";
import { msToTs } from "@temporalio/common/lib/time.js";
import type { Mode } from "../config.ts";
import type { ChildProgram } from "./child-program.ts";
import { OperationError } from "./operation-error.ts";
import { runStatements } from "./postgres.ts";

export interface EngineOptions {
  /** Directory with the programs `server` and `sql`. */
  programs: string;
  /** Holds the dynamic configuration. */
  directory: string;
  mode: Mode;
  ports: readonly number[];
  database: { host: string; port: number; name: string; password: string };
  /** Address of a database of the engine, by name. */
  databaseUrl(name: string): string;
}

/** Databases the engine's role owns. */
export const engineDatabases = ["temporal", "temporal_visibility"] as const;
/** Listeners of one server: four services with two each, and HTTP. */
export const enginePortCount = 9;

const execute = promisify(execFile);

/**
 * Brings both schemas to this version of the engine. Quick when nothing is to be done: what was done last is kept in
 * `directory`, beside the data it is about.
 */
export async function ensureEngineSchema(options: EngineOptions): Promise<void> {
  const stampFile = join(options.directory, "schema.json");
  mkdirSync(options.directory, { recursive: true });
  const stamp = JSON.stringify({ programs: options.programs });
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  const schemas = { temporal: "postgresql/v12/temporal", temporal_visibility: "postgresql/v12/visibility" };
  await Promise.all(
    engineDatabases.map(async (database) => {
      const [found] = await runStatements(options.databaseUrl(database), [
        "select to_regclass('schema_version') as found",
      ]);
      if (!found!.rows[0].found) await sqlTool(options, database, ["setup-schema", "-v", "0.0"]);
      await sqlTool(options, database, ["update-schema", "--schema-name", schemas[database]]);
    }),
  );
  await runStatements(options.databaseUrl("temporal_visibility"), [partialIndexes]);
  writeFileSync(stampFile, stamp);
}

export function engineProgram(options: EngineOptions): ChildProgram {
  const [
    frontend,
    frontendMembership,
    frontendHttp,
    history,
    historyMembership,
    matching,
    matchingMembership,
    worker,
    workerMembership,
  ] = options.ports;
  const dynamicConfiguration = join(options.directory, "dynamic-config.yaml");
  mkdirSync(options.directory, { recursive: true });
  writeFileSync(dynamicConfiguration, dynamicConfigurationFor(options.mode));
  const address = `127.0.0.1:${frontend}`;
  return {
    name: "temporal",
    label: "流程引擎 Temporal",
    command: join(options.programs, "server"),
    arguments: ["--allow-no-auth", "start"],
    environment: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TZ: "UTC",
      DB: "postgres12_pgx",
      DB_PORT: String(options.database.port),
      POSTGRES_SEEDS: options.database.host,
      POSTGRES_USER: options.database.name,
      POSTGRES_PWD: options.database.password,
      SQL_MAX_CONNS: "20",
      SQL_VIS_MAX_CONNS: "10",
      // The number of shards can never be changed once there are data.
      NUM_HISTORY_SHARDS: "4",
      LOG_LEVEL: "warn",
      BIND_ON_IP: "127.0.0.1",
      TEMPORAL_BROADCAST_ADDRESS: "127.0.0.1",
      DYNAMIC_CONFIG_FILE_PATH: dynamicConfiguration,
      FRONTEND_GRPC_PORT: String(frontend),
      FRONTEND_MEMBERSHIP_PORT: String(frontendMembership),
      FRONTEND_HTTP_PORT: String(frontendHttp),
      HISTORY_GRPC_PORT: String(history),
      HISTORY_MEMBERSHIP_PORT: String(historyMembership),
      MATCHING_GRPC_PORT: String(matching),
      MATCHING_MEMBERSHIP_PORT: String(matchingMembership),
      WORKER_GRPC_PORT: String(worker),
      WORKER_MEMBERSHIP_PORT: String(workerMembership),
    },
    workingDirectory: options.directory,
    isReady: () => engineAnswers(address),
    readyWithinMilliseconds: 60_000,
    stopSignal: "SIGTERM",
    stopWithinMilliseconds: 20_000,
  };
}

/** Makes the namespace where it is missing and waits until the engine knows it everywhere. */
export async function ensureNamespace(address: string, namespace: string, retentionDays: number): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: "30s" });
  try {
    await connection.workflowService
      .registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs(retentionDays * 24 * 3600 * 1000) })
      .catch((error: { code?: number }) => {
        if (error.code !== alreadyExists) throw error;
      });
    const until = Date.now() + 30_000;
    // Describing reads the database; counting workflows asks the copy that every later command is looked up in.
    while (!(await knows(connection, namespace))) {
      if (Date.now() > until) throw new OperationError(`流程引擎的命名空间 ${namespace} 没有就绪。`);
      await delay(100);
    }
  } finally {
    await connection.close();
  }
}

const alreadyExists = 6;

async function knows(connection: Connection, namespace: string): Promise<boolean> {
  try {
    await connection.workflowService.countWorkflowExecutions({ namespace, query: "" });
    return true;
  } catch {
    return false;
  }
}

export async function engineAnswers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 1_000 });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

async function sqlTool(options: EngineOptions, database: string, args: string[]): Promise<void> {
  const { host, port, name, password } = options.database;
  const server = ["--plugin", "postgres12", "--endpoint", host, "--port", String(port), "--user", name];
  try {
    await execute(join(options.programs, "sql"), [...server, "--database", database, ...args], {
      env: { PATH: process.env.PATH, SQL_PASSWORD: password },
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    const { stderr, stdout } = error as { stderr?: string; stdout?: string };
    const lastLines = `${stdout ?? ""}${stderr ?? ""}`.trim().split("\n").slice(-5).join("\n");
    throw new OperationError(`流程引擎的数据库结构无法更新（${database}）：\n${lastLines}`);
  }
}

/** The engine's dynamic configuration as YAML: clocks of cases can be moved in the demonstration and in tests alone. */
export function dynamicConfigurationFor(mode: Mode): string {
  const values: Record<string, number | boolean | string> = {
    "limit.maxIDLength": 255,
    // A case whose code failed this often in a row is listed as failing, and so on the health page.
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute": 2,
  };
  switch (mode) {
    case "production":
      break;
    case "demo":
    case "test":
      // A case's clock may be moved on; quality and cost of the rest as measured for skipping many timers.
      values["frontend.WorkflowTimeSkippingEnabled"] = true;
      values["frontend.WorkflowTimeSkippingMaxSkipPerSession"] = 1000;
      values["history.timerProcessorMaxTimeShift"] = "50ms";
      break;
  }
  return Object.entries(values)
    .map(([key, value]) => `${key}:\n  - value: ${JSON.stringify(value)}\n`)
    .join("");
}

/**
 * Two thirds of what the engine writes per case are entries of search columns nobody uses. The indexes keep their names,
 * because later schema steps ask for them by name, and cover only rows that have a value. Safe to run again.
 */
const partialIndexes = `
do $$ declare r record; begin
  for r in
    select c.relname n, pg_get_indexdef(i.indexrelid) d,
      (select attname from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[1]) col
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = 'executions_visibility'::regclass and not i.indisprimary and i.indpred is null
  loop
    continue when r.n in ('default_idx', 'by_execution_time', 'by_workflow_id', 'by_workflow_type', 'by_status');
    execute format('drop index %I', r.n);
    if r.n not in ('by_task_queue', 'by_root_workflow_id', 'by_root_run_id') then
      execute r.d || format(' where %I is not null', r.col);
    end if;
  end loop;
end $$`;
