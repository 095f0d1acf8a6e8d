import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import type { z } from "zod";
import type { noticeSummary } from "../../../../api/contracts/cases.ts";
import { CalendarStrip } from "../shared/calendar-strip.ts";
import { Note } from "../shared/note.ts";
import { EndPipe, InstantPipe } from "../shared/when.ts";

export type NoticeSummary = z.infer<typeof noticeSummary>;

/** The countdown of a public notice with its calendar, its objections and every recomputation, old → new. */
@Component({
  selector: "rct-notice-card",
  imports: [CalendarStrip, Note, EndPipe, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card hero" aria-labelledby="notice-title">
      <h2 class="visually-hidden" id="notice-title" i18n>遗失公示倒计时</h2>
      <div class="count">
        @if (running()) {
          <div class="big">
            <ng-container i18n
              >还剩 <b>{{ notice().workingDaysLeft }}</b> 个工作日</ng-container
            >
          </div>
        } @else {
          <div class="big">{{ ended() }}</div>
        }
        <dl>
          <dt i18n>公示截止</dt>
          <dd>
            <time>{{ notice().endsAt | rctEnd }}</time>
          </dd>
          <dt i18n>可以提交</dt>
          <dd>
            <time>{{ notice().endsAt | rctInstant: "weekday" }}</time>&ngsp;<ng-container i18n>起</ng-container>
          </dd>
        </dl>
      </div>
      <div>
        <rct-calendar-strip
          [days]="notice().strip"
          [workingDays]="notice().workingDays"
          [passed]="notice().workingDaysPassed"
        />
        <p class="small muted about" i18n>
          发布当天不计，还剩天数含今天。周末、节假日不计，调休上班日照常计。按国家和广西安排，北京时间。
        </p>
      </div>
      @if (notice().provisional) {
        <rct-note icon="event_busy" tone="provisional" i18n-heading heading="截止日期暂定">
          <p i18n>跨入的年份放假安排还没有公布。公布后按实际放假安排重算，改动会写在这里，也会发消息告诉你。</p>
        </rct-note>
      }
      @for (change of notice().changes; track change.at) {
        <rct-note icon="event_repeat" tone="provisional" i18n-heading heading="期限已重算">
          <p>
            <ng-container i18n
              >{{ change.reason }}，公示截止由
              <del
                ><time>{{ change.from | rctEnd }}</time></del
              >
              改为
              <ins
                ><time>{{ change.to | rctEnd }}</time></ins
              >。</ng-container
            >
          </p>
        </rct-note>
      }
      @if (notice().pendingObjections; as count) {
        <rct-note icon="gavel" tone="you" i18n-heading heading="收到 {{ count }} 条异议，正在处理">
          <p i18n>由职改办审查，公示继续计时。异议不成立，到期照常进入下一步；异议成立，本件终止并告诉你理由。</p>
        </rct-note>
      }
    </section>
  `,
  styles: `
    .hero {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 18px;
      padding: 24px;
    }
    .count {
      display: flex;
      align-items: flex-end;
      gap: 24px;
    }
    .big {
      display: flex;
      align-items: baseline;
      gap: 8px;
      font: var(--mat-sys-title-medium);
      white-space: nowrap;
    }
    .big b {
      color: var(--mat-sys-primary);
      font: var(--rct-figure);
    }
    dl {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 2px 12px;
      padding-left: 24px;
      border-left: 1px solid var(--mat-sys-outline-variant);
    }
    dt {
      color: var(--mat-sys-on-surface-variant);
    }
    dd {
      font-weight: 600;
    }
    .about {
      margin-top: 10px;
    }
    ins {
      font-weight: 600;
    }
    @media (max-width: 839px) {
      .hero {
        gap: 14px;
        padding: 16px;
      }
      .count {
        flex-direction: column;
        align-items: stretch;
        gap: 10px;
      }
      dl {
        padding: 10px 0 0;
        border: 0;
        border-top: 1px solid var(--mat-sys-outline-variant);
      }
      :host-context([data-type="large"]) dl {
        grid-template-columns: 1fr;
      }
      :host-context([data-type="large"]) time {
        white-space: normal;
      }
    }
  `,
})
export class NoticeCard {
  readonly notice = input.required<NoticeSummary>();
  protected readonly running = computed(() => this.notice().state === "running");
  protected readonly ended = computed(() => {
    switch (this.notice().state) {
      case "ended":
        return $localize`公示期满`;
      case "upheld":
        return $localize`异议成立，公示终止`;
      default:
        return $localize`公示已撤下`;
    }
  });
}
