import { row, rows, type Database } from "../../db/connection.ts";

export interface SourceRow {
  layer: string;
  year: number;
  source_document: string;
  imported_at: Date;
  complete: boolean;
}

export interface DayRow {
  layer: string;
  date: string;
  kind: "off" | "work";
  name: string;
}

/** One year of the calendar as it was imported. */
export async function readCalendarYear(
  database: Database,
  year: number,
): Promise<{ version: number; sources: SourceRow[]; days: DayRow[]; years: number[] }> {
  const [sources, days, version] = await Promise.all([
    rows<SourceRow>(
      database,
      "select layer, year, source_document, imported_at, complete from calendar_sources order by year, layer",
    ),
    rows<DayRow>(
      database,
      "select layer, date, kind, name from calendar_days where date >= $1 and date <= $2 order by date, layer",
      [`${year}-01-01`, `${year}-12-31`],
    ),
    row<{ version: number | null }>(database, "select max(version) as version from calendar_versions"),
  ]);
  return { version: version?.version ?? 0, sources, days, years: [...new Set(sources.map((source) => source.year))] };
}

export interface DayChange {
  layer: string;
  date: string;
  /** `plain`: the layer no longer names the day. */
  kind: "off" | "work" | "plain";
  name: string;
  sourceDocument: string;
}

/**
 * Writes one day and the calendar version that comes with it, in one transaction; `note` is the reason that running
 * cases show when their dates move. Answers the new version.
 */
export async function writeCalendarDay(
  database: Database,
  change: DayChange,
  note: string,
  also: (transaction: Parameters<typeof rows>[3]) => Promise<void>,
): Promise<number> {
  return database.transaction(async (transaction) => {
    // Two changes at once get two versions, one after the other.
    await rows(database, "lock table calendar_versions in exclusive mode", [], transaction);
    if (change.kind === "plain")
      await rows(
        database,
        "delete from calendar_days where layer = $1 and date = $2",
        [change.layer, change.date],
        transaction,
      );
    else
      await rows(
        database,
        `insert into calendar_days (layer, date, kind, name, source_document) values ($1, $2, $3, $4, $5)
         on conflict (layer, date) do update set kind = excluded.kind, name = excluded.name, source_document = excluded.source_document`,
        [change.layer, change.date, change.kind, change.name, change.sourceDocument],
        transaction,
      );
    const written = await row<{ version: number }>(
      database,
      `insert into calendar_versions (version, changed_at, note) select coalesce(max(version), 0) + 1, now(), $1 from calendar_versions
       returning version`,
      [note],
      transaction,
    );
    await also(transaction);
    return written!.version;
  });
}

/** Cases with a running notice or a counted due date that the change may touch. */
export async function countCasesToLook(database: Database, version: number, date: string): Promise<number> {
  const counted = await row<{ count: number }>(
    database,
    `select count(*)::int as count from cases c where c.state = 'open' and (
       exists (select 1 from notices n where n.case_id = c.id and n.state = 'running' and n.calendar_version < $1)
       or exists (select 1 from tasks t where t.case_id = c.id and t.state = 'open' and t.due_in_working_days is not null
                  and t.due_at >= $2::date - interval '30 days'))`,
    [version, date],
  );
  return counted?.count ?? 0;
}
