import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Client } from "@temporalio/client";
import { readConfiguration } from "../../config.ts";
import { connectDatabase, type Database } from "../../db/connection.ts";
import { FieldEncryption } from "../../db/field-encryption.ts";
import { connectEngine } from "../../engine/client.ts";
import type { Engine } from "../../engine/engine.ts";
import { plantWorld } from "../demo-data/world.ts";
import { startEmbeddedServices } from "../embedded-services.ts";
import { provideEnginePrograms } from "../engine-programs.ts";
import { findFreePorts } from "../free-ports.ts";
import { shelteredDirectory } from "../postgres-programs.ts";
import { apiProgram, workerProgram } from "../product.ts";
import { runProgram } from "../run-program.ts";
import { ensureKeyRing } from "../secrets.ts";
import { createSupervisor, type Supervisor } from "../supervisor.ts";
import { Link } from "./link.ts";

export const apiNames = ["api-1", "api-2"] as const;
export const workerNames = ["worker-1", "worker-2"] as const;
export type LinkName = "api-database" | "api-engine" | "worker-database" | "worker-engine";

/** Where files lie: a file system of its own that can be full; as an ordinary user a plain directory that cannot. */
export interface FileStoreDisk {
  directory: string;
  canBeFull: boolean;
  setFull(full: boolean): void;
}

/** The whole product as real processes with throw-away data, and everything that can be done to it from outside. */
export interface Stage {
  supervisor: Supervisor;
  /** Between our processes and the two services; the engine's own way to PostgreSQL is its own. */
  links: Readonly<Record<LinkName, Link>>;
  addresses: readonly string[];
  /** The public address both API processes are known by. */
  origin: string;
  /** The harness's own eyes, past every link. */
  database: Database;
  engine: Engine & { client: Client };
  disk: FileStoreDisk;
  /** Environment of the programs; what a further process or tool needs to belong to this product. */
  environment: NodeJS.ProcessEnv;
  stateDirectory: string;
  stop(): Promise<void>;
}

export interface StageOptions {
  report(sentence: string): void;
  /** Beside what the stage itself decides. */
  environment?: NodeJS.ProcessEnv;
}

export async function openStage({ report, environment: given = {} }: StageOptions): Promise<Stage> {
  const stateDirectory = mkdtempSync(join(tmpdir(), "rencaitong-faults-"));
  // As root PostgreSQL runs as a user of its own, who must be able to pass through to its data.
  chmodSync(stateDirectory, 0o711);
  // What dies a hundred times on purpose is started again as if it were the first time.
  const pauses = { firstPauseMilliseconds: 100, longestPauseMilliseconds: 400 };
  const supervisor = createSupervisor({ stateDirectory, report: () => {}, ...pauses });
  const closing: (() => Promise<unknown>)[] = [];
  const disk = openDisk(join(stateDirectory, "files"));
  const stop = async () => {
    for (const close of closing.toReversed()) await close().catch(() => {});
    await supervisor.stop();
    disk.close();
    rmSync(shelteredDirectory(join(stateDirectory, "postgres")), { recursive: true, force: true });
    rmSync(stateDirectory, { recursive: true, force: true });
  };
  try {
    const services = await startEmbeddedServices({
      ...{ supervisor, stateDirectory, mode: "test", temporalNamespace: "rencaitong", report },
      ...{ outsideDatabaseUrl: undefined, outsideTemporalAddress: undefined },
      enginePrograms: () => provideEnginePrograms(() => {}),
      maxConnections: 200,
    });
    const database = connectDatabase(services.databaseUrl, { max: 8, onError: () => {} });
    closing.push(() => database.close());
    const links = await openLinks(services);
    closing.push(() => Promise.all(Object.values(links).map((link) => link.close())));
    const apiPorts = await findFreePorts(apiNames.length);
    const environment = programEnvironment(stateDirectory, services, {
      BASE_URL: `http://localhost:${apiPorts[0]}`,
      FILE_STORE_DIRECTORY: disk.directory,
      ...given,
    });
    const { keyRing, baseUrl: origin } = readConfiguration(environment);
    await runProgram("数据库结构更新", ["db/migrate.ts"], environment);
    await plantWorld(database, new FieldEncryption(keyRing));
    const engine = await connectEngine({
      ...{ address: services.temporalAddress, namespace: "rencaitong", keyRing, timeSkipping: true },
    });
    closing.push(() => engine.close());
    const throughLinks = (kind: "api" | "worker", more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
      ...environment,
      DATABASE_URL: withPort(services.databaseUrl, links[`${kind}-database`].port),
      TEMPORAL_ADDRESS: `127.0.0.1:${links[`${kind}-engine`].port}`,
      ...more,
    });
    report("办理进程与网站正在启动");
    for (const name of workerNames) await supervisor.start(workerProgram(throughLinks("worker"), name));
    for (const [index, name] of apiNames.entries())
      await supervisor.start(apiProgram(throughLinks("api", { API_PORT: String(apiPorts[index]) }), name));
    const addresses = apiPorts.map((port) => `http://127.0.0.1:${port}`);
    return { supervisor, links, addresses, origin, database, engine, disk, environment, stateDirectory, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function programEnvironment(
  stateDirectory: string,
  services: { databaseUrl: string; temporalAddress: string },
  more: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    RENCAITONG_MODE: "test",
    DATA_DIRECTORY: stateDirectory,
    DATABASE_URL: services.databaseUrl,
    TEMPORAL_ADDRESS: services.temporalAddress,
    TEMPORAL_NAMESPACE: "rencaitong",
    KEY_RING: readFileSync(ensureKeyRing(stateDirectory), "utf8"),
    // The harness stands in front of both API processes and says for whom it asks.
    BEHIND_PROXY: "on",
    LOG_LEVEL: "warn",
    ...more,
  };
}

async function openLinks(services: { databaseUrl: string; temporalAddress: string }): Promise<Stage["links"]> {
  const database = Number(new URL(services.databaseUrl).port);
  const engine = Number(services.temporalAddress.split(":")[1]);
  return {
    "api-database": await Link.to(database),
    "api-engine": await Link.to(engine),
    "worker-database": await Link.to(database),
    "worker-engine": await Link.to(engine),
  };
}

function withPort(url: string, port: number): string {
  return Object.assign(new URL(url), { port: String(port) }).href;
}

/** Roomy enough for a long run's certificates; only what is used takes memory. */
const diskSize = "2g";

function openDisk(directory: string): FileStoreDisk & { close(): void } {
  mkdirSync(directory, { recursive: true });
  const canBeFull = mount(["-t", "tmpfs", "-o", `size=${diskSize},mode=700`, "tmpfs", directory]);
  return {
    directory,
    canBeFull,
    setFull(full) {
      if (!canBeFull) return;
      const { blocks, bfree, bsize } = statfsSync(directory);
      mount(["-o", `remount,size=${full ? Math.max(1, blocks - bfree) * bsize : diskSize}`, directory]);
    },
    close() {
      if (canBeFull) spawnSync("umount", ["-l", directory]);
    },
  };
}

function mount(args: readonly string[]): boolean {
  return process.getuid?.() === 0 && spawnSync("mount", args).status === 0;
}
