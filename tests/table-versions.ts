import { rows, type Database } from "../db/connection.ts";

/** What a refused request may leave behind: counters of limits, the trail of refusals, and when a session was used. */
const mayChange = ["rate_limits", "audit_log", "audit_pending", "sessions"];

/** Every row of every table by place and version: writing a row with the same content shows too. */
export async function tableVersions(
  database: Database,
  except: readonly string[] = [],
): Promise<Record<string, string>> {
  const tables = await rows<{ name: string }>(
    database,
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> all($1::text[]) order by 1",
    [[...mayChange, ...except]],
  );
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const [state] = await rows<{ state: string }>(
      database,
      `select count(*) || ' ' || coalesce(md5(string_agg(xmin::text || ctid::text, ',' order by ctid)), '') as state from "${name}"`,
    );
    found[name] = state!.state;
  }
  return found;
}
