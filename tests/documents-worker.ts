import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootDirectory } from "../ops/places.ts";
import { keyRing, type CaseDesk } from "./case-desk.ts";

export interface KilledWorker {
  /** At once and without a word, as when its machine dies. */
  kill(): Promise<void>;
}

/** A worker of the documents queue in a process of its own, beside a desk that serves the cases queue alone. */
export function startDocumentsWorker(desk: CaseDesk, environment: Record<string, string> = {}): KilledWorker {
  const directory = mkdtempSync(join(tmpdir(), "rencaitong-worker-"));
  const ring = {
    current: keyRing.current,
    keys: Object.fromEntries(Object.entries(keyRing.keys).map(([name, key]) => [name, key.toString("base64")])),
    lookupKey: keyRing.lookupKey.toString("base64"),
  };
  const child = spawn(process.execPath, ["activities/worker.ts"], {
    cwd: rootDirectory,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, RENCAITONG_MODE: "test", LOG_LEVEL: "error" },
      ...{ DATA_DIRECTORY: directory, DATABASE_URL: desk.databaseUrl, KEY_RING: JSON.stringify(ring) },
      TEMPORAL_ADDRESS: process.env.TEST_TEMPORAL_ADDRESS,
      TEMPORAL_NAMESPACE: new URL(desk.databaseUrl).pathname.slice(1),
      ...{ WORKER_QUEUES: "documents", ...environment },
    },
  });
  const gone = once(child, "exit");
  return {
    async kill() {
      child.kill("SIGKILL");
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
