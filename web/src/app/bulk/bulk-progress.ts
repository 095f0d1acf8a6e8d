import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
} from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { Router, RouterLink } from "@angular/router";
import { type BulkBatchView, beginBulkBatch, makeBulkBatch } from "../../../../api/contracts/bulk-batches.ts";
import { Api } from "../api/api.ts";
import { newKey } from "../api/command-keys.ts";
import { problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";
import { outcomeWord } from "./outcomes.ts";

/** How far a batch is, and what became of each item; what failed stays chosen and can be tried again. */
@Component({
  selector: "rct-bulk-progress",
  imports: [MatButton, MatIcon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" aria-labelledby="progress-title">
      <h2 id="progress-title">
        @if (batch().state === "running") {
          <ng-container i18n>正在办理</ng-container>
        } @else {
          <ng-container i18n>这一批办完了</ng-container>
        }
      </h2>
      <progress [value]="answered()" [max]="batch().count" aria-labelledby="progress-title"></progress>
      <p role="status">
        <ng-container i18n
          >共 {{ batch().count }} 件，办好 {{ batch().done }} 件，没办成 {{ batch().refused }} 件。</ng-container
        >
        @if (batch().unanswered) {
          <ng-container i18n>未得到答复 {{ batch().unanswered }} 件。</ng-container>
        }
        @if (batch().state === "running") {
          <span class="muted" i18n>可以离开本页，办理在后台继续；从左边的“批量办理”可以再找到它。</span>
        }
      </p>
    </section>
    @if (unanswered().length) {
      <section class="card flush" aria-labelledby="unanswered-title">
        <header>
          <h2 id="unanswered-title" class="grow" i18n>未得到答复的 {{ unanswered().length }} 件</h2>
        </header>
        <ul>
          @for (item of unanswered(); track item.taskId) {
            <li>
              <div class="grow">
                <strong>{{ item.applicantName }}</strong>&ngsp;<span class="code small muted">{{
                  item.caseNumber
                }}</span>
                <p class="why">
                  <mat-icon svgIcon="error" aria-hidden="true" /><span class="sentence">{{ item.sentence }}</span>
                </p>
              </div>
              <a [routerLink]="['/tasks', item.taskId]" i18n
                >打开<span class="visually-hidden">：{{ item.applicantName }}</span></a
              >
            </li>
          }
        </ul>
        @if (batch().state === "done") {
          <div class="foot">
            <button matButton="filled" type="button" [disabled]="busy()" (click)="askAgain()" i18n>再问一次</button>
          </div>
        }
      </section>
    }
    @if (failed().length) {
      <section class="card flush" aria-labelledby="failed-title">
        <header>
          <h2 id="failed-title" class="grow" i18n>没办成的 {{ failed().length }} 件</h2>
        </header>
        <ul>
          @for (item of failed(); track item.taskId) {
            <li>
              <input
                type="checkbox"
                [id]="'again-' + item.taskId"
                [checked]="chosen().has(item.taskId)"
                (change)="toggle(item.taskId)"
              />
              <label class="grow" [for]="'again-' + item.taskId"
                ><strong>{{ item.applicantName }}</strong
                >&ngsp;<span class="code small muted">{{ item.caseNumber }}</span
                ><span class="why"
                  ><mat-icon svgIcon="error" aria-hidden="true" /><span class="sentence">{{
                    item.sentence
                  }}</span></span
                ></label
              >
              <a [routerLink]="['/tasks', item.taskId]" i18n
                >打开<span class="visually-hidden">：{{ item.applicantName }}</span></a
              >
            </li>
          }
        </ul>
        @if (batch().state === "done") {
          <div class="foot">
            <button matButton="filled" type="button" [disabled]="busy() || chosen().size === 0" (click)="again()" i18n>
              再办选中的 {{ chosen().size }} 件…
            </button>
          </div>
        }
      </section>
    }
    <section class="card flush" aria-labelledby="others-title">
      <header>
        <h2 id="others-title" class="grow" i18n>各件的意见和结果</h2>
      </header>
      <ul>
        @for (item of others(); track item.taskId) {
          <li>
            <div class="grow">
              <strong>{{ item.applicantName }}</strong>&ngsp;<span class="code small muted">{{ item.caseNumber }}</span>
              <p class="small muted">{{ outcomeWord(item.decision.outcome) }}：{{ item.decision.opinion }}</p>
            </div>
            @if (item.state === "done") {
              <span class="ok"
                ><mat-icon svgIcon="check_circle" aria-hidden="true" /><ng-container i18n>办好了</ng-container></span
              >
            } @else {
              <span class="muted" i18n>等待</span>
            }
          </li>
        }
      </ul>
    </section>
  `,
  styleUrls: ["../admin/admin-page.css", "./bulk.css"],
})
export class BulkProgress {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly messages = inject(Messages);
  readonly batch = input.required<BulkBatchView>();
  readonly reload = output();
  protected readonly outcomeWord = outcomeWord;
  protected readonly busy = signal(false);
  protected readonly answered = computed(() => this.batch().done + this.batch().refused + this.batch().unanswered);
  protected readonly failed = computed(() => this.batch().items.filter((item) => item.state === "refused"));
  protected readonly others = computed(() =>
    this.batch().items.filter((item) => item.state === "done" || item.state === "waiting"),
  );
  protected readonly unanswered = computed(() => this.batch().items.filter((item) => item.state === "unanswered"));
  /** What failed is chosen, until the reader takes it out. */
  protected readonly chosen = linkedSignal<string, ReadonlySet<string>>({
    source: () =>
      this.failed()
        .map((item) => item.taskId)
        .join(),
    computation: (ids) => new Set(ids ? ids.split(",") : []),
  });

  protected toggle(taskId: string): void {
    this.chosen.update((before) => {
      const next = new Set(before);
      if (!next.delete(taskId)) next.add(taskId);
      return next;
    });
  }

  /** The same press once more: what the cases have taken meanwhile is not decided twice. */
  protected async askAgain(): Promise<void> {
    this.busy.set(true);
    try {
      const { id, hash } = this.batch();
      await this.api.call(beginBulkBatch, { params: { id }, body: { hash } });
      this.reload.emit();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }

  protected async again(): Promise<void> {
    this.busy.set(true);
    try {
      const body = { key: newKey(), taskIds: [...this.chosen()], from: this.batch().id };
      const { id } = await this.api.call(makeBulkBatch, { body });
      await this.router.navigate(["/bulk", id]);
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
