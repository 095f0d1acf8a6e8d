import type { z } from "zod";
import { rows, type Database } from "../../db/connection.ts";
import { addDays, civilDateAt, daysBetween, endOfDay, parseCivilDate, startOfDay } from "../../domain/civil-date.ts";
import { isWorkingDay, type Calendar } from "../../domain/working-days.ts";
import type { Measure, analyticsFilters, measuredFilters } from "../contracts/analytics.ts";
import { noReason } from "../contracts/analytics.ts";
import { readCursor } from "../cursor.ts";

export type AnalyticsFilters = z.output<z.ZodObject<typeof analyticsFilters>> & { from: string; to: string };
export type MeasuredFilters = z.output<z.ZodObject<typeof measuredFilters>> & { from: string; to: string };

/** Whose work is counted: these offices, or every desk. */
export type AnalyticsScope = readonly string[] | "everybody";

/** Work that is alike in everything figures are grouped by; `office_id` null: at an employer. */
export interface DecidedKind extends Kind {
  decided: number;
  late: number;
  returned: number;
  rejected: number;
}
export interface OpenKind extends Kind {
  open: number;
  overdue: number;
}
interface Kind {
  matter: string;
  step: string;
  office_id: string | null;
  area_id: string;
  /** Working days from arrival to decision, or to now. */
  days: number;
}

export interface MeasuredRow {
  id: string;
  kind: "review" | "objection";
  case_number: string;
  matter: string;
  step: string;
  receiver_id: string;
  receiver_name: string;
  area_name: string;
  opened_at: Date;
  due_at: Date | null;
  decided_at: Date | null;
  outcome: string | null;
  state: string;
  days: number;
  overdue: boolean;
  /** Where the list goes on. */
  place: number;
}

const kindColumns = `t.matter, t.step, case when t.receiver_kind = 'office' then t.receiver_id end as office_id, t.area_id`;
const byKind = "matter, step, office_id, area_id, days";
const shanghaiDay = (milliseconds: string) => `((${milliseconds} + 28800000) / 86400000)`;

/** One statement's conditions: numbers and the lists behind them are asked by the same words. */
class Asked {
  readonly values: unknown[] = [];
  readonly conditions: string[] = [];
  private readonly calendar: Calendar;
  private readonly now = Date.now();
  /** The values that working days are counted with, added once. */
  private numbers: readonly [string, string] | undefined;

  constructor(calendar: Calendar, scope: AnalyticsScope, filters: AnalyticsFilters) {
    this.calendar = calendar;
    if (scope !== "everybody")
      this.where(`t.receiver_kind = 'office' and t.receiver_id = any(${this.add(scope)}::uuid[])`);
    if (filters.matter) this.where(`t.matter = ${this.add(filters.matter)}`);
    if (filters.officeId === "employers") this.where("t.receiver_kind <> 'office'");
    else if (filters.officeId) this.where(`t.receiver_id = ${this.add(filters.officeId)}::uuid`);
    if (filters.areaId)
      this.where(
        `t.area_id = any(array(select a.id from areas a where ${this.add(filters.areaId)}::uuid = any(a.path)))`,
      );
  }

  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  where(condition: string): this {
    this.conditions.push(condition);
    return this;
  }

  measure(measure: Measure, { from, to }: AnalyticsFilters): this {
    switch (measure) {
      case "received":
        return this.where(
          `t.kind <> 'ask' and t.state not in ('waiting', 'recalled') and ${this.within("opened", from, to)}`,
        );
      case "open":
        return this.where("t.kind <> 'ask' and t.state = 'open'");
      case "overdue":
        return this.measure("open", { from, to }).where(this.overdue());
      case "late":
        return this.measure("decided", { from, to }).where("t.decided_order >= t.due_order");
      case "returned":
        return this.measure("decided", { from, to }).where("t.outcome = 'returned'");
      case "rejected":
        return this.measure("decided", { from, to }).where("t.outcome in ('rejected', 'upheld')");
      case "decided":
        return this.where(`t.kind <> 'ask' and t.state = 'decided' and ${this.within("decided", from, to)}`);
    }
  }

  overdue(): string {
    return `t.due_order <= ${this.add(this.now)}::bigint`;
  }

  /** Working days, by the calendar in force, between the days of two instants of the case's own time. */
  days(until: "decided" | "now"): string {
    const { first, counts } = workingDayNumbers(this.calendar);
    this.numbers ??= [`(${this.add(counts)}::int[])`, this.add(first)];
    const [numbers, from] = this.numbers;
    const number = (milliseconds: string) =>
      `${numbers}[least(greatest(${shanghaiDay(milliseconds)}::int - ${from}::int, 0), ${counts.length - 1}) + 1]`;
    const end = until === "decided" ? "t.decided_order" : `${this.add(this.now)}::bigint`;
    return `${number(`${end} + t.clock_ahead`)} - ${number("t.opened_order + t.clock_ahead")}`;
  }

  get sql(): string {
    return this.conditions.join(" and ");
  }

  private within(which: "opened" | "decided", from: string, to: string): string {
    const start = this.add(startOfDay(parseCivilDate(from)));
    const end = this.add(endOfDay(parseCivilDate(to)));
    return `t.${which}_order >= ${start}::bigint and t.${which}_order < ${end}::bigint`;
  }
}

/** From long before the platform to some years ahead: how many working days there were up to each day. */
const numbered = new WeakMap<Calendar, { first: number; counts: readonly number[] }>();
function workingDayNumbers(calendar: Calendar) {
  const known = numbered.get(calendar);
  if (known) return known;
  const begin = parseCivilDate("2015-01-01");
  const many = daysBetween(begin, civilDateAt(Date.now())) + 3 * 366;
  const counts: number[] = [];
  for (let index = 0, day = begin; index < many; index++, day = addDays(day, 1))
    counts.push((counts.at(-1) ?? 0) + (isWorkingDay(day, calendar) ? 1 : 0));
  const built = { first: daysBetween(parseCivilDate("1970-01-01"), begin), counts };
  numbered.set(calendar, built);
  return built;
}

/** Figures and lists of one reader, narrowed by one set of filters. Instants are compared by the wall clock. */
export class Analytics {
  private readonly database: Database;
  private readonly calendar: Calendar;
  private readonly scope: AnalyticsScope;

  constructor(database: Database, calendar: Calendar, scope: AnalyticsScope) {
    this.database = database;
    this.calendar = calendar;
    this.scope = scope;
  }

  /** What was decided in the period, by kind: medians and rates of every line are made from these. */
  listDecided(filters: AnalyticsFilters): Promise<DecidedKind[]> {
    const asked = this.ask(filters, "decided");
    return rows<DecidedKind>(
      this.database,
      `select ${byKind}, count(*)::int as decided, count(*) filter (where late)::int as late,
         count(*) filter (where outcome = 'returned')::int as returned,
         count(*) filter (where outcome in ('rejected', 'upheld'))::int as rejected
       from (select ${kindColumns}, t.outcome, t.decided_order >= t.due_order as late, ${asked.days("decided")} as days
         from tasks t where ${asked.sql}) decided group by ${byKind}`,
      asked.values,
    );
  }

  /** What lies open now, by kind. */
  listOpen(filters: AnalyticsFilters): Promise<OpenKind[]> {
    const asked = this.ask(filters, "open");
    return rows<OpenKind>(
      this.database,
      `select ${byKind}, count(*)::int as open, count(*) filter (where overdue)::int as overdue
       from (select ${kindColumns}, ${asked.overdue()} as overdue, ${asked.days("now")} as days
         from tasks t where ${asked.sql}) standing group by ${byKind}`,
      asked.values,
    );
  }

  /** How many on each day of the period; days without any are left out. */
  countByDay(filters: AnalyticsFilters, measure: "received" | "decided"): Promise<{ day: string; count: number }[]> {
    const asked = this.ask(filters, measure);
    const order = measure === "received" ? "t.opened_order" : "t.decided_order";
    return rows(
      this.database,
      `select to_char(date '1970-01-01' + day, 'YYYY-MM-DD') as day, count from (
         select ${shanghaiDay(order)}::int as day, count(*)::int as count from tasks t where ${asked.sql} group by 1) days`,
      asked.values,
    );
  }

  /** Returns by the defects they ticked, as the catalogue words them today, the most frequent first; `-` where none was ticked. */
  countReturnReasons(filters: AnalyticsFilters): Promise<{ reason: string; count: number }[]> {
    const asked = this.ask(filters, "returned");
    return rows(
      this.database,
      `select coalesce(d.newest, counted.reason) as reason, sum(counted.count)::int as count from (
         select reason, count(*) as count from (select t.id from tasks t where ${asked.sql}) t
         cross join lateral (${defects}) returned cross join lateral unnest(returned.reasons) reason group by reason) counted
       left join defect_names d on d.said = counted.reason
       group by 1 order by 2 desc, 1`,
      asked.values,
    );
  }

  /** Rejections by the phrase that was used, the most frequent first; `-` for words of one's own. */
  countRejectionReasons(filters: AnalyticsFilters): Promise<{ reason: string; count: number }[]> {
    const asked = this.ask(filters, "rejected");
    return rows(
      this.database,
      `select ${phrase} as reason, count(*)::int as count from tasks t where ${asked.sql} group by 1 order by 2 desc, 1`,
      asked.values,
    );
  }

  /** The list behind one number. One row more than `limit` is read: it tells whether there is a next page. */
  async listMeasured(
    filters: MeasuredFilters,
    { after, limit }: { after?: string | undefined; limit: number },
  ): Promise<MeasuredRow[]> {
    const asked = this.narrowed(filters);
    const standing = filters.measure === "open" || filters.measure === "overdue";
    const decided = !standing && filters.measure !== "received";
    const place = decided ? "t.decided_order" : "t.opened_order";
    // What stands open: the longest first; what has happened: the newest first.
    const [compared, direction] = standing ? [">", "asc"] : ["<", "desc"];
    const from = readCursor(after);
    if (from)
      asked.where(
        `(${place}, t.id) ${compared} (${asked.add(from.at.getTime())}::bigint, ${asked.add(from.id)}::uuid)`,
      );
    const { days, overdue } = { days: this.daysOf(asked), overdue: asked.overdue() };
    return rows<MeasuredRow>(
      this.database,
      `select t.id, t.kind, t.case_number, t.matter, t.step, t.receiver_id, t.receiver_name, t.area_name, t.opened_at, t.due_at,
         case when t.state = 'decided' then t.decided_at end as decided_at, case when t.state = 'decided' then t.outcome end as outcome,
         t.state, ${days} as days, t.state = 'open' and ${overdue} as overdue, ${place} as place
       from tasks t where ${asked.sql} order by ${place} ${direction}, t.id ${direction} limit ${limit + 1}`,
      asked.values,
    );
  }

  async countMeasured(filters: MeasuredFilters): Promise<number> {
    const asked = this.narrowed(filters);
    const [counted] = await rows<{ count: number }>(
      this.database,
      `select count(*)::int as count from tasks t where ${asked.sql}`,
      asked.values,
    );
    return counted?.count ?? 0;
  }

  private ask(filters: AnalyticsFilters, measure: Measure): Asked {
    return new Asked(this.calendar, this.scope, filters).measure(measure, filters);
  }

  private daysOf(asked: Asked): string {
    return `case when t.state = 'decided' then ${asked.days("decided")} else ${asked.days("now")} end`;
  }

  private narrowed(filters: MeasuredFilters): Asked {
    const asked = this.ask(filters, filters.measure);
    if (filters.step) asked.where(`t.step = ${asked.add(filters.step)}`);
    if (filters.ownAreaId) asked.where(`t.area_id = ${asked.add(filters.ownAreaId)}::uuid`);
    if (filters.ageFrom !== undefined) asked.where(`${asked.days("now")} >= ${asked.add(filters.ageFrom)}::int`);
    if (filters.ageTo !== undefined) asked.where(`${asked.days("now")} <= ${asked.add(filters.ageTo)}::int`);
    if (filters.reason !== undefined)
      asked.where(
        filters.measure === "rejected"
          ? `${phrase} = ${asked.add(filters.reason)}`
          : `exists (select from (${defects}) returned where returned.reasons && ${sayings(asked.add(filters.reason))})`,
      );
    return asked;
  }
}

/** What the return of task `t` ticked. */
const defects = `select case when jsonb_array_length(coalesce(e.data->'defects', '[]')) = 0 then array['${noReason}']
    else array(select distinct jsonb_array_elements_text(e.data->'defects')) end as reasons
  from case_events e where e.type = 'task.returned' and e.task_id = t.id order by e.seq desc limit 1`;

/** Every wording that the catalogue ever had for what it words so today; a sentence it does not know, itself. */
const sayings = (reason: string) =>
  `(array(select said from defect_names where newest = ${reason}::text) || ${reason}::text)`;

/** The phrase that task `t` was refused with. Words of one's own are not grouped: they may speak of persons. */
const phrase = `coalesce((select p.text from phrases p where p.outcome in ('reject', 'uphold') and p.text = t.opinion limit 1), '${noReason}')`;
