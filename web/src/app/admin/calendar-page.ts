import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { Router } from "@angular/router";
import { changeCalendarDay, getCalendar } from "../../../../api/contracts/administration.ts";
import { civilDateAt, formatDateWithWeekday, yearOf } from "../../../../domain/civil-date.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Confirm } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { Note } from "../shared/note.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { DatePipe } from "../shared/when.ts";
import { type YearDay, monthsOf, workingDaysOf } from "./year-days.ts";

type Kind = "off" | "work" | "plain";

/** 工作日历: one year by layer, and the change of one day with its document. */
@Component({
  selector: "rct-calendar-page",
  imports: [MatButton, MatIcon, Note, ProblemBox, Skeleton, DatePipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./calendar-page.html",
  styleUrls: ["./admin-page.css", "./calendar-page.css"],
})
export class CalendarPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly confirm = inject(Confirm);
  private readonly messages = inject(Messages);
  /** `?year=2027` */
  readonly year = input<string>();
  protected readonly today = civilDateAt(Date.now());
  protected readonly shownYear = computed(() => {
    const year = Number(this.year());
    return Number.isInteger(year) && year >= 2010 && year <= 2100 ? year : yearOf(this.today);
  });
  protected readonly loaded = load(
    () => ({ year: this.shownYear() }),
    (query) => this.api.call(getCalendar, { query }),
  );
  protected readonly calendar = computed(() => {
    const calendar = this.loaded.value();
    return calendar?.year === this.shownYear() ? calendar : undefined;
  });
  protected readonly months = computed(() => (this.calendar() ? monthsOf(this.calendar()!) : []));
  protected readonly workingDays = computed(() => workingDaysOf(this.months()));
  protected readonly weekdays = [
    $localize`一`,
    $localize`二`,
    $localize`三`,
    $localize`四`,
    $localize`五`,
    $localize`六`,
    $localize`日`,
  ];
  protected readonly nameOfMonth = (month: number): string => $localize`${month}:month:月`;

  protected readonly chosen = linkedSignal<number, YearDay | undefined>({
    source: () => this.shownYear(),
    computation: () => undefined,
  });
  protected readonly form = signal<{ layer: string; kind: Kind; name: string; sourceDocument: string }>({
    layer: "",
    kind: "off",
    name: "",
    sourceDocument: "",
  });
  protected readonly wrong = signal("");
  protected readonly refused = signal<ApiProblem | undefined>(undefined);
  protected readonly busy = signal(false);
  protected readonly result = signal<{ date: string; casesToLook: number; version: number } | undefined>(undefined);
  protected readonly said = formatDateWithWeekday;

  protected layerName(layer: string): string {
    return this.calendar()?.layers.find((candidate) => candidate.layer === layer)?.name ?? layer;
  }

  protected label(day: YearDay): string {
    const what = {
      off: $localize`放假`,
      work: $localize`上班（调休）`,
      plain: day.weekend ? $localize`休息日` : $localize`工作日`,
    }[day.kind];
    return [formatDateWithWeekday(day.date), what, day.name, day.layer && this.layerName(day.layer)]
      .filter(Boolean)
      .join("，");
  }

  protected go(year: number): void {
    void this.router.navigate([], { queryParams: { year } });
  }

  protected choose(day: YearDay | undefined): void {
    const before = this.chosen()?.date;
    this.chosen.set(day);
    this.wrong.set("");
    this.refused.set(undefined);
    if (day) {
      const layer = day.layer || (this.calendar()?.layers[0]?.layer ?? "");
      this.form.set({
        layer,
        kind: day.kind === "plain" ? (day.weekend ? "work" : "off") : day.kind,
        name: day.name,
        sourceDocument: "",
      });
      setTimeout(() => document.getElementById("day-detail")?.focus());
    } else if (before) setTimeout(() => document.getElementById(`day-${before}`)?.focus());
  }

  protected fill(change: Partial<ReturnType<typeof this.form>>): void {
    this.form.update((form) => ({ ...form, ...change }));
    this.wrong.set("");
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const day = this.chosen();
    const form = this.form();
    if (!day || this.busy()) return;
    if (form.sourceDocument.trim().length < 2) {
      this.wrong.set($localize`请写明依据的文件，例如 国办发明电〔2026〕7号`);
      return;
    }
    const sure = await this.confirm.ask({
      title: $localize`改动 ${formatDateWithWeekday(day.date)}:date:？`,
      sentence: $localize`正在进行的公示和办理期限会按新日历重算，新旧时间都会写在办件上。`,
      act: $localize`改动并重算`,
    });
    if (!sure) return;
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      const done = await this.api.call(changeCalendarDay, {
        body: {
          layer: form.layer,
          date: day.date,
          kind: form.kind,
          name: form.name.trim(),
          sourceDocument: form.sourceDocument.trim(),
        },
      });
      this.result.set({ date: day.date, ...done });
      void this.messages.say($localize`已改动，${done.casesToLook}:count: 件正在重算。`);
      this.choose(undefined);
      this.loaded.reload();
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }

  protected value(event: Event): string {
    return (event.target as HTMLInputElement | HTMLSelectElement).value;
  }
  protected kindOf(event: Event): Kind {
    return this.value(event) as Kind;
  }
}
