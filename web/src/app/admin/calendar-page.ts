import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { Router } from "@angular/router";
import {
  changeCalendarDay,
  getCalendar,
  previewCalendarDay,
  readCalendarImport,
} from "../../../../api/contracts/calendar.ts";
import { civilDateAt, formatDateWithWeekday, yearOf } from "../../../../domain/civil-date.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";
import { Note } from "../shared/note.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { DatePipe } from "../shared/when.ts";
import { CalendarDocument } from "./calendar-document.ts";
import { CalendarImport } from "./calendar-import.ts";
import { CalendarPreview, type CalendarPreviewed } from "./calendar-preview.ts";
import { Recomputation } from "./recomputation.ts";
import { type YearDay, monthsOf, workingDaysOf } from "./year-days.ts";

type Kind = "off" | "work" | "plain";

/** 工作日历: one year by layer, and the change of one day with its document. */
@Component({
  selector: "rct-calendar-page",
  imports: [
    CalendarDocument,
    CalendarImport,
    CalendarPreview,
    MatButton,
    MatIcon,
    Note,
    ProblemBox,
    Skeleton,
    DatePipe,
    Recomputation,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./calendar-page.html",
  styleUrls: ["./admin-page.css", "./calendar-page.css"],
})
export class CalendarPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
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
  /** One layer alone, or all of them laid over each other (empty). */
  protected readonly shownLayer = signal("");
  protected readonly shownDays = computed(() =>
    (this.calendar()?.days ?? []).filter((day) => !this.shownLayer() || day.layer === this.shownLayer()),
  );
  protected readonly months = computed(() => {
    const calendar = this.calendar();
    return calendar ? monthsOf({ ...calendar, days: this.shownDays() }) : [];
  });
  protected readonly conflicts = computed(() => (this.calendar()?.days ?? []).filter((day) => day.overrules !== null));
  protected readonly yearlyLayers = computed(() =>
    (this.calendar()?.layers ?? []).filter(({ singleDays }) => !singleDays),
  );
  protected readonly importing = linkedSignal({ source: () => this.shownYear(), computation: () => false });
  protected readonly kept = signal<{ id: string; text: string } | undefined>(undefined);
  protected readonly workingDays = computed(() => workingDaysOf(this.calendar() ? monthsOf(this.calendar()!) : []));
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
  protected readonly previewed = signal<CalendarPreviewed | undefined>(undefined);
  protected readonly result = signal<{ casesToLook: number; version: number } | undefined>(undefined);
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
    this.previewed.set(undefined);
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
    if (!("sourceDocument" in change)) this.previewed.set(undefined);
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
    const change = { layer: form.layer, date: day.date, kind: form.kind, name: form.name.trim() };
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      // First what would move, then, pressed again, the change.
      const previewed = this.previewed();
      if (!previewed) this.previewed.set(await this.api.call(previewCalendarDay, { body: change }));
      else {
        const body = { ...change, sourceDocument: form.sourceDocument.trim(), version: previewed.version };
        // Refused because another change came in between: the next press previews anew.
        this.previewed.set(undefined);
        this.done(await this.api.call(changeCalendarDay, { body }));
        this.choose(undefined);
      }
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }

  protected done(result: { casesToLook: number; version: number }): void {
    this.result.set(result);
    this.importing.set(false);
    void this.messages.say($localize`已改动，${result.casesToLook}:count: 件正在重算。`);
    this.loaded.reload();
  }

  /** Shows the text an import was read from, or puts it away again. */
  protected async showKept(id: string): Promise<void> {
    if (this.kept()?.id === id) return this.kept.set(undefined);
    try {
      const { text } = await this.api.call(readCalendarImport, { params: { id } });
      this.kept.set({ id, text });
    } catch (thrown) {
      void this.messages.say(problemOf(thrown).message);
    }
  }

  protected value(event: Event): string {
    return (event.target as HTMLInputElement | HTMLSelectElement).value;
  }
  protected kindOf(event: Event): Kind {
    return this.value(event) as Kind;
  }
}
