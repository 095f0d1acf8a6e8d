import { ChangeDetectionStrategy, Component, effect, inject, signal, untracked } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { type ListedReceipt, exportReceipts, listReceipts } from "../../../../api/contracts/counter.ts";
import { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { FilterMenu } from "../inbox/filter-menu.ts";
import { ListExport } from "../search/list-export.ts";
import { Empty } from "../shared/empty.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { ReceiptList } from "./receipt-list.ts";

/** What this counter has given, newest first: what has come back signed and what has not. */
@Component({
  selector: "rct-given-receipts",
  imports: [MatButton, Empty, FilterMenu, ListExport, ProblemBox, ReceiptList],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" aria-labelledby="given-title">
      <div class="row row-wrap head">
        <h2 id="given-title" class="grow" i18n>本窗口出具的回执</h2>
        <rct-filter-menu
          i18n-label
          label="签回"
          [choices]="choices"
          [value]="asked()"
          (chosen)="asked.set($event === 'yes' || $event === 'no' ? $event : undefined)"
        />
        <rct-list-export [list]="exported" [query]="{ signed: asked() }" />
      </div>
      @if (problem(); as shown) {
        <rct-problem-box [problem]="shown" (again)="page(undefined)" />
      }
      @if (receipts(); as list) {
        @if (list.length) {
          <rct-receipt-list [receipts]="list" />
          @if (next(); as after) {
            <p>
              <button matButton="outlined" type="button" [disabled]="busy()" (click)="page(after)" i18n>
                显示更多
              </button>
            </p>
          }
        } @else {
          <rct-empty icon="print" i18n-heading heading="没有回执"
            ><ng-container i18n>在窗口代为提交以后，受理通知书和材料接收凭证会列在这里。</ng-container></rct-empty
          >
        }
      }
    </section>
  `,
  styles: `
    .head {
      margin-bottom: 12px;
    }
  `,
})
export class GivenReceipts {
  protected readonly exported = exportReceipts;
  private readonly api = inject(Api);
  private turn = 0;
  protected readonly choices = [
    { value: "no", label: $localize`待签回` },
    { value: "yes", label: $localize`已签回` },
  ];
  protected readonly asked = signal<"yes" | "no" | undefined>(undefined);
  protected readonly receipts = signal<readonly ListedReceipt[] | undefined>(undefined);
  protected readonly next = signal<string | null>(null);
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);

  constructor() {
    effect(() => {
      this.asked();
      untracked(() => void this.page(undefined));
    });
  }

  protected async page(after: string | undefined): Promise<void> {
    const turn = ++this.turn;
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      const answer = await this.api.call(listReceipts, { query: { signed: this.asked(), after } });
      if (turn !== this.turn) return;
      this.receipts.update((before) => [...(after ? (before ?? []) : []), ...answer.receipts]);
      this.next.set(answer.next);
    } catch (thrown) {
      if (turn === this.turn) this.problem.set(problemOf(thrown));
    } finally {
      if (turn === this.turn) this.busy.set(false);
    }
  }
}
