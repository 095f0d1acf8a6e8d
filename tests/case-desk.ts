import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import type { Client } from "@temporalio/client";
import { DefaultLogger, Runtime, type WorkflowBundle } from "@temporalio/worker";
import pino from "pino";
import type { ActivityDeps } from "../activities/deps.ts";
import { createWorkerPair, type WorkerPairOptions } from "../activities/worker-pair.ts";
import { connectDatabase, type Database } from "../db/connection.ts";
import { FieldEncryption, type KeyRing } from "../db/field-encryption.ts";
import { migrate } from "../db/migrate.ts";
import { servedCity } from "../domain/city.ts";
import { connectEngine } from "../engine/client.ts";
import type { Engine } from "../engine/engine.ts";
import { bundleWorkflows } from "../engine/workflow-bundle.ts";
import { plantWorld, type World } from "../ops/demo-data/world.ts";

const require = createRequire(import.meta.url);
export const keyRing: KeyRing = {
  current: "test",
  keys: { test: Buffer.alloc(32, 7) },
  lookupKey: Buffer.alloc(32, 9),
};

let bundle: Promise<WorkflowBundle> | undefined;

/** A city with its people, a real database and a real engine of its own, and a worker: what a case needs to live. */
export interface CaseDesk {
  database: Database;
  databaseUrl: string;
  engine: Engine & { client: Client };
  encryption: FieldEncryption;
  world: World;
  deps: ActivityDeps;
  /** The worker is away until `startWorkers`; commands wait. */
  stopWorkers(): Promise<void>;
  startWorkers(): Promise<void>;
  stop(): Promise<void>;
}

function serviceAddress(name: "TEST_DATABASE_URL" | "TEST_TEMPORAL_ADDRESS"): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start ops/test-services.ts, or run npm test`);
  return value;
}

/** `queues`: those that the desk's own worker serves; all unless a test brings a worker of its own. */
export async function openCaseDesk(
  change: Partial<ActivityDeps> = {},
  queues?: WorkerPairOptions["queues"],
): Promise<CaseDesk> {
  quietRuntime();
  const name = `case_desk_${randomUUID().replaceAll("-", "")}`;
  const administration = connectDatabase(serviceAddress("TEST_DATABASE_URL"), { max: 1 });
  await administration.query(`create database ${name}`);
  const url = new URL(serviceAddress("TEST_DATABASE_URL"));
  url.pathname = `/${name}`;
  const database = connectDatabase(url.href, { max: 12 });
  await migrate(database);
  const encryption = new FieldEncryption(keyRing);
  const world = await plantWorld(database, encryption);
  const address = serviceAddress("TEST_TEMPORAL_ADDRESS");
  const engine = await connectEngine({ address, namespace: name, keyRing, timeSkipping: true });
  await registerNamespace(engine.client, name);
  const deps = { ...paperDeps(database, encryption), ...change };
  bundle ??= bundleWorkflows(require.resolve("../workflows/index.ts"));
  const workflowBundle = await bundle;
  const begin = async () => {
    const workers = await createWorkerPair({
      ...{ address, namespace: name, keyRing, deps, engine, buildId: "test", workflowBundle },
      ...(queues ? { queues } : {}),
    });
    const running = workers.run();
    return async () => {
      workers.shutdown();
      await running;
    };
  };
  let end: (() => Promise<void>) | undefined = await begin();
  const stopWorkers = async () => {
    await end?.();
    end = undefined;
  };
  return {
    ...{ database, databaseUrl: url.href, engine, encryption, world, deps, stopWorkers },
    async startWorkers() {
      end ??= await begin();
    },
    async stop() {
      await stopWorkers();
      await engine.close();
      await database.close();
      await administration.query(`drop database ${name} with (force)`);
      await administration.close();
    },
  };
}

/** The engine's own chatter stays out of the test output. */
export function quietRuntime(): void {
  try {
    Runtime.install({ logger: new DefaultLogger("ERROR"), shutdownSignals: [] });
  } catch {
    // Installed by the test file before.
  }
}

async function registerNamespace(client: Client, namespace: string): Promise<void> {
  await client.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as unknown as never },
  });
  // The frontend learns of a namespace a moment later.
  for (let tries = 0; ; tries++) {
    try {
      await client.workflow.count("WorkflowType = 'none'");
      return;
    } catch (error) {
      if (tries > 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Everything real but the printing, which has tests of its own: papers are their data as text. */
function paperDeps(database: Database, encryption: FieldEncryption): ActivityDeps {
  const stored = new Map<string, Buffer>();
  return {
    database,
    encryption,
    city: servedCity,
    log: pino({ level: "silent" }),
    baseUrl: "https://rct.example",
    demo: true,
    files: {
      async put(content) {
        const hash = await sha256(content);
        stored.set(hash, content);
        return { hash, size: content.length };
      },
      async read(hash) {
        const content = stored.get(hash);
        if (!content) throw new Error(`no file ${hash}`);
        return content;
      },
    },
    render: async (request) => Buffer.from(JSON.stringify({ template: request.template, data: request.data })),
    seal: async (pdf, seals) => Buffer.concat([pdf, Buffer.from(JSON.stringify(seals))]),
  };
}

async function sha256(content: Buffer): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", new Uint8Array(content))).toString("hex");
}
