import { ChangeDetectionStrategy, Component, computed, effect, inject, untracked } from "@angular/core";
import { toSignal } from "@angular/core/rxjs-interop";
import { MatButton } from "@angular/material/button";
import { ActivatedRoute, type Params, Router, RouterLink } from "@angular/router";
import { listColumns } from "../../../../api/contracts/own-desk.ts";
import { exportSearch } from "../../../../api/contracts/exports.ts";
import { matters } from "../../../../domain/matters/index.ts";
import { ChosenColumns, type ColumnOf } from "../columns/chosen-columns.ts";
import { ColumnMenu } from "../columns/column-menu.ts";
import { type Choice, FilterMenu } from "../inbox/filter-menu.ts";
import { Empty } from "../shared/empty.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { StatusChip, statusLooks } from "../shared/status.ts";
import { DatePipe } from "../shared/when.ts";
import { FoundCases, type SearchFilterName, searchedByAddress } from "./found-cases.ts";
import { ListExport } from "./list-export.ts";
import { SavedFilters } from "./saved-filters.ts";
import { TypedText } from "./typed-text.ts";

const columnWidths: Readonly<Record<ColumnOf<"search">, string>> = {
  status: "8.5em",
  organisation: "minmax(0, 1fr)",
  where: "minmax(0, 1.4fr)",
  number: "11.5em",
  certificate: "8em",
  came: "8.5em",
  area: "6em",
};

/** 查办件: all cases that came to the reader's desks, by what people know of them. The filters stand in the address. */
@Component({
  selector: "rct-search-page",
  imports: [
    MatButton,
    RouterLink,
    ColumnMenu,
    DatePipe,
    Empty,
    FilterMenu,
    ListExport,
    ProblemBox,
    SavedFilters,
    Skeleton,
    StatusChip,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [FoundCases],
  templateUrl: "./search-page.html",
  styleUrl: "./search-page.css",
})
export class SearchPage {
  protected readonly exported = exportSearch;
  private readonly router = inject(Router);
  protected readonly typed = inject(TypedText);
  protected readonly found = inject(FoundCases);
  private readonly query = toSignal(inject(ActivatedRoute).queryParams, { initialValue: {} as Params });
  /** Equal filters are the same filters: the list is loaded anew only when they change. */
  protected readonly asked = computed(() => searchedByAddress(this.query()), {
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
  protected readonly kept = computed(() => this.asked() as Readonly<Record<string, string>>);
  protected readonly looks = statusLooks;
  protected readonly columns = inject(ChosenColumns).search;
  protected readonly widths = computed(() =>
    listColumns.search
      .filter((name) => this.columns().has(name))
      .map((name) => columnWidths[name])
      .join(" "),
  );
  protected readonly matterChoices = matters.map((matter) => ({ value: matter.matter, label: matter.title }));
  protected readonly stepChoices = computed((): readonly Choice[] => {
    const chosen = this.asked().matter;
    const steps = matters
      .filter((matter) => !chosen || matter.matter === chosen)
      .flatMap((matter) => Object.entries(matter.steps));
    return [...new Map(steps.map(([value, step]) => [value, { value, label: step.title }])).values()];
  });
  protected readonly stateChoices: readonly Choice[] = [
    { value: "open", label: $localize`在办` },
    { value: "closed", label: $localize`已办结` },
  ];

  constructor() {
    this.typed.keepAddressClear(this.query);
    effect(() => {
      const asked = this.asked();
      untracked(() => void this.found.open(asked));
    });
  }

  protected set(name: SearchFilterName, value: string | null): void {
    const step = name === "matter" ? { step: null } : {};
    void this.router.navigate([], {
      queryParams: { ...step, [name]: value?.trim() || null },
      queryParamsHandling: "merge",
    });
  }

  /** The field shows a hidden number by its last digits: left as it stands, it asks for the same. */
  protected async look(text: string): Promise<void> {
    if (text === this.typed.shown(this.asked().text)) return;
    const written = await this.typed.written(text);
    if (written !== undefined) this.set("text", written);
  }

  /** Enter in a field has already changed it. */
  protected search(event: Event): void {
    event.preventDefault();
    (document.activeElement as HTMLElement | null)?.dispatchEvent(new Event("change"));
  }
}
