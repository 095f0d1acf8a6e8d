import type { Transaction } from "sequelize";
import { calendarLayers } from "../domain/calendar-data.ts";
import { buildCalendar, type Calendar, type CalendarRow, type CalendarSource } from "../domain/working-days.ts";
import { row, rows, type Database } from "./connection.ts";

const cached = new WeakMap<Database, Calendar>();

/**
 * The calendar in force for the city's area, all layers laid over each other. Read again when its version has changed;
 * one small query otherwise.
 */
export async function loadCalendar(database: Database, transaction?: Transaction): Promise<Calendar> {
  const known = cached.get(database);
  const latest = await row<{ version: number | null }>(
    database,
    "select max(version) as version from calendar_versions",
    [],
    transaction,
  );
  const version = String(latest?.version ?? 0);
  if (known?.version === version) return known;
  const built = buildCalendar({ version, layers: calendarLayers, ...(await readLayers(database, transaction)) });
  cached.set(database, built);
  return built;
}

/**
 * The calendar as it would be with `days` in one layer instead of what it says of the dates `without`; with `year`, the
 * layer's notice of that year is known. Nothing is written.
 */
export async function proposedCalendar(
  database: Database,
  proposal: { layer: string; year: number | null; without: readonly string[]; days: readonly CalendarRow[] },
): Promise<Calendar> {
  const { rows: days, sources } = await readLayers(database);
  const { layer, year, without } = proposal;
  const kept = days.filter((day) => day.layer !== layer || !without.includes(day.date));
  return buildCalendar({
    version: "proposed",
    layers: calendarLayers,
    rows: [...kept, ...proposal.days],
    sources: year === null ? sources : [...sources, { layer, year }],
  });
}

async function readLayers(
  database: Database,
  transaction?: Transaction,
): Promise<{ rows: CalendarRow[]; sources: CalendarSource[] }> {
  const days = await rows<CalendarRow>(database, "select layer, date, kind, name from calendar_days", [], transaction);
  const sources = await rows<CalendarSource>(
    database,
    "select layer, year from calendar_sources where complete",
    [],
    transaction,
  );
  return { rows: days, sources };
}
