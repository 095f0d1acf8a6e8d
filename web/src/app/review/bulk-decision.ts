import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import {
  MAT_DIALOG_DATA,
  MatDialog,
  MatDialogActions,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from "@angular/material/dialog";
import { MatIcon } from "@angular/material/icon";
import { firstValueFrom } from "rxjs";
import { type Decision, getTask } from "../../../../api/contracts/tasks.ts";
import { Api } from "../api/api.ts";
import { problemOf } from "../api/problem.ts";
import type { ShownRow } from "../inbox/inbox-merge.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { load } from "../api/load.ts";
import { askForReturnOf } from "./ask-decision.ts";
import { Decide } from "./decide.ts";

interface BulkQuestion {
  act: "approve" | "return";
  rows: readonly ShownRow[];
}
type State = "waiting" | "sending" | "done" | "refused";

/**
 * The same decision on several tasks of one step, sent one by one, so that each is a decision of its own with its own
 * key and its own answer: what is refused is named, the rest is done.
 */
@Component({
  selector: "rct-bulk-decision",
  imports: [MatButton, MatDialogActions, MatDialogContent, MatDialogTitle, MatIcon, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2 mat-dialog-title>
      @if (question.act === "approve") {
        <ng-container i18n>批量通过 {{ question.rows.length }} 件</ng-container>
      } @else {
        <ng-container i18n>批量退回 {{ question.rows.length }} 件</ng-container>
      }
    </h2>
    <mat-dialog-content class="stack">
      @if (first.problem(); as problem) {
        <rct-problem-box [problem]="problem" (again)="first.reload()" />
      }
      @if (first.value(); as view) {
        @if (!started() && question.act === "approve") {
          <div class="field" [class.wrong]="wrong()">
            <label for="bulk-opinion" i18n>意见（每件都写这一条）</label>
            <textarea
              id="bulk-opinion"
              class="plain-input"
              rows="3"
              maxlength="1000"
              [value]="opinion() ?? phrase()"
              (input)="opinion.set($any($event.target).value)"
            ></textarea>
            @if (wrong()) {
              <p class="wrong-text" role="alert">{{ wrong() }}</p>
            }
          </div>
          <p class="small muted" i18n>每一件：{{ view.effect }}</p>
        }
        <ul role="status">
          @for (row of question.rows; track row.taskId) {
            <li>
              <span class="code small muted">{{ row.caseNumber }}</span><span class="grow">{{
                row.applicantName
              }}</span>
              @switch (states()[row.taskId]?.state) {
                @case ("sending") {
                  <span i18n>正在办…</span>
                }
                @case ("done") {
                  <span class="ok"
                    ><mat-icon svgIcon="check_circle" aria-hidden="true" /><ng-container i18n
                      >办好了</ng-container
                    ></span
                  >
                }
                @case ("refused") {
                  <span class="bad"
                    ><mat-icon svgIcon="error" aria-hidden="true" />{{ states()[row.taskId]?.sentence }}</span
                  >
                }
                @default {
                  <span class="muted" i18n>等待</span>
                }
              }
            </li>
          }
        </ul>
      } @else if (!first.problem()) {
        <rct-skeleton />
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      @if (finished()) {
        <button matButton="filled" type="button" (click)="dialog.close(true)" i18n>完成</button>
      } @else {
        <button matButton type="button" [disabled]="started()" (click)="dialog.close(false)" i18n>取消</button>
        <button matButton="filled" type="button" [disabled]="started() || !first.value()" (click)="begin()">
          @if (question.act === "approve") {
            <ng-container i18n>通过 {{ question.rows.length }} 件</ng-container>
          } @else {
            <ng-container i18n>写退回意见…</ng-container>
          }
        </button>
      }
    </mat-dialog-actions>
  `,
  styles: `
    li {
      display: flex;
      gap: 12px;
      padding: 7px 0;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
    .ok .mat-icon,
    .bad .mat-icon {
      margin-right: 4px;
    }
    .ok {
      color: var(--rct-success);
    }
    .bad {
      color: var(--mat-sys-error);
    }
  `,
})
export class BulkDecision {
  protected readonly question = inject<BulkQuestion>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<BulkDecision, boolean>>(MatDialogRef);
  private readonly dialogs = inject(MatDialog);
  private readonly api = inject(Api);
  private readonly decide = inject(Decide);
  /** Phrases, defects and seal are the same for every task of the step. */
  protected readonly first = load(
    () => ({ id: this.question.rows[0]!.taskId }),
    ({ id }) => this.api.call(getTask, { params: { id } }),
  );
  protected readonly opinion = signal<string | undefined>(undefined);
  protected readonly wrong = signal("");
  protected readonly started = signal(false);
  protected readonly finished = signal(false);
  protected readonly states = signal<Record<string, { state: State; sentence?: string }>>({});

  protected phrase(): string {
    return this.first.value()?.phrases.find((phrase) => phrase.outcome === "approve")?.text ?? "";
  }

  protected async begin(): Promise<void> {
    const view = this.first.value();
    const decision = view && (await this.decisionOf());
    if (!decision || !view) return;
    if (!(await this.decide.mayBegin(decision, view))) return;
    this.started.set(true);
    this.dialog.disableClose = true;
    for (const row of this.question.rows) await this.one(row, decision, view.sealName, view.needsSeal);
    this.finished.set(true);
  }

  private async decisionOf(): Promise<Decision | undefined> {
    const view = this.first.value()!;
    if (this.question.act === "return") {
      return askForReturnOf(this.dialogs, view, "", this.question.rows.length);
    }
    const opinion = (this.opinion() ?? this.phrase()).trim();
    if (view.opinionRequired && !opinion) {
      this.wrong.set($localize`请写意见`);
      return undefined;
    }
    return { outcome: "approve", opinion };
  }

  private async one(row: ShownRow, decision: Decision, sealName: string | null, needsSeal: boolean): Promise<void> {
    const say = (state: State, sentence?: string) =>
      this.states.update((states) => ({ ...states, [row.taskId]: { state, sentence } }));
    say("sending");
    try {
      const done = await this.decide.send({ taskId: row.taskId, version: row.version, needsSeal, sealName }, decision);
      if (done) say("done");
      else say("refused", $localize`没有输入密码，未办`);
    } catch (thrown) {
      say("refused", problemOf(thrown).message);
    }
  }
}

/** Resolves to true when something may have changed. */
export async function decideTogether(
  dialogs: MatDialog,
  act: "approve" | "return",
  rows: readonly ShownRow[],
): Promise<boolean> {
  if (rows.length === 0) return false;
  const dialog = dialogs.open<BulkDecision, BulkQuestion, boolean>(BulkDecision, {
    data: { act, rows },
    width: "600px",
    maxHeight: "92vh",
  });
  return (await firstValueFrom(dialog.afterClosed())) ?? false;
}
