import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import type { TaskView } from "../../../../api/contracts/tasks.ts";
import { Note } from "../shared/note.ts";
import { DayPipe } from "../shared/when.ts";

/** The task is at a colleague's for a while: who asked whom, until when and why (B-04). */
@Component({
  selector: "rct-loan-banner",
  imports: [Note, DayPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rct-note tone="you" icon="visibility">
      @if (loan().mine) {
        <strong i18n>{{ loan().lender }}请你先看这件</strong>
      } @else {
        <strong i18n>这件正由{{ loan().borrower }}先看</strong>
      }
      <ng-container i18n>，{{ loan().until | rctDay }}前交回，由{{ loan().lender }}决定。</ng-container>
      <span class="muted" i18n>原因：{{ loan().reason }}</span>
    </rct-note>
  `,
})
export class LoanBanner {
  readonly loan = input.required<NonNullable<TaskView["loan"]>>();
}
