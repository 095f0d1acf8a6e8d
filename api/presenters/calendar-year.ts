import type { ReplyGiven } from "../contracts/endpoint.ts";
import type { getCalendar, previewCalendarImport } from "../contracts/calendar.ts";
import { loadCalendar, proposedCalendar } from "../../db/calendar.ts";
import type { Database } from "../../db/connection.ts";
import { calendarLayers } from "../../domain/calendar-data.ts";
import { parseCivilDate } from "../../domain/civil-date.ts";
import type { DayKind } from "../../domain/working-days.ts";
import { effectsOf } from "../queries/calendar-effects.ts";
import type { readCalendarYear } from "../queries/calendar-rows.ts";

export interface ProposedDay {
  date: string;
  kind: DayKind;
  name: string;
}

/** One year as its layers say it, with what was imported and where one layer overrules another. */
export function presentCalendarYear(
  year: number,
  { version, sources, days, years, imports }: Awaited<ReturnType<typeof readCalendarYear>>,
): ReplyGiven<typeof getCalendar> {
  const layers = calendarLayers.map(({ layer, name, singleDays = false }) => {
    const source = sources.find((one) => one.layer === layer && one.year === year);
    return {
      layer,
      name: name ?? layer,
      sourceDocument: source?.source_document ?? null,
      importedAt: source?.imported_at.toISOString() ?? null,
      complete: source?.complete ?? singleDays,
      singleDays,
    };
  });
  const order = layers.map(({ layer }) => layer);
  const overruled = (day: (typeof days)[number]) =>
    days.findLast(
      (other) =>
        other.date === day.date && other.kind !== day.kind && order.indexOf(other.layer) < order.indexOf(day.layer),
    )?.layer ?? null;
  return {
    year,
    known: layers.every(({ complete }) => complete),
    version,
    layers,
    days: days.map(({ source_document: sourceDocument, ...day }) => ({
      ...day,
      sourceDocument,
      overrules: overruled({ ...day, source_document: sourceDocument }),
    })),
    years,
    imports: imports.map((one) => ({
      id: one.id,
      layer: one.layer,
      year: one.year,
      version: one.version,
      sourceDocument: one.source_document,
      issuedOn: one.issued_on,
      link: one.link,
      fileName: one.file_name,
      documentName: one.document_name,
      importedBy: one.imported_by_name,
      importedAt: one.imported_at.toISOString(),
    })),
  };
}

type Preview = Omit<ReplyGiven<typeof previewCalendarImport>, "form" | "problems">;

/**
 * What would change if `after` stood in the place of `before` in one layer: the days, and the running terms. `year`: the
 * change is the whole notice of that year, which is known from then on.
 */
export async function previewDays(
  database: Database,
  layer: string,
  year: number | null,
  before: readonly ProposedDay[],
  after: readonly ProposedDay[],
): Promise<Preview> {
  const dates = [...new Set([...before, ...after].map(({ date }) => date))].sort();
  const days = dates.flatMap((date) => {
    const old = before.find((day) => day.date === date);
    const next = after.find((day) => day.date === date);
    const change = { date, from: old?.kind ?? "plain", fromName: old?.name ?? "", to: next?.kind ?? "plain" } as const;
    return change.from === change.to && old?.name === next?.name ? [] : [{ ...change, toName: next?.name ?? "" }];
  });
  const { version } = await loadCalendar(database);
  const proposed = await proposedCalendar(database, {
    layer,
    year,
    without: before.map(({ date }) => date),
    days: after.map((day) => ({ ...day, layer, date: parseCivilDate(day.date) })),
  });
  return { version: Number(version), days, ...(await effectsOf(database, proposed)) };
}
