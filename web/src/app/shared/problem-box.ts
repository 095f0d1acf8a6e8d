import { ChangeDetectionStrategy, Component, computed, input, output } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { assertNever } from "../../../../domain/assert-never.ts";
import { type ApiProblem, settles } from "../api/problem.ts";
import type { IconName } from "./icons.ts";
import { Note } from "./note.ts";
import { Sentence } from "./sentence.ts";
import { InstantPipe } from "./when.ts";

/**
 * A refusal, a fault or a lost connection as the look wants it: what cannot be done, the rule and the moment in one
 * sentence, what happens to the work so far (content), one useful button. `heading` says what was attempted.
 */
@Component({
  selector: "rct-problem-box",
  imports: [MatButton, MatIcon, Note, Sentence, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rct-note [icon]="look().icon" [tone]="look().tone" [heading]="heading() ?? look().heading" role="alert">
      <p><rct-sentence [text]="problem().message" /></p>
      @if (problem().kind === "fault") {
        <p class="small" i18n>问题出在我们这里，已填的内容没有丢，也不会重复办理。请稍后再试；仍不行请打电话。</p>
        @if (problem().requestId; as number) {
          <p class="small muted" i18n>
            报给工作人员的编号：<span class="code">{{ number }}</span
            >，<time>{{ problem().at | rctInstant }}</time>
          </p>
        }
      }
      <ng-content />
      @if (retry() && !settled()) {
        <p class="act">
          <button matButton="outlined" type="button" (click)="again.emit()">
            <mat-icon svgIcon="refresh" aria-hidden="true" /><ng-container i18n>再试一次</ng-container>
          </button>
        </p>
      }
    </rct-note>
  `,
  styles: `
    .act {
      margin-top: 10px;
    }
  `,
})
export class ProblemBox {
  readonly problem = input.required<ApiProblem>();
  readonly heading = input<string>();
  readonly retry = input(true);
  readonly again = output();

  /** Pressing again would not help. */
  protected readonly settled = computed(() => this.problem().kind === "refusal" && settles(this.problem()));
  protected readonly look = computed((): { icon: IconName; tone: "you" | "bad"; heading: string } => {
    const kind = this.problem().kind;
    switch (kind) {
      case "refusal":
        if (!this.settled()) return { icon: "cloud_off", tone: "you", heading: $localize`未受理` };
        return this.problem().status === 404
          ? { icon: "find_in_page", tone: "you", heading: $localize`没有找到` }
          : { icon: "lock_clock", tone: "you", heading: $localize`现在不能办理` };
      case "bad-input":
        return { icon: "error", tone: "bad", heading: $localize`有内容需要更正` };
      case "offline":
        return { icon: "cloud_off", tone: "you", heading: $localize`没有连上服务器` };
      case "unknown":
        return { icon: "hourglass_top", tone: "you", heading: $localize`还在确认` };
      case "fault":
        return { icon: "error", tone: "bad", heading: $localize`系统出了点问题` };
      default:
        return assertNever(kind);
    }
  });
}
