import { ChangeDetectionStrategy, Component, inject, input, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { RouterLink } from "@angular/router";
import { getNotice } from "../../../../api/contracts/public.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { CalendarStrip } from "../shared/calendar-strip.ts";
import { Note } from "../shared/note.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { StatusChip } from "../shared/status.ts";
import { EndPipe, InstantPipe } from "../shared/when.ts";
import { ObjectionForm } from "./objection-form.ts";

/** One loss notice, readable by anyone, and the way to object while it runs (D3). */
@Component({
  selector: "rct-notice-page",
  imports: [
    MatButton,
    MatIcon,
    RouterLink,
    CalendarStrip,
    Note,
    ObjectionForm,
    ProblemBox,
    Skeleton,
    StatusChip,
    EndPipe,
    InstantPipe,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: "public-page" },
  template: `
    <nav class="small no-print"><a routerLink="/notices" i18n>遗失公示</a></nav>
    @if (loaded.problem(); as problem) {
      <h1 i18n>职称证书遗失公示</h1>
      <rct-problem-box [problem]="problem" (again)="loaded.reload()"
        ><p><a routerLink="/notices" i18n>看正在公示的</a></p></rct-problem-box
      >
    }
    @if (loaded.value(); as notice) {
      <div class="row head">
        <h1 class="grow" i18n>职称证书遗失公示</h1>
        @if (notice.running) {
          <rct-status of="on-notice" />
        } @else {
          <span class="muted" i18n>公示已结束</span>
        }
      </div>
      <section class="card">
        <p class="large">{{ notice.sentence }}</p>
        <dl class="rows">
          <div>
            <dt i18n>姓名</dt>
            <dd class="strong">{{ notice.holder }}</dd>
          </div>
          <div>
            <dt i18n>级别、系列</dt>
            <dd>{{ notice.level }}，{{ notice.series }}</dd>
          </div>
          <div>
            <dt i18n>资格名称</dt>
            <dd>{{ notice.title }}</dd>
          </div>
          <div>
            <dt i18n>证书编号</dt>
            <dd class="code">{{ notice.certificateNumber }}</dd>
          </div>
          <div>
            <dt i18n>发证单位</dt>
            <dd>{{ notice.issuer }}</dd>
          </div>
          <div>
            <dt i18n>公示开始</dt>
            <dd>
              <time>{{ notice.publishedAt | rctInstant }}</time>
            </dd>
          </div>
          <div>
            <dt i18n>公示截止</dt>
            <dd>
              <time class="strong">{{ notice.endsAt | rctEnd: "plain" }}</time>
              @if (notice.provisional) {
                <span i18n>（暂定）</span>
              }
              @if (notice.running) {
                <br /><span class="muted" i18n>还剩 {{ notice.workingDaysLeft }} 个工作日</span>
              }
            </dd>
          </div>
        </dl>
      </section>
      @if (notice.running) {
        <section class="card">
          <h2 i18n>哪几天算</h2>
          <rct-calendar-strip
            [weeks]="true"
            [days]="notice.strip"
            [workingDays]="notice.workingDays"
            [passed]="notice.workingDays - notice.workingDaysLeft"
          />
        </section>
      }
      @for (change of notice.changes; track change.at) {
        <rct-note icon="event_repeat" tone="provisional" i18n-heading heading="公示截止有调整">
          <p i18n>
            {{ change.reason }}，公示截止由
            <del
              ><time>{{ change.from | rctEnd }}</time></del
            >
            改为
            <ins
              ><time>{{ change.to | rctEnd }}</time></ins
            >。
          </p>
        </rct-note>
      }
      <p class="small muted" i18n>依据柳职办〔2019〕17号，公示期为 5 个工作日，发布当天不计。</p>
      @if (filed()) {
        <rct-note icon="check_circle" tone="ok" i18n-heading heading="异议已收到" role="status"
          ><p i18n>职改办会审查并电话答复你。审查期间公示继续。</p></rct-note
        >
      } @else if (objecting()) {
        <rct-objection-form
          [noticeId]="notice.id"
          (filed)="filed.set(true); objecting.set(false)"
          (closed)="objecting.set(false)"
        />
      } @else if (notice.mayObject) {
        <div class="bottom-bar no-print">
          <button matButton="filled" class="block" type="button" (click)="objecting.set(true)">
            <mat-icon svgIcon="gavel" aria-hidden="true" /><ng-container i18n>提出异议</ng-container>
          </button>
        </div>
      }
    } @else if (loaded.loading()) {
      <div class="card"><rct-skeleton [lines]="8" /></div>
    }
  `,
  styles: `
    .head {
      margin-top: -8px;
    }
    .rows {
      margin-top: 8px;
    }
    h2 {
      margin-bottom: 12px;
      font: var(--mat-sys-title-medium);
    }
  `,
})
export class NoticePage {
  private readonly api = inject(Api);
  readonly id = input.required<string>();
  protected readonly objecting = signal(false);
  protected readonly filed = signal(false);
  protected readonly loaded = load(
    () => this.id(),
    (id) => this.api.call(getNotice, { params: { id } }),
  );
}
