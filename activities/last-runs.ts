import { rows, type Database } from "../db/connection.ts";

/** Notes that what runs by schedule has come to its end; its age is a figure that is watched. Retry-safe: the last one counts. */
export async function keepLastRun(database: Database, name: "due-sweep"): Promise<void> {
  await rows(
    database,
    "insert into last_runs (name, at) values ($1, now()) on conflict (name) do update set at = excluded.at",
    [name],
  );
}
