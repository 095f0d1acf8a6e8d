import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import { listNotices } from "../../../../api/contracts/public.ts";
import { Api } from "../api/api.ts";
import { Empty } from "../shared/empty.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { EndPipe } from "../shared/when.ts";
import { paged } from "./paged.ts";

/** The loss notices that run now: what the public may know of each, and nothing else (D4). */
@Component({
  selector: "rct-notices-page",
  imports: [MatButton, RouterLink, Empty, ProblemBox, Skeleton, EndPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: "public-page" },
  template: `
    <h1 i18n>职称证书遗失公示</h1>
    <p class="muted" i18n>以下证书声明遗失作废。公示期内任何人都可以提出异议。</p>
    @if (notices.problem(); as problem) {
      <rct-problem-box [problem]="problem" (again)="notices.next()" />
    }
    @if (notices.list(); as list) {
      <ul class="stack">
        @for (notice of list; track notice.id) {
          <li class="card">
            <h2>
              <a [routerLink]="['/notices', notice.id]">{{ notice.holder }}，{{ notice.title }}</a>
            </h2>
            <p class="small muted">
              {{ notice.level }}<i class="sep"></i>{{ notice.series }}<i class="sep"></i
              ><span class="code">{{ notice.certificateNumber }}</span>
            </p>
            <p class="small">
              <ng-container i18n
                >还剩 <strong>{{ notice.workingDaysLeft }}</strong> 个工作日，至</ng-container
              >&ngsp;<time>{{ notice.endsAt | rctEnd: "plain" }}</time>
              @if (notice.provisional) {
                <ng-container i18n>（暂定）</ng-container>
              }
            </p>
          </li>
        } @empty {
          <li class="card">
            <rct-empty icon="campaign" i18n-heading heading="现在没有正在公示的遗失声明"
              ><ng-container i18n>要核对一本证书，请<a routerLink="/verify">核验证书</a>。</ng-container></rct-empty
            >
          </li>
        }
      </ul>
      @if (notices.more()) {
        <button matButton="outlined" type="button" [disabled]="notices.loading()" (click)="notices.next()" i18n>
          显示更多
        </button>
      }
    } @else if (notices.loading()) {
      <div class="card"><rct-skeleton [lines]="4" /></div>
    }
    <p class="small muted" i18n>依据柳职办〔2019〕17号，公示期为 5 个工作日，发布当天不计。</p>
  `,
})
export class NoticesPage {
  private readonly api = inject(Api);
  protected readonly notices = paged(async (after) => {
    const page = await this.api.call(listNotices, { query: after ? { after } : {} });
    return { list: page.notices, next: page.next };
  });

  constructor() {
    void this.notices.next();
  }
}
