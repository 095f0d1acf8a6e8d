import { ChangeDetectionStrategy, Component, effect, inject, input, signal } from "@angular/core";
import { RouterLink } from "@angular/router";
import { exportBulkBatch, getBulkBatch } from "../../../../api/contracts/bulk-batches.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { ListExport } from "../search/list-export.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { BulkDraft } from "./bulk-draft.ts";
import { BulkProgress } from "./bulk-progress.ts";

const everyMilliseconds = 1_500;

/** One batch: written and looked over while it is a draft, then how far it is and what became of each item. */
@Component({
  selector: "rct-bulk-page",
  imports: [RouterLink, BulkDraft, BulkProgress, ListExport, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="head">
      <h1 i18n>批量办理</h1>
      @if (batch.value(); as shown) {
        <span class="muted">{{ shown.stepTitle }}<span class="sep"></span>{{ shown.matterTitle }}</span>
      }
      <span class="grow"></span>
      <rct-list-export [list]="exported" [params]="{ id: id() }" />
      <a routerLink="/bulk" i18n>全部批次</a>
    </div>
    @if (batch.problem(); as problem) {
      <rct-problem-box [problem]="problem" (again)="batch.reload()" />
    }
    @if (batch.value(); as shown) {
      @if (shown.state === "draft") {
        <rct-bulk-draft [batch]="shown" [act]="act()" (reload)="batch.reload()" />
      } @else {
        <rct-bulk-progress [batch]="shown" (reload)="batch.reload()" />
      }
    } @else if (!batch.problem()) {
      <div class="card"><rct-skeleton [lines]="8" /></div>
    }
  `,
  styleUrl: "../admin/admin-page.css",
})
export class BulkPage {
  protected readonly exported = exportBulkBatch;
  private readonly api = inject(Api);
  readonly id = input.required<string>();
  /** What the list asked for: the same for all, to begin with. */
  readonly act = input<string>();
  private readonly beat = signal(0);
  protected readonly batch = load(
    () => ({ id: this.id(), beat: this.beat() }),
    ({ id }) => this.api.call(getBulkBatch, { params: { id } }),
  );

  constructor() {
    effect((onCleanup) => {
      if (this.batch.value()?.state !== "running") return;
      const timer = setInterval(() => this.beat.update((beat) => beat + 1), everyMilliseconds);
      onCleanup(() => clearInterval(timer));
    });
  }
}
