import { row, type Database } from "../db/connection.ts";
import { isCurrent } from "../db/migrate.ts";
import type { Engine } from "../engine/engine.ts";

export interface Readiness {
  /** Whether requests may be sent here. Without the engine they may: reading goes on, and commands say so themselves. */
  ready: boolean;
  database: boolean;
  /** The database has this release's shape. */
  migrations: boolean;
  engine: boolean;
  /** The process is on its way out. */
  stopping: boolean;
}

/** Longer than a healthy engine takes, shorter than whoever asks will wait. */
const engineWithinMilliseconds = 1_000;

export interface ReadinessProbe {
  check(): Promise<Readiness>;
  /** From now on the answer is no. */
  stop(): void;
}

export function createReadiness(deps: { database: Database; engine: Pick<Engine, "ping"> }): ReadinessProbe {
  let stopping = false;
  let migrations = false;
  return {
    stop() {
      stopping = true;
    },
    async check() {
      const [database, engine] = await Promise.all([
        succeeds(row(deps.database, "select 1 as one")),
        Promise.race([succeeds(deps.engine.ping()), after(engineWithinMilliseconds, false)]),
      ]);
      // A shape once reached stays: a release changes it only by bringing its own processes along.
      migrations ||= database && (await isCurrent(deps.database));
      return { ready: database && migrations && !stopping, database, migrations, engine, stopping };
    },
  };
}

function succeeds(asked: Promise<unknown>): Promise<boolean> {
  return asked.then(
    () => true,
    () => false,
  );
}

function after<Value>(milliseconds: number, value: Value): Promise<Value> {
  return new Promise((resolve) => setTimeout(() => resolve(value), milliseconds).unref());
}
