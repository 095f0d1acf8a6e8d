import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import type { DayCell } from "../../../../api/contracts/cases.ts";

/**
 * A period in working days, drawn: which days count, where today is, when the next step opens. The cells come from the
 * server, which alone knows the calendar; the label says the same in words.
 */
@Component({
  selector: "rct-calendar-strip",
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ol [class.weeks]="weeks()" [style.--columns]="columns()" [style.--lead]="lead()" [attr.aria-label]="label()">
      @for (day of days(); track day.date) {
        <li
          class="{{ day.state }}"
          [class.today]="day.today"
          [class.make-up]="day.makeUp"
          [class.provisional]="day.provisional && day.state !== 'off'"
          [attr.aria-current]="day.today ? 'date' : null"
        >
          <span class="weekday">{{ day.today ? today : day.weekday }}</span>
          <span class="day" [class.with-month]="dayOf(day, $first).length > 4">{{ dayOf(day, $first) }}</span>
          <span class="label">{{ day.label }}</span>
          @if (day.makeUp) {
            <span class="turn" i18n-title title="调休上班，照常计算"
              ><span aria-hidden="true" i18n>班</span><span class="visually-hidden" i18n>调休上班</span></span
            >
          }
        </li>
      }
    </ol>
  `,
  styleUrl: "./calendar-strip.css",
})
export class CalendarStrip {
  readonly days = input.required<readonly DayCell[]>();
  readonly workingDays = input.required<number>();
  readonly passed = input.required<number>();
  /** Seven columns from Monday on, also where there is room for one row. */
  readonly weeks = input(false);
  protected readonly today = $localize`今天`;
  protected readonly columns = computed(() => Math.min(Math.max(this.days().length, 1), 16));
  /** On phones weeks begin on Monday: how many cells the first day stands in. */
  protected readonly lead = computed(() => {
    const first = this.days()[0];
    return first ? ((new Date(`${first.date}T00:00Z`).getUTCDay() + 6) % 7) + 1 : 1;
  });
  protected readonly label = computed(
    () => $localize`公示日历，共 ${this.workingDays()}:days: 个工作日，已满 ${this.passed()}:passed: 个`,
  );

  /** The month is written where it begins and on the first day. */
  protected dayOf(day: DayCell, first: boolean): string {
    const [month, date] = [Number(day.date.slice(5, 7)), Number(day.date.slice(8, 10))];
    return first || date === 1 ? `${month}/${date}` : String(date);
  }
}
