import { addDays, formatDate, formatMonthDay, parseCivilDate, type CivilDate } from "../../domain/civil-date.ts";
import { daysBetween, laterDate, weekdayOf } from "../../domain/civil-date.ts";
import { findMatter } from "../../domain/matters/index.ts";
import { outcomeNames } from "../../domain/texts/statuses.ts";
import type { Actor } from "../../domain/actor.ts";
import type { AnalyticsLine, MeasuredTask, getAnalytics } from "../contracts/analytics.ts";
import { noReason } from "../contracts/analytics.ts";
import type { ReplyGiven } from "../contracts/endpoint.ts";
import type { DecidedKind, MeasuredRow, OpenKind } from "../queries/analytics.ts";

type Figures = ReplyGiven<typeof getAnalytics>;
type Kind = DecidedKind | OpenKind;
type Narrow = Record<string, string>;

/** The p-th percentile, nearest rank, of working days with how often each was seen; null of none. */
export function percentileOf(seen: ReadonlyMap<number, number>, percent: number): number | null {
  let rest = Math.ceil(([...seen.values()].reduce((sum, count) => sum + count, 0) * percent) / 100);
  if (rest === 0) return null;
  for (const [days, count] of [...seen].sort(([one], [other]) => one - other)) if ((rest -= count) <= 0) return days;
  return null;
}

/** One line of figures, summed over kinds of work. */
class Line {
  private readonly days = new Map<number, number>();
  private readonly sums = { decided: 0, late: 0, returned: 0, rejected: 0, open: 0, overdue: 0 };

  add(kind: Kind): void {
    if ("open" in kind) {
      this.sums.open += kind.open;
      this.sums.overdue += kind.overdue;
      return;
    }
    for (const name of ["decided", "late", "returned", "rejected"] as const) this.sums[name] += kind[name];
    this.days.set(kind.days, (this.days.get(kind.days) ?? 0) + kind.decided);
  }

  present(label: string, narrow: Narrow): AnalyticsLine {
    const { days, sums } = this;
    return { narrow, label, ...sums, medianDays: percentileOf(days, 50), p90Days: percentileOf(days, 90) };
  }
}

export interface Grouping {
  key: (kind: Kind) => string;
  label: (kind: Kind) => string;
  narrow: (kind: Kind) => Narrow;
}

/** Lines of one grouping, those with most work first. */
export function linesOf(kinds: readonly Kind[], { key, label, narrow }: Grouping): AnalyticsLine[] {
  const lines = new Map<string, { line: Line; first: Kind }>();
  for (const kind of kinds) {
    const known = lines.get(key(kind)) ?? { line: new Line(), first: kind };
    lines.set(key(kind), known);
    known.line.add(kind);
  }
  return [...lines.values()]
    .map(({ line, first }) => line.present(label(first), narrow(first)))
    .sort((one, other) => other.decided + other.open - one.decided - one.open || one.label.localeCompare(other.label));
}

export function totalOf(kinds: readonly Kind[], received: number): Figures["totals"] {
  const line = new Line();
  for (const kind of kinds) line.add(kind);
  return { ...line.present("全部", {}), received };
}

/** An objection is decided at the step of its notice. */
export function stepTitle(matter: string, step: string): string {
  const found = findMatter(matter)?.steps[step];
  return found?.kind === "notice" ? "公示异议审查" : (found?.title ?? step);
}

/** Names that rows only refer to. */
export interface Names {
  offices: ReadonlyMap<string, string>;
  areas: ReadonlyMap<string, string>;
}

/** By step, by desk, by area, by matter. */
export function groupings({ offices, areas }: Names): Record<"byStep" | "byOffice" | "byArea" | "byMatter", Grouping> {
  return {
    byStep: {
      key: ({ matter, step }) => `${matter}/${step}`,
      label: ({ matter, step }) => stepTitle(matter, step),
      narrow: ({ matter, step }) => ({ matter, step }),
    },
    byOffice: {
      key: ({ office_id: id }) => id ?? "employers",
      label: ({ office_id: id }) => (id === null ? "用人单位（合计）" : (offices.get(id) ?? "已停用的机构")),
      narrow: ({ office_id: id }) => ({ officeId: id ?? "employers" }),
    },
    byArea: {
      key: ({ area_id: id }) => id,
      label: ({ area_id: id }) => areas.get(id) ?? "其他地区",
      narrow: ({ area_id: id }) => ({ ownAreaId: id }),
    },
    byMatter: {
      key: ({ matter }) => matter,
      label: ({ matter }) => findMatter(matter)?.title ?? matter,
      narrow: ({ matter }) => ({ matter }),
    },
  };
}

const ageBuckets: readonly [number, number | null][] = [
  [0, 1],
  [2, 3],
  [4, 5],
  [6, 10],
  [11, 20],
  [21, null],
];

/** Open work by working days since it came. */
export function agesOf(open: readonly OpenKind[]): Figures["ages"] {
  return ageBuckets.map(([from, to]) => ({
    narrow: { ageFrom: String(from), ...(to === null ? {} : { ageTo: String(to) }) },
    label: to === null ? `${from} 个工作日以上` : `${from} 至 ${to} 个工作日`,
    count: open.reduce((sum, kind) => sum + (kind.days >= from && (to === null || kind.days <= to) ? kind.open : 0), 0),
  }));
}

export function reasonsOf(counted: readonly { reason: string; count: number }[], otherwise: string): Figures["ages"] {
  return counted.map(({ reason, count }) => ({
    ...{ narrow: { reason }, count },
    label: reason === noReason ? otherwise : reason,
  }));
}

type Counted = readonly { day: string; count: number }[];

/** Days of up to a month, weeks of up to half a year, else months; each within the period. */
export function throughputOf(
  { from, to }: { from: string; to: string },
  received: Counted,
  decided: Counted,
): Figures["throughput"] {
  const sums = [received, decided].map((counted) => new Map(counted.map(({ day, count }) => [day, count])));
  return bucketsOf(parseCivilDate(from), parseCivilDate(to)).map(({ first, last }) => {
    const [came, done] = sums.map((sum) => {
      let count = 0;
      for (let day = first; day <= last; day = addDays(day, 1)) count += sum.get(day) ?? 0;
      return count;
    });
    return {
      ...{ narrow: { from: first, to: last }, received: came!, decided: done! },
      label: first === last ? formatMonthDay(first) : `${formatMonthDay(first)}至${formatMonthDay(last)}`,
    };
  });
}

function bucketsOf(from: CivilDate, to: CivilDate): { first: CivilDate; last: CivilDate }[] {
  const days = daysBetween(from, to) + 1;
  const endOf = (day: CivilDate): CivilDate => {
    if (days <= 31) return day;
    if (days <= 184) return addDays(day, 7 - weekdayOf(day));
    const next = addDays(parseCivilDate(`${day.slice(0, 7)}-28`), 4);
    return addDays(parseCivilDate(`${next.slice(0, 7)}-01`), -1);
  };
  const buckets: { first: CivilDate; last: CivilDate }[] = [];
  for (let first = from; first <= to; first = addDays(buckets.at(-1)!.last, 1)) {
    const last = endOf(first);
    buckets.push({ first, last: laterDate(last, to) === last ? to : last });
  }
  return buckets;
}

/** `2026年8月24日至2026年11月21日` */
export function periodWord({ from, to }: { from: string; to: string }): string {
  return `${formatDate(parseCivilDate(from))}至${formatDate(parseCivilDate(to))}`;
}

/** One line of a list. Who has no desk in it reads its number, not its papers. */
export function presentMeasured(row: MeasuredRow, actor: Actor): MeasuredTask {
  const ownDesk = actor.memberships.some(
    ({ role, officeId }) => role !== "administrator" && officeId === row.receiver_id,
  );
  return {
    taskId: ownDesk && row.kind !== "objection" ? row.id : null,
    caseNumber: row.case_number,
    matterTitle: findMatter(row.matter)?.title ?? row.matter,
    stepTitle: stepTitle(row.matter, row.step),
    deskName: row.receiver_name,
    areaName: row.area_name,
    receivedAt: row.opened_at.toISOString(),
    dueAt: row.due_at?.toISOString() ?? null,
    decidedAt: row.decided_at?.toISOString() ?? null,
    outcomeName: row.outcome === null ? null : (outcomeNames[row.outcome] ?? row.outcome),
    days: row.days,
    overdue: row.overdue,
  };
}
