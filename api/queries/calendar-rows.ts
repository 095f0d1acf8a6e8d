import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import { row, rows, type Database } from "../../db/connection.ts";
import { Refusal } from "../../domain/refusal.ts";
import type { DayKind } from "../../domain/working-days.ts";

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
  kind: DayKind;
  name: string;
  source_document: string;
}

export interface ImportRow {
  id: string;
  layer: string;
  year: number;
  version: number;
  source_document: string;
  issued_on: string | null;
  link: string | null;
  file_name: string | null;
  document_name: string | null;
  imported_by_name: string;
  imported_at: Date;
}

/** One year of the calendar as it was imported. */
export async function readCalendarYear(
  database: Database,
  year: number,
): Promise<{ version: number; sources: SourceRow[]; days: DayRow[]; years: number[]; imports: ImportRow[] }> {
  const [sources, days, version, imports] = await Promise.all([
    rows<SourceRow>(
      database,
      "select layer, year, source_document, imported_at, complete from calendar_sources order by year, layer",
    ),
    rows<DayRow>(
      database,
      "select layer, date, kind, name, source_document from calendar_days where date >= $1 and date <= $2 order by date, layer",
      [`${year}-01-01`, `${year}-12-31`],
    ),
    row<{ version: number | null }>(database, "select max(version) as version from calendar_versions"),
    rows<ImportRow>(
      database,
      `select id, layer, year, version, source_document, issued_on::text as issued_on, link, file_name, document_name, imported_by_name, imported_at
       from calendar_imports where year = $1 order by version desc`,
      [year],
    ),
  ]);
  const years = [...new Set(sources.map((source) => source.year))];
  return { version: version?.version ?? 0, sources, days, years, imports };
}

/** The days that one layer's notice for a year decided, some of them perhaps in the December before. */
export async function readNoticeDays(database: Database, layer: string, year: number): Promise<DayRow[]> {
  return rows<DayRow>(
    database,
    `select layer, date, kind, name, source_document from calendar_days
     where layer = $1 and coalesce(notice_year, extract(year from date)::int) = $2 order by date`,
    [layer, year],
  );
}

export async function readImportText(
  database: Database,
  id: string,
): Promise<{ source_document: string; file_name: string | null; content: string } | undefined> {
  return row(database, "select source_document, file_name, content from calendar_imports where id = $1", [id]);
}

export interface DayChange {
  layer: string;
  date: string;
  /** `plain`: the layer no longer names the day. */
  kind: "off" | "work" | "plain";
  name: string;
  sourceDocument: string;
}

/** Runs inside the transaction that writes a version; makes it part of what is kept together. */
type Also = (transaction: Transaction, version: number) => Promise<void>;

/**
 * Writes one day and the calendar version that comes with it, in one transaction; `note` is the reason that running
 * cases show when their dates move, `previewed` the version the administrator saw. Answers the new version.
 * @throws Refusal calendar-moved-on when another change came in between.
 */
export async function writeCalendarDay(
  database: Database,
  change: DayChange,
  { previewed, note }: { previewed: number | undefined; note: string },
  also: Also,
): Promise<number> {
  return writeVersion(database, note, previewed, async (transaction, version) => {
    if (change.kind === "plain")
      await rows(
        database,
        "delete from calendar_days where layer = $1 and date = $2",
        [change.layer, change.date],
        transaction,
      );
    else await putDay(database, { ...change, kind: change.kind, noticeYear: null }, transaction);
    await also(transaction, version);
  });
}

export interface Import {
  layer: string;
  year: number;
  form: "notice" | "csv" | "json";
  text: string;
  fileName: string | null;
  sourceDocument: string;
  issuedOn: string | null;
  link: string | null;
  days: readonly { date: string; kind: DayKind; name: string }[];
  by: { id: string; name: string };
}

/**
 * Puts a notice in the place of what its layer said of the year, makes the year known, and keeps the text; all of it
 * with the version in one transaction. `previewed` is the version the administrator saw.
 * @throws Refusal calendar-moved-on when another change came in between.
 */
export async function writeImport(
  database: Database,
  given: Import,
  { previewed, note }: { previewed: number; note: string },
  also: Also,
): Promise<number> {
  return writeVersion(database, note, previewed, async (transaction, version) => {
    const write = (sql: string, bind: readonly unknown[]) => rows(database, sql, bind, transaction);
    const { layer, year, sourceDocument } = given;
    await write(
      "delete from calendar_days where layer = $1 and coalesce(notice_year, extract(year from date)::int) = $2",
      [layer, year],
    );
    for (const day of given.days)
      await putDay(database, { ...day, layer, sourceDocument, noticeYear: year }, transaction);
    await write(
      `insert into calendar_sources (id, layer, year, source_document, imported_at, complete) values ($1, $2, $3, $4, now(), true)
       on conflict (layer, year) do update set source_document = excluded.source_document, imported_at = excluded.imported_at, complete = true`,
      [uuidv7(), layer, year, sourceDocument],
    );
    await write(
      `insert into calendar_imports (id, layer, year, version, source_document, issued_on, link, file_name, form, content, imported_by, imported_by_name, imported_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now())`,
      [
        ...[uuidv7(), layer, year, version, sourceDocument, given.issuedOn, given.link, given.fileName, given.form],
        ...[given.text, given.by.id, given.by.name],
      ],
    );
    await also(transaction, version);
  });
}

async function putDay(
  database: Database,
  day: { layer: string; date: string; kind: DayKind; name: string; sourceDocument: string; noticeYear: number | null },
  transaction: Transaction,
): Promise<void> {
  await rows(
    database,
    `insert into calendar_days (layer, date, kind, name, source_document, notice_year)
     values ($1, $2::date, $3, $4, $5, coalesce($6, extract(year from $2::date)::int))
     on conflict (layer, date) do update set kind = excluded.kind, name = excluded.name, source_document = excluded.source_document,
       notice_year = coalesce($6, calendar_days.notice_year)`,
    [day.layer, day.date, day.kind, day.name, day.sourceDocument, day.noticeYear],
    transaction,
  );
}

async function writeVersion(
  database: Database,
  note: string,
  previewed: number | undefined,
  work: (transaction: Transaction, version: number) => Promise<void>,
): Promise<number> {
  return database.transaction(async (transaction) => {
    // Two changes at once get two versions, one after the other.
    await rows(database, "lock table calendar_versions in exclusive mode", [], transaction);
    const latest = await row<{ version: number }>(
      database,
      "select coalesce(max(version), 0) as version from calendar_versions",
      [],
      transaction,
    );
    if (previewed !== undefined && latest!.version !== previewed)
      throw new Refusal("calendar-moved-on", { version: latest!.version });
    const version = latest!.version + 1;
    await rows(
      database,
      "insert into calendar_versions (version, changed_at, note) values ($1, now(), $2)",
      [version, note],
      transaction,
    );
    await work(transaction, version);
    return version;
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
