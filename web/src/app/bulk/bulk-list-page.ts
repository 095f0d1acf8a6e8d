import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { RouterLink } from "@angular/router";
import { type BulkBatch, listBulkBatches } from "../../../../api/contracts/bulk-batches.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { Empty } from "../shared/empty.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { InstantPipe } from "../shared/when.ts";

/** 批量办理: the reader's batches, where each is found again (B-07). */
@Component({
  selector: "rct-bulk-list-page",
  imports: [RouterLink, Empty, InstantPipe, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="head"><h1 i18n>批量办理</h1></div>
    @if (loaded.problem(); as problem) {
      <rct-problem-box [problem]="problem" (again)="loaded.reload()" />
    }
    @if (loaded.value(); as batches) {
      <section class="card flush">
        <ul>
          @for (batch of batches; track batch.id) {
            <li>
              <a class="grow" [routerLink]="['/bulk', batch.id]">
                <strong>{{ batch.stepTitle }}</strong><span class="sep"></span>{{ batch.matterTitle }}
                <span class="muted small"
                  ><br /><time>{{ batch.begunAt ?? batch.madeAt | rctInstant }}</time></span
                >
              </a>
              <span>{{ said(batch) }}</span>
            </li>
          } @empty {
            <rct-empty icon="task_alt" i18n-heading heading="还没有批量办理过"
              ><ng-container i18n>在待办列表里选中同一环节的几件，再点“批量办理”。</ng-container><br /><a
                routerLink="/inbox"
                i18n
                >去我的待办</a
              ></rct-empty
            >
          }
        </ul>
      </section>
    } @else if (!loaded.problem()) {
      <div class="card"><rct-skeleton [lines]="6" /></div>
    }
  `,
  styleUrls: ["../admin/admin-page.css"],
  styles: `
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px 16px;
      padding: 10px 16px;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
    li:first-child {
      border: 0;
    }
    a.grow {
      min-width: 220px;
      color: inherit;
      text-decoration: none;
    }
    a.grow:hover strong {
      text-decoration: underline;
    }
  `,
})
export class BulkListPage {
  private readonly api = inject(Api);
  protected readonly loaded = load(
    () => ({}),
    async () => (await this.api.call(listBulkBatches)).batches,
  );

  protected said(batch: BulkBatch): string {
    if (batch.state === "draft") return $localize`${batch.count}:count: 件，还没有开始`;
    if (batch.state === "running")
      return $localize`正在办理，${batch.done + batch.refused + batch.unanswered}:done: / ${batch.count}:count: 件`;
    if (batch.unanswered)
      return $localize`办好 ${batch.done}:done: 件，没办成 ${batch.refused}:refused: 件，未得到答复 ${batch.unanswered}:unanswered: 件`;
    return batch.refused
      ? $localize`办好 ${batch.done}:done: 件，没办成 ${batch.refused}:refused: 件`
      : $localize`${batch.done}:done: 件都办好了`;
  }
}
