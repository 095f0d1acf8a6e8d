import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { toSignal } from "@angular/core/rxjs-interop";
import { ActivatedRoute, type Params, Router, RouterLink } from "@angular/router";
import type { z } from "zod";
import {
  type AnalyticsLine,
  type Measure,
  getAnalytics,
  exportAnalytics,
} from "../../../../api/contracts/analytics.ts";
import { matters } from "../../../../domain/matters/index.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { FilterMenu } from "../inbox/filter-menu.ts";
import { ListExport } from "../search/list-export.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { DatePipe } from "../shared/when.ts";
import { choiceOf, daysOf, figuresByAddress, periodChoices, type FigureFilters } from "./asked-figures.ts";
import { FigureCard, type FigureColumn, type FigureRow } from "./figure-card.ts";

type Figures = z.infer<typeof getAnalytics.reply>;
type Dimension = "byOffice" | "byStep" | "byArea" | "byMatter";

/** 统计分析: how much, how fast, what comes back; every number leads to its list. The filters stand in the address. */
@Component({
  selector: "rct-analytics-page",
  imports: [RouterLink, DatePipe, FigureCard, FilterMenu, ListExport, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./analytics-page.html",
  styleUrls: ["../admin/admin-page.css", "./analytics-page.css"],
})
export class AnalyticsPage {
  protected readonly exported = exportAnalytics;
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly query = toSignal(inject(ActivatedRoute).queryParams, { initialValue: {} as Params });
  protected readonly asked = computed((): FigureFilters => figuresByAddress(this.query()), {
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
  protected readonly kept = computed(() => this.asked() as Readonly<Record<string, string>>);
  protected readonly loaded = load(
    () => this.asked(),
    (query) => this.api.call(getAnalytics, { query }),
  );
  protected readonly figures = this.loaded.value;
  protected readonly periods = periodChoices;
  protected readonly period = computed(() => choiceOf(this.asked().from, this.asked().to));
  protected readonly matterChoices = matters.map(({ matter, title }) => ({ value: matter, label: title }));
  protected readonly areaChoices = computed(() =>
    (this.figures()?.areas ?? []).map(({ id, name }) => ({ value: id, label: name })),
  );
  protected readonly officeChoices = computed(() =>
    (this.figures()?.offices ?? []).map(({ id, name }) => ({ value: id, label: name })),
  );
  protected readonly dimension = signal<Dimension>("byOffice");
  protected readonly dimensions: readonly { name: Dimension; label: string }[] = [
    { name: "byOffice", label: $localize`机构` },
    { name: "byStep", label: $localize`环节` },
    { name: "byArea", label: $localize`地区` },
    { name: "byMatter", label: $localize`事项` },
  ];
  protected readonly dimensionLabel = computed(
    () => this.dimensions.find(({ name }) => name === this.dimension())?.label ?? "",
  );

  protected readonly stepColumns: readonly FigureColumn[] = [
    { label: $localize`中位数`, tone: "primary" },
    { label: $localize`九成以内`, tone: "tertiary" },
    { label: $localize`办结件数` },
    { label: $localize`超期办结` },
  ];
  protected readonly stepRows = computed(() =>
    this.rows("byStep", (line) => [
      this.cell(line, "decided", line.medianDays),
      this.cell(line, "decided", line.p90Days),
      this.cell(line, "decided"),
      this.cell(line, "late"),
    ]),
  );
  protected readonly flowColumns: readonly FigureColumn[] = [
    { label: $localize`收到`, tone: "secondary" },
    { label: $localize`办结`, tone: "primary" },
  ];
  protected readonly flowRows = computed((): FigureRow[] =>
    (this.figures()?.throughput ?? []).map(({ label, narrow, received, decided }) => ({
      label,
      cells: [
        { value: received, asks: this.asks(narrow, "received") },
        { value: decided, asks: this.asks(narrow, "decided") },
      ],
    })),
  );
  protected readonly ageColumns: readonly FigureColumn[] = [{ label: $localize`在办`, tone: "primary" }];
  protected readonly ageRows = computed(() => this.counted("ages", "open"));
  protected readonly overdueColumns: readonly FigureColumn[] = [
    { label: $localize`逾期`, tone: "error" },
    { label: $localize`在办`, tone: "secondary" },
  ];
  protected readonly overdueRows = computed(() =>
    this.rows("byOffice", (line) => [this.cell(line, "overdue"), this.cell(line, "open")])
      .filter(({ cells }) => cells[1]!.value)
      .toSorted((one, other) => other.cells[0]!.value! - one.cells[0]!.value!),
  );
  protected readonly returnColumns: readonly FigureColumn[] = [{ label: $localize`退回次数`, tone: "primary" }];
  protected readonly returnRows = computed(() => this.counted("returnReasons", "returned"));
  protected readonly rejectionColumns: readonly FigureColumn[] = [{ label: $localize`件数`, tone: "error" }];
  protected readonly rejectionRows = computed(() => this.counted("rejectionReasons", "rejected"));
  protected readonly ratingColumns: readonly FigureColumn[] = [{ label: $localize`条数`, tone: "primary" }];
  protected readonly ratingRows = computed(() => {
    const { ratings, from, to } = this.figures() ?? { ratings: [] };
    if (ratings.every(({ count }) => count === 0)) return [];
    return ratings.map(({ label, narrow, count }) => ({
      label,
      cells: [{ value: count, asks: { ...this.asked(), from, to, ...narrow } }],
    }));
  });
  protected readonly lineColumns: readonly FigureColumn[] = [
    { label: $localize`办结` },
    { label: $localize`中位数` },
    { label: $localize`九成以内` },
    { label: $localize`超期办结` },
    { label: $localize`退回` },
    { label: $localize`不予通过` },
    { label: $localize`在办` },
    { label: $localize`逾期` },
  ];
  protected readonly lineRows = computed(() =>
    this.rows(this.dimension(), (line) => [
      this.cell(line, "decided"),
      this.cell(line, "decided", line.medianDays),
      this.cell(line, "decided", line.p90Days),
      ...(["late", "returned", "rejected"] as const).map((measure) => ({
        ...this.cell(line, measure),
        ...(line[measure] ? { note: this.share(line[measure], line.decided) } : {}),
      })),
      this.cell(line, "open"),
      this.cell(line, "overdue"),
    ]),
  );

  protected asks(narrow: Readonly<Record<string, string>>, measure: Measure): Params {
    const figures = this.figures();
    return { ...this.asked(), from: figures?.from, to: figures?.to, ...narrow, measure };
  }

  /** 8% */
  protected share(part: number, whole: number): string {
    return whole === 0 ? "" : `${Math.round((part / whole) * 100)}%`;
  }

  protected set(name: keyof FigureFilters, value: string | null): void {
    this.go({ [name]: value || null });
  }

  protected setPeriod(choice: string | null): void {
    this.go(daysOf(choice));
  }

  private go(queryParams: Params): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: "merge" });
  }

  private rows(dimension: Dimension, cells: (line: AnalyticsLine) => FigureRow["cells"]): FigureRow[] {
    return (this.figures()?.[dimension] ?? []).map((line) => ({ label: line.label, cells: cells(line) }));
  }

  private cell(line: AnalyticsLine, measure: Exclude<Measure, "received">, value: number | null = line[measure]) {
    return { value, asks: this.asks(line.narrow, measure) };
  }

  private counted(name: "ages" | "returnReasons" | "rejectionReasons", measure: Measure): FigureRow[] {
    const lines: Figures["ages"] = this.figures()?.[name] ?? [];
    return lines.map(({ label, narrow, count }) => ({
      label,
      cells: [{ value: count, asks: this.asks(narrow, measure) }],
    }));
  }
}
