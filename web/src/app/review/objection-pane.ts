import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { RouterLink } from "@angular/router";
import type { TaskView } from "../../../../api/contracts/tasks.ts";
import { CalendarStrip } from "../shared/calendar-strip.ts";
import { Note } from "../shared/note.ts";
import { EndPipe, InstantPipe } from "../shared/when.ts";

/** The objection in the objector's own words, and the notice it is about. */
@Component({
  selector: "rct-objection-pane",
  imports: [RouterLink, CalendarStrip, Note, EndPipe, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <header><h2 i18n>异议</h2></header>
    <div class="in stack">
      @if (view().objection; as objection) {
        <section class="card stack">
          <dl class="facts">
            <dt i18n>提出人</dt>
            <dd>{{ objection.name }}</dd>
            <dt i18n>电话</dt>
            <dd class="code">{{ objection.phone }}</dd>
            <dt i18n>提出时间</dt>
            <dd>
              <time>{{ objection.filedAt | rctInstant }}</time>
            </dd>
          </dl>
          <blockquote>{{ objection.reason }}</blockquote>
        </section>
      }
      @if (view().notice; as notice) {
        <section class="card stack">
          <div class="row row-wrap">
            <h3 class="grow" i18n>被异议的公示</h3>
            <a [routerLink]="['/notices', notice.id]" target="_blank" i18n>看公示页面</a>
          </div>
          <p>
            <ng-container i18n>公示到</ng-container>&ngsp;<time class="strong">{{ notice.endsAt | rctEnd }}</time>
            @if (notice.provisional) {
              <ng-container i18n>（暂定）</ng-container>
            }
          </p>
          <rct-calendar-strip
            [days]="notice.strip"
            [workingDays]="notice.workingDays"
            [passed]="notice.workingDaysPassed"
          />
        </section>
      }
      <rct-note icon="gavel" tone="go" i18n-heading heading="两种结果">
        <p i18n>不成立：公示照常，期满后申请人可以提交补办材料。</p>
        <p i18n>成立：公示终止，本件办结，原证书状态不变。</p>
        @if (view().objection?.toldBySms) {
          <p i18n>结果会告诉申请人，提出人会收到短信。</p>
        } @else {
          <p i18n>结果会告诉申请人；没有接入短信，提出人要请你打电话告知。</p>
        }
      </rct-note>
    </div>
  `,
  styleUrl: "./pane.css",
  styles: `
    .in {
      flex: 1;
      min-height: 0;
      align-content: start;
      padding: 16px;
      overflow: auto;
    }
    blockquote {
      margin: 0;
      padding: 8px 14px;
      border-left: 4px solid var(--rct-warning);
      background: var(--rct-warning-container);
      color: var(--rct-on-warning-container);
      font: var(--mat-sys-body-large);
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
  `,
})
export class ObjectionPane {
  readonly view = input.required<TaskView>();
}
