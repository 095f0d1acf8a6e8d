import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { listDemoMail } from "../../../../api/contracts/notifications.ts";
import { Api } from "../api/api.ts";
import { paged } from "../public/paged.ts";
import { Empty } from "../shared/empty.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Sentence } from "../shared/sentence.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { InstantPipe } from "../shared/when.ts";

/** The mails a real installation would send; only a demo has this page. */
@Component({
  selector: "rct-mailbox-page",
  imports: [MatButton, Empty, ProblemBox, Sentence, Skeleton, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: "public-page" },
  template: `
    <h1 i18n>演示信箱</h1>
    <p class="muted" i18n>正式环境里这些邮件会发到收件人的邮箱，演示环境都收在这里。</p>
    @if (mails.problem(); as problem) {
      <rct-problem-box [problem]="problem" (again)="mails.next()" />
    }
    @if (mails.list(); as list) {
      <ul class="stack">
        @for (mail of list; track mail.id) {
          <li class="card">
            <h2>
              {{ mail.subject }}
              @if (mail.channel === "sms") {
                <span class="small muted" i18n>（短信）</span>
              }
            </h2>
            <p class="small muted">
              <ng-container i18n>收件人</ng-container>&ngsp;<span class="code">{{ mail.to }}</span
              ><i class="sep"></i><time>{{ mail.at | rctInstant }}</time>
            </p>
            <p class="text"><rct-sentence [text]="mail.text" /></p>
          </li>
        } @empty {
          <li class="card">
            <rct-empty i18n-heading heading="还没有邮件"
              ><ng-container i18n>提交一件申请，进展邮件就会出现在这里。</ng-container></rct-empty
            >
          </li>
        }
      </ul>
      @if (mails.more()) {
        <button matButton="outlined" type="button" [disabled]="mails.loading()" (click)="mails.next()" i18n>
          更早的邮件
        </button>
      }
    } @else if (mails.loading()) {
      <div class="card"><rct-skeleton [lines]="5" /></div>
    }
  `,
  styles: `
    h2 {
      font: var(--mat-sys-title-medium);
    }
    .text {
      margin-top: 8px;
      white-space: pre-line;
      overflow-wrap: anywhere;
    }
  `,
})
export class MailboxPage {
  private readonly api = inject(Api);
  protected readonly mails = paged(async (after) => {
    const page = await this.api.call(listDemoMail, { query: after ? { after } : {} });
    return { list: page.mails, next: page.next };
  });

  constructor() {
    void this.mails.next();
  }
}
