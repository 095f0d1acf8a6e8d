import { measuredFilters } from "../../../../api/contracts/analytics.ts";
import { addDays, civilDateAt } from "../../../../domain/civil-date.ts";
import type { Choice } from "../inbox/filter-menu.ts";

type MeasuredName = keyof typeof measuredFilters;
export type MeasuredAddress = Partial<Record<MeasuredName, string>>;

const pageNames = ["matter", "areaId", "officeId", "from", "to"] as const satisfies readonly MeasuredName[];
export type FigureFilters = Partial<Record<(typeof pageNames)[number], string>>;

/** What the address asks for; what no filter knows or allows is left out. */
export function measuredByAddress(query: Readonly<Record<string, string | undefined>>): MeasuredAddress {
  const filters: MeasuredAddress = {};
  for (const name of Object.keys(measuredFilters) as MeasuredName[])
    if (query[name] && measuredFilters[name].safeParse(query[name]).success) filters[name] = query[name];
  return filters;
}

export function figuresByAddress(query: Readonly<Record<string, string | undefined>>): FigureFilters {
  const filters = measuredByAddress(query);
  return Object.fromEntries(pageNames.flatMap((name) => (filters[name] ? [[name, filters[name]]] : [])));
}

const spans = { "30": 30, "90": 90, "365": 365 } as const;

export const periodChoices: readonly Choice[] = [
  { value: "30", label: $localize`近 30 天` },
  { value: "90", label: $localize`近 90 天` },
  { value: "365", label: $localize`近一年` },
];

/** The days that a choice of the period stands for, today included. */
export function daysOf(choice: string | null): { from: string | null; to: string | null } {
  const many = spans[choice as keyof typeof spans];
  if (!many) return { from: null, to: null };
  const to = civilDateAt(Date.now());
  return { from: addDays(to, 1 - many), to };
}

/** Which choice these days are, if any. */
export function choiceOf(from: string | undefined, to: string | undefined): string | undefined {
  const today = civilDateAt(Date.now());
  if (to !== today) return undefined;
  return Object.entries(spans).find(([, many]) => addDays(today, 1 - many) === from)?.[0];
}
