import { connectDatabase, rows, type Database } from "../../db/connection.ts";
import { readChildren } from "../../ops/instance.ts";
import { until } from "../until.ts";
import { baseUrl, hasBrowser } from "./browser.ts";

/** Where the product's processes are recorded, separated by colons, and its database; whoever started it says so. */
const { TEST_STATE_DIRECTORIES: places, TEST_PRODUCT_DATABASE_URL: databaseUrl } = process.env;

/** Skips by name where the product's processes are not ours to stop. */
export const withProcesses = hasBrowser && places && databaseUrl ? test : test.skip;

type Part = "postgres" | "temporal" | "api";

function pidOf(part: Part): number | undefined {
  const recorded = places!.split(":").flatMap(readChildren);
  return recorded.find(({ name }) => name === part)?.pid;
}

/** False when it ended by itself in between. */
function signal(pid: number | undefined, name: "SIGKILL" | "SIGSTOP" | "SIGCONT"): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/**
 * Kills a part, and whatever the supervisor starts in its place, for as long as `during` takes; answers when it is
 * there again. The engine is away only once the product has seen it go: what is sent in the moment it dies may have been
 * carried, and is rightly asked for again before it is called not accepted.
 */
export async function without(part: Part, during: () => Promise<void>): Promise<void> {
  const killed = new Set<number>();
  const killNewest = () => {
    const pid = pidOf(part);
    if (pid !== undefined && !killed.has(pid) && signal(pid, "SIGKILL")) killed.add(pid);
  };
  killNewest();
  const watch = setInterval(killNewest, 5);
  try {
    if (part === "temporal") await until(async () => (await readiness())?.engine === false, "the engine seen away");
    await during();
  } finally {
    clearInterval(watch);
    await until(async () => {
      const health = await readiness();
      return health?.ready === true && health.engine;
    }, `${part} again`);
  }
}

/** Holds a part still for as long as `during` takes: its doors are open and nobody answers. */
export async function paused(part: Part, during: () => Promise<void>): Promise<void> {
  const pid = pidOf(part);
  signal(pid, "SIGSTOP");
  try {
    await during();
  } finally {
    signal(pid, "SIGCONT");
  }
}

async function readiness(): Promise<{ ready: boolean; engine: boolean } | undefined> {
  try {
    const answer = await fetch(`${baseUrl()}/health/ready`, { signal: AbortSignal.timeout(3_000) });
    return (await answer.json()) as { ready: boolean; engine: boolean };
  } catch {
    return undefined;
  }
}

let database: Database | undefined;

/** What stands in the product's own rows. */
export function ask<Row extends object>(sql: string, bind: readonly unknown[] = []): Promise<Row[]> {
  database ??= connectDatabase(databaseUrl!, { max: 2 });
  return rows<Row>(database, sql, bind);
}

export async function closeDatabase(): Promise<void> {
  await database?.close();
  database = undefined;
}
