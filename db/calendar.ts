import type { Transaction } from "sequelize";
import { calendarLayers } from "../domain/calendar-data.ts";
import { buildCalendar, type Calendar, type CalendarRow } from "../domain/working-days.ts";
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
  const days = await rows<CalendarRow>(database, "select layer, date, kind, name from calendar_days", [], transaction);
  const sources = await rows<{ layer: string; year: number }>(
    database,
    "select layer, year from calendar_sources where complete",
    [],
    transaction,
  );
  const built = buildCalendar({ version, layers: calendarLayers, rows: days, sources });
  cached.set(database, built);
  return built;
}
