import { addDays, type CivilDate } from "../domain/civil-date.ts";
import { isWorkingDay, type Calendar } from "../domain/working-days.ts";

/** What a rule says of the days of a step. */
export interface ModelRule {
  workingDays: number;
  beforeDays: readonly number[];
  afterDays: readonly number[];
}

/**
 * The days of one step as a person would follow them with a wall calendar, walking from day to day: the model that the
 * sweep's reminders are held against (B-16).
 */
export class ReminderModel {
  calendar: Calendar;
  rule: ModelRule;
  /** Since when its days run, and when they ran before. */
  countedFrom: CivilDate;
  earlier: { from: CivilDate; to: CivilDate }[] = [];
  /** 2026-03-04 name → which reminder. */
  readonly told = new Map<string, string>();
  private saidOn: CivilDate | undefined;

  constructor(calendar: Calendar, rule: ModelRule, countedFrom: CivilDate) {
    this.calendar = calendar;
    this.rule = rule;
    this.countedFrom = countedFrom;
  }

  get lastDay(): CivilDate {
    const used = this.earlier.reduce((sum, { from, to }) => sum + this.workedDays(from, to), 0);
    let last = this.countedFrom;
    for (let left = Math.max(1, this.rule.workingDays - used); left > 0;) {
      last = addDays(last, 1);
      if (isWorkingDay(last, this.calendar)) left--;
    }
    return last;
  }

  /** The step is given back: its days stand still. */
  pause(today: CivilDate): void {
    this.earlier.push({ from: this.countedFrom, to: today });
  }

  /** It is opened again, by the rule in force then. */
  resume(today: CivilDate, rule: ModelRule): void {
    this.countedFrom = today;
    this.rule = rule;
  }

  /** The reminder that belongs to a day, if any. */
  on(day: CivilDate): string | undefined {
    const { lastDay } = this;
    if (day === lastDay) return "due-today";
    if (!isWorkingDay(day, this.calendar)) return undefined;
    if (day > lastDay) return this.rule.afterDays.includes(this.workedDays(lastDay, day)) ? "overdue" : undefined;
    // 还剩 n 个工作日 counts today as well.
    return this.rule.beforeDays.includes(this.workedDays(day, lastDay) + 1) ? "due-soon" : undefined;
  }

  /** A sweep on a day: each reader hears once what belongs to it, or how it stands now if nobody was told on the last such day. */
  sweep(today: CivilDate, readers: readonly string[]): void {
    let last = today;
    while (last >= this.countedFrom && !this.on(last)) last = addDays(last, -1);
    if (last < this.countedFrom) return;
    if (last < today && this.saidOn && this.saidOn >= last) return;
    const kind = this.on(today) ?? (today > this.lastDay ? "overdue" : "due-soon");
    for (const reader of readers) {
      const line = `${today} ${reader}`;
      if (!this.told.has(line)) this.told.set(line, kind);
    }
    this.saidOn = today;
  }

  private workedDays(after: CivilDate, upTo: CivilDate): number {
    let worked = 0;
    for (let one = addDays(after, 1); one <= upTo; one = addDays(one, 1))
      if (isWorkingDay(one, this.calendar)) worked++;
    return worked;
  }
}
