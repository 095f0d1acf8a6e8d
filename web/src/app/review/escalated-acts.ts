import { ChangeDetectionStrategy, Component, computed, inject, input } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { takeOverTask, urgeTask } from "../../../../api/contracts/escalated-tasks.ts";
import type { TaskView } from "../../../../api/contracts/tasks.ts";
import { Api } from "../api/api.ts";
import { problemOf } from "../api/problem.ts";
import { Confirm, type Question } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { ReviewedTask } from "./reviewed-task.ts";

/** 督办, 接办: what the office above does with a task that was reported to it as overdue (B-16). */
@Component({
  selector: "rct-escalated-acts",
  imports: [MatButton, MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (may().has("urge")) {
      <button matButton="outlined" type="button" [disabled]="busy()" (click)="urge()">
        <mat-icon svgIcon="campaign" aria-hidden="true" /><ng-container i18n>督办…</ng-container>
      </button>
    }
    @if (may().has("take-over")) {
      <button matButton="filled" type="button" [disabled]="busy()" (click)="takeOver()">
        <mat-icon svgIcon="front_hand" aria-hidden="true" /><ng-container i18n>接办…</ng-container>
      </button>
    }
  `,
  styles: `
    :host {
      display: contents;
    }
    .mdc-button {
      height: 44px;
    }
  `,
})
export class EscalatedActs {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly messages = inject(Messages);
  private readonly reviewed = inject(ReviewedTask);
  readonly view = input.required<TaskView>();
  protected readonly may = computed(() => new Set(this.view().allowed));
  protected readonly busy = this.reviewed.busy.asReadonly();

  protected urge(): Promise<void> {
    const { receiverName } = this.view().task;
    return this.asked(
      {
        title: $localize`督办${receiverName}:office:？`,
        sentence: $localize`本件仍由${receiverName}:office:办理。督办意见写进办理经过，并通知经办人员。`,
        act: $localize`督办`,
        reason: { label: $localize`督办意见`, required: true, most: 500 },
      },
      async (opinion) => {
        await this.api.call(urgeTask, { params: { id: this.view().task.taskId }, body: { opinion } });
        void this.messages.say($localize`已督办，经办人员会收到通知。`);
      },
    );
  }

  protected takeOver(): Promise<void> {
    const { receiverName, taskId, version } = this.view().task;
    return this.asked(
      {
        title: $localize`接办这一件？`,
        sentence: $localize`本件改由你所在的机构办理，由你认领，办理期限从现在重新计算；${receiverName}:office:不再办理。申请人会收到通知。`,
        act: $localize`接办`,
        reason: { label: $localize`接办原因`, required: true, most: 500 },
      },
      async (opinion) => {
        await this.api.call(takeOverTask, { params: { id: taskId }, body: { version, opinion } });
        void this.messages.say($localize`已接办，可以写意见了。`);
      },
    );
  }

  private async asked(question: Question, act: (reason: string) => Promise<void>): Promise<void> {
    const answer = await this.confirm.ask(question);
    if (!answer || this.reviewed.busy()) return;
    this.reviewed.busy.set(true);
    try {
      await act(answer.reason);
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    } finally {
      this.reviewed.busy.set(false);
      this.reviewed.loaded.reload();
    }
  }
}
