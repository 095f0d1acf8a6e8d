import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, model, output } from "@angular/core";
import type { FormValueControl } from "@angular/forms/signals";
import { civilDateAt, yearOf } from "../../../../domain/civil-date.ts";

/** The earliest year anybody can have got a professional title in. */
const firstYear = 1949;

/** A year and a month, `2026-03`: two lists, because no browser's month picker can be counted on. */
@Component({
  selector: "rct-month-field",
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <span role="group" [attr.aria-labelledby]="labelledBy()" [attr.aria-describedby]="describedBy()">
      <select
        class="plain-input"
        [id]="fieldId()"
        i18n-aria-label
        aria-label="年"
        [attr.aria-invalid]="invalid()"
        (change)="choose($event, 'year')"
        (blur)="touch.emit()"
      >
        <option value="" [selected]="!year()" i18n>年</option>
        @for (one of years; track one) {
          <option [value]="one" [selected]="one === year()" i18n>{{ one }}年</option>
        }
      </select>
      <select
        class="plain-input"
        i18n-aria-label
        aria-label="月"
        [attr.aria-invalid]="invalid()"
        (change)="choose($event, 'month')"
        (blur)="touch.emit()"
      >
        <option value="" [selected]="!month()" i18n>月</option>
        @for (one of months; track one) {
          <option [value]="one" [selected]="one === month()" i18n>{{ +one }}月</option>
        }
      </select>
    </span>
  `,
  styles: `
    span {
      display: grid;
      grid-template-columns: 1.4fr 1fr;
      gap: 12px;
    }
  `,
})
export class MonthField implements FormValueControl<string> {
  readonly value = model("");
  readonly touch = output();
  readonly fieldId = input.required<string>();
  readonly labelledBy = input<string>();
  readonly describedBy = input<string | null>(null);
  readonly invalid = input(false);

  /** Half an answer is kept here: the value stays empty until both are chosen. */
  protected readonly year = linkedSignal<string, string>({
    source: this.value,
    computation: (value, before) => value.slice(0, 4) || before?.value || "",
  });
  protected readonly month = linkedSignal<string, string>({
    source: this.value,
    computation: (value, before) => value.slice(5, 7) || before?.value || "",
  });
  protected readonly months = Array.from({ length: 12 }, (_, at) => String(at + 1).padStart(2, "0"));
  protected readonly years: readonly string[];
  readonly complete = computed(() => this.value() !== "");

  constructor() {
    const thisYear = yearOf(civilDateAt(Date.now()));
    this.years = Array.from({ length: thisYear - firstYear + 1 }, (_, at) => String(thisYear - at));
  }

  protected choose(event: Event, part: "year" | "month"): void {
    this[part].set((event.target as HTMLSelectElement).value);
    const [year, month] = [this.year(), this.month()];
    this.value.set(year && month ? `${year}-${month}` : "");
  }
}
