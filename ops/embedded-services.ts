import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Mode } from "../config.ts";
import { walArchiveSettings } from "./backup/wal-archive.ts";
import { findFreePorts, isPortFree } from "./free-ports.ts";
import { ensureDatabases, prepareCluster, type Cluster } from "./postgres.ts";
import { ensurePasswords } from "./secrets.ts";
import type { Supervisor } from "./supervisor.ts";
import {
  engineDatabases,
  enginePortCount,
  engineProgram,
  ensureEngineSchema,
  ensureNamespace,
  type EngineOptions,
} from "./temporal-server.ts";

export interface EmbeddedOptions {
  supervisor: Supervisor;
  stateDirectory: string;
  mode: Mode;
  /** Database address of the application when it is not ours to run. */
  outsideDatabaseUrl: string | undefined;
  /** The engine's address when it is not ours to run. */
  outsideTemporalAddress: string | undefined;
  temporalNamespace: string;
  /** Directory of the engine's programs; asked for only when the engine is ours. */
  enginePrograms(): Promise<string>;
  report(sentence: string): void;
  maxConnections?: number;
  /** Where finished pieces of the embedded database's log are kept; see walArchiveSettings. */
  walArchiveDirectory?: string | undefined;
  /** Between the database and the engine: migrations need only the first. */
  onDatabase?(databaseUrl: string): Promise<void>;
}

export interface EmbeddedServices {
  databaseUrl: string;
  temporalAddress: string;
  /** Address of the embedded cluster's `postgres` database as superuser; undefined when there is no embedded cluster. */
  superuserUrl: string | undefined;
  /** Where the embedded database really lies. */
  databaseDirectory: string | undefined;
}

const applicationRole = "rencaitong";
const portsSchema = z.object({ postgres: z.number().int(), engine: z.array(z.number().int()).length(enginePortCount) });
/** How long the engine keeps the history of a case that has ended; the product's own records do not depend on it. */
const retentionDays = { demo: 30, test: 1, production: 30 } as const satisfies Record<Mode, number>;

/** Starts what is not given from outside: PostgreSQL, then the engine with its schema and namespace. */
export async function startEmbeddedServices(options: EmbeddedOptions): Promise<EmbeddedServices> {
  const { outsideDatabaseUrl, outsideTemporalAddress } = options;
  const cluster = outsideDatabaseUrl && outsideTemporalAddress ? undefined : await startCluster(options);
  const databaseUrl = outsideDatabaseUrl ?? cluster!.applicationUrl;
  const [temporalAddress] = await Promise.all([
    outsideTemporalAddress ?? startEngine(options, cluster!),
    options.onDatabase?.(databaseUrl),
  ]);
  await ensureNamespace(temporalAddress, options.temporalNamespace, retentionDays[options.mode]);
  return {
    databaseUrl,
    temporalAddress,
    superuserUrl: cluster?.url("postgres"),
    databaseDirectory: cluster?.directory,
  };
}

interface RunningCluster extends Cluster {
  applicationUrl: string;
  enginePassword: string;
  port: number;
  enginePorts: number[];
}

async function startCluster(options: EmbeddedOptions): Promise<RunningCluster> {
  const passwords = ensurePasswords(options.stateDirectory);
  const ports = await choosePorts(options.stateDirectory);
  options.report("数据库 PostgreSQL 正在启动");
  const cluster = await prepareCluster({
    directory: join(options.stateDirectory, "postgres"),
    port: ports.postgres,
    superuserPassword: passwords.superuser,
    maxConnections: options.maxConnections ?? 100,
    ...(options.walArchiveDirectory ? { settings: walArchiveSettings(options.walArchiveDirectory) } : {}),
  });
  await options.supervisor.start(cluster.program);
  const application = { name: applicationRole, password: passwords.application };
  const superuserUrl = cluster.url("postgres");
  if (!options.outsideDatabaseUrl) await ensureDatabases(superuserUrl, application, [applicationRole]);
  if (!options.outsideTemporalAddress) {
    await ensureDatabases(superuserUrl, { name: "temporal", password: passwords.engine }, engineDatabases);
  }
  return {
    ...cluster,
    applicationUrl: cluster.url(applicationRole, application),
    enginePassword: passwords.engine,
    port: ports.postgres,
    enginePorts: ports.engine,
  };
}

async function startEngine(options: EmbeddedOptions, cluster: RunningCluster): Promise<string> {
  options.report("流程引擎 Temporal 正在启动");
  const role = { name: "temporal", password: cluster.enginePassword };
  const engine: EngineOptions = {
    programs: await options.enginePrograms(),
    directory: join(options.stateDirectory, "temporal"),
    mode: options.mode,
    ports: cluster.enginePorts,
    database: { host: "127.0.0.1", port: cluster.port, ...role },
    databaseUrl: (name) => cluster.url(name, role),
  };
  await ensureEngineSchema(engine);
  await options.supervisor.start(engineProgram(engine));
  return `127.0.0.1:${cluster.enginePorts[0]}`;
}

/**
 * The ports of the last start where they are still free: the engine remembers the addresses of its services for a while
 * and would first look for the old ones.
 */
async function choosePorts(stateDirectory: string): Promise<z.infer<typeof portsSchema>> {
  const earlier = recordedPorts(stateDirectory);
  if (earlier) {
    const free = await Promise.all([earlier.postgres, ...earlier.engine].map((port) => isPortFree(port)));
    if (free.every(Boolean)) return earlier;
  }
  const [postgres, ...engine] = await findFreePorts(1 + enginePortCount);
  const ports = { postgres: postgres!, engine };
  mkdirSync(stateDirectory, { recursive: true });
  writeFileSync(portsFile(stateDirectory), JSON.stringify(ports));
  return ports;
}

/** The ports of the last start; undefined when nothing was started in this directory. */
export function recordedPorts(stateDirectory: string): z.infer<typeof portsSchema> | undefined {
  const file = portsFile(stateDirectory);
  return existsSync(file) ? portsSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data : undefined;
}

function portsFile(stateDirectory: string): string {
  return join(stateDirectory, "ports.json");
}
