import { ChangeDetectionStrategy, Component, computed, effect, inject, signal, untracked } from "@angular/core";
import { toSignal } from "@angular/core/rxjs-interop";
import { MatButton } from "@angular/material/button";
import { ActivatedRoute, type Params, RouterLink } from "@angular/router";
import {
  type Measure,
  type MeasuredTask,
  listMeasured,
  noReason,
  exportMeasured,
} from "../../../../api/contracts/analytics.ts";
import { findMatter } from "../../../../domain/matters/index.ts";
import { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { ListExport } from "../search/list-export.ts";
import { Empty } from "../shared/empty.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { EndPipe, InstantPipe } from "../shared/when.ts";
import { figuresByAddress, measuredByAddress, type MeasuredAddress } from "./asked-figures.ts";

const measureNames: Readonly<Record<Measure, string>> = {
  received: $localize`收到`,
  decided: $localize`办结`,
  late: $localize`超期办结`,
  returned: $localize`退回`,
  rejected: $localize`不予通过`,
  open: $localize`在办`,
  overdue: $localize`逾期在办`,
};

/** The list behind one number of 统计分析: what it was narrowed to stands in the address. */
@Component({
  selector: "rct-measured-page",
  imports: [MatButton, RouterLink, EndPipe, InstantPipe, Empty, ListExport, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./measured-page.html",
  styleUrls: ["../admin/admin-page.css", "./measured-page.css"],
})
export class MeasuredPage {
  protected readonly exported = exportMeasured;
  private readonly api = inject(Api);
  private readonly query = toSignal(inject(ActivatedRoute).queryParams, { initialValue: {} as Params });
  private turn = 0;
  protected readonly asked = computed((): MeasuredAddress & { measure: Measure } => {
    const asked = measuredByAddress(this.query());
    return { ...asked, measure: (asked.measure as Measure | undefined) ?? "decided" };
  });
  protected readonly kept = computed(() => this.asked() as Readonly<Record<string, string>>);
  protected readonly back = computed(() => figuresByAddress(this.query()));
  protected readonly heading = computed(() => measureNames[this.asked().measure]);
  protected readonly standing = computed(() => ["open", "overdue"].includes(this.asked().measure));
  /** What else narrows it, in words. */
  protected readonly narrowed = computed(() => {
    const { matter, step, reason } = this.asked();
    const definition = matter ? findMatter(matter) : undefined;
    return [
      step && definition?.steps[step]?.title,
      reason && (reason === noReason ? $localize`没有写明原因的` : reason),
    ].filter(Boolean);
  });
  protected readonly tasks = signal<readonly MeasuredTask[] | undefined>(undefined);
  protected readonly count = signal<number | null>(null);
  protected readonly next = signal<string | null>(null);
  protected readonly loading = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);

  constructor() {
    effect(() => {
      this.asked();
      untracked(() => void this.page(undefined));
    });
  }

  protected async page(after: string | undefined): Promise<void> {
    const turn = ++this.turn;
    this.loading.set(true);
    this.problem.set(undefined);
    if (!after) this.tasks.set(undefined);
    try {
      const answer = await this.api.call(listMeasured, { query: { ...(this.asked() as { measure: Measure }), after } });
      if (turn !== this.turn) return;
      this.tasks.update((before) => [...(after ? (before ?? []) : []), ...answer.tasks]);
      this.next.set(answer.next);
      if (!after) this.count.set(answer.count);
    } catch (thrown) {
      if (turn === this.turn) this.problem.set(problemOf(thrown));
    } finally {
      if (turn === this.turn) this.loading.set(false);
    }
  }
}
