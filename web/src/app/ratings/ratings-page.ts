import { ChangeDetectionStrategy, Component, computed, effect, inject, signal, untracked } from "@angular/core";
import { toSignal } from "@angular/core/rxjs-interop";
import { MatButton } from "@angular/material/button";
import { ActivatedRoute, type Params, Router, RouterLink } from "@angular/router";
import {
  type OfficeRating,
  answerRating,
  exportRatings,
  listRatings,
  ratingFilters,
} from "../../../../api/contracts/ratings.ts";
import { ratingLevelNames, ratingLevels } from "../../../../domain/ratings.ts";
import { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { FilterMenu } from "../inbox/filter-menu.ts";
import { ListExport } from "../search/list-export.ts";
import { Empty } from "../shared/empty.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { InstantPipe } from "../shared/when.ts";

type FilterName = keyof typeof ratingFilters;

/** 好差评: what applicants said of the reader's offices, newest first; each is answered once, here. */
@Component({
  selector: "rct-ratings-page",
  imports: [MatButton, RouterLink, InstantPipe, Empty, FilterMenu, ListExport, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./ratings-page.html",
  styleUrls: ["../admin/admin-page.css", "./ratings-page.css"],
})
export class RatingsPage {
  protected readonly exported = exportRatings;
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly messages = inject(Messages);
  private readonly query = toSignal(inject(ActivatedRoute).queryParams, { initialValue: {} as Params });
  private turn = 0;
  protected readonly asked = computed(() => {
    const filters: Partial<Record<FilterName, string>> = {};
    for (const name of Object.keys(ratingFilters) as FilterName[])
      if (this.query()[name] && ratingFilters[name].safeParse(this.query()[name]).success)
        filters[name] = this.query()[name] as string;
    return filters;
  });
  protected readonly names = ratingLevelNames;
  protected readonly levelChoices = ratingLevels.map((level) => ({
    value: String(level),
    label: ratingLevelNames[level],
  }));
  protected readonly answeredChoices = [
    { value: "no", label: $localize`还没有回复` },
    { value: "yes", label: $localize`已经回复` },
  ];
  protected readonly ratings = signal<readonly OfficeRating[] | undefined>(undefined);
  protected readonly count = signal<number | null>(null);
  protected readonly next = signal<string | null>(null);
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  /** The case whose rating is being answered. */
  protected readonly answering = signal<string | undefined>(undefined);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);

  constructor() {
    effect(() => {
      this.asked();
      untracked(() => void this.page(undefined));
    });
  }

  protected set(name: FilterName, value: string | null): void {
    void this.router.navigate([], { queryParams: { [name]: value }, queryParamsHandling: "merge" });
  }

  protected begin(caseId: string | undefined): void {
    this.refused.set(undefined);
    this.answering.set(caseId);
  }

  protected async page(after: string | undefined): Promise<void> {
    const turn = ++this.turn;
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      const answer = await this.api.call(listRatings, {
        query: { ...(this.asked() as { answered?: "yes" | "no" }), after },
      });
      if (turn !== this.turn) return;
      this.ratings.update((before) => [...(after ? (before ?? []) : []), ...answer.ratings]);
      this.next.set(answer.next);
      if (!after) this.count.set(answer.count);
    } catch (thrown) {
      if (turn === this.turn) this.problem.set(problemOf(thrown));
    } finally {
      if (turn === this.turn) this.busy.set(false);
    }
  }

  protected async answer(event: Event, caseId: string, text: string): Promise<void> {
    event.preventDefault();
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await this.api.call(answerRating, { params: { id: caseId }, body: { text } });
      void this.messages.say($localize`已回复，申请人会收到消息。`);
      this.answering.set(undefined);
      await this.page(undefined);
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
