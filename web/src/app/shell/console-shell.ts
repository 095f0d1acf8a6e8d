import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { Router, RouterLink, RouterLinkActive, RouterOutlet } from "@angular/router";
import { type Queue, countInbox } from "../../../../api/contracts/inbox.ts";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { load } from "../api/load.ts";
import { Session } from "../session/session.ts";
import type { IconName } from "../shared/icons.ts";
import { TimePipe } from "../shared/when.ts";
import { PageHelp } from "../help/page-help.ts";
import { AccountMenu } from "./account-menu.ts";
import { Banners } from "./banners.ts";
import { Brand } from "./brand.ts";
import { FoldButton } from "./fold-button.ts";
import { MenuState } from "./menu-state.ts";
import { NotificationsLink } from "./notifications-link.ts";
import { PageFrame } from "./page-frame.ts";

/** The desk: dense, side bar with live counts. A page fills the work area and puts its own bars at its edges. */
@Component({
  selector: "rct-console-shell",
  imports: [
    MatIcon,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    AccountMenu,
    Banners,
    Brand,
    FoldButton,
    NotificationsLink,
    PageHelp,
    TimePipe,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rct-banners />
    <header class="top no-print">
      <rct-brand class="brand" [home]="session.home()" [city]="false" />
      @if (reviews()) {
        <form class="search" role="search" (submit)="search($event, text.value)">
          <mat-icon svgIcon="search" aria-hidden="true" />
          <input
            #text
            id="console-search"
            type="search"
            i18n-placeholder
            placeholder="编号、姓名、单位、证书编号"
            i18n-aria-label
            aria-label="查办件"
          />
          <kbd class="key-cap only-desk" aria-hidden="true">/</kbd>
        </form>
      }
      <span class="grow"></span>
      <span class="live only-desk" role="status">
        @if (events.connected()) {
          <i aria-hidden="true"></i
          ><span
            ><ng-container i18n>实时更新</ng-container>{{ events.lastHeardAt() ? "，" : ""
            }}<time>{{ events.lastHeardAt() | rctTime }}</time></span
          >
        } @else {
          <i class="down" aria-hidden="true"></i><span i18n>正在重新连接</span>
        }
      </span>
      <rct-page-help />
      <rct-notifications-link />
      <rct-account-menu />
    </header>
    <div class="console" [class.folded]="!menu.open()">
      <nav id="console-menu" class="side no-print" i18n-aria-label aria-label="工作台">
        @if (reviews()) {
          <h2 i18n>审核</h2>
          @for (entry of queues; track entry.queue) {
            <a
              routerLink="/inbox"
              [queryParams]="{ queue: entry.queue }"
              routerLinkActive
              ariaCurrentWhenActive="page"
              [routerLinkActiveOptions]="{
                paths: 'exact',
                queryParams: 'subset',
                fragment: 'ignored',
                matrixParams: 'ignored',
              }"
              [attr.title]="menu.open() ? null : entry.label"
              [class.late]="entry.queue === 'overdue' && counts.value()?.overdue"
            >
              <mat-icon [svgIcon]="entry.icon" aria-hidden="true" /><span class="word grow clip">{{
                entry.label
              }}</span>
              @if (counts.value(); as counted) {
                <span class="n">{{ said(counted[entry.queue]) }}</span>
              }
            </a>
          }
        }
        @if (reviews()) {
          <a
            routerLink="/search"
            routerLinkActive
            ariaCurrentWhenActive="page"
            [routerLinkActiveOptions]="{
              paths: 'exact',
              queryParams: 'ignored',
              fragment: 'ignored',
              matrixParams: 'ignored',
            }"
            [attr.title]="menu.open() ? null : searchLabel"
          >
            <mat-icon svgIcon="search" aria-hidden="true" /><span class="word grow clip">{{ searchLabel }}</span>
          </a>
          <a
            routerLink="/bulk"
            routerLinkActive
            ariaCurrentWhenActive="page"
            [attr.title]="menu.open() ? null : bulkLabel"
          >
            <mat-icon svgIcon="approval" aria-hidden="true" /><span class="word grow clip">{{ bulkLabel }}</span>
          </a>
          <a
            routerLink="/substitutes"
            routerLinkActive
            ariaCurrentWhenActive="page"
            [attr.title]="menu.open() ? null : substitutesLabel"
          >
            <mat-icon svgIcon="swap_horiz" aria-hidden="true" /><span class="word grow clip">{{
              substitutesLabel
            }}</span>
          </a>
        }
        @if (session.has("chief") && !session.has("administrator")) {
          <a
            routerLink="/leavers"
            routerLinkActive
            ariaCurrentWhenActive="page"
            [attr.title]="menu.open() ? null : leaversLabel"
          >
            <mat-icon svgIcon="group" aria-hidden="true" /><span class="word grow clip">{{ leaversLabel }}</span>
          </a>
          <a
            routerLink="/analytics"
            routerLinkActive
            ariaCurrentWhenActive="page"
            [attr.title]="menu.open() ? null : analyticsLabel"
          >
            <mat-icon svgIcon="bar_chart" aria-hidden="true" /><span class="word grow clip">{{ analyticsLabel }}</span>
          </a>
          <a
            routerLink="/offices"
            routerLinkActive
            ariaCurrentWhenActive="page"
            [attr.title]="menu.open() ? null : officesLabel"
          >
            <mat-icon svgIcon="account_balance" aria-hidden="true" /><span class="word grow clip">{{
              officesLabel
            }}</span>
          </a>
        }
        @if ((session.has("reviewer") || session.has("chief")) && !session.has("administrator")) {
          <a
            routerLink="/ratings"
            routerLinkActive
            ariaCurrentWhenActive="page"
            [attr.title]="menu.open() ? null : ratingsLabel"
          >
            <mat-icon svgIcon="verified" aria-hidden="true" /><span class="word grow clip">{{ ratingsLabel }}</span>
          </a>
        }
        @if (session.has("administrator")) {
          <h2 i18n>管理</h2>
          @for (entry of administration; track entry.to) {
            <a
              [routerLink]="entry.to"
              routerLinkActive
              ariaCurrentWhenActive="page"
              [attr.title]="menu.open() ? null : entry.label"
            >
              <mat-icon [svgIcon]="entry.icon" aria-hidden="true" /><span class="word grow clip">{{
                entry.label
              }}</span>
            </a>
          }
        }
        <rct-fold-button class="only-desk" menuId="console-menu" />
      </nav>
      <main id="content" tabindex="-1"><router-outlet /></main>
    </div>
  `,
  styleUrl: "./console-shell.css",
})
export class ConsoleShell {
  protected readonly session = inject(Session);
  protected readonly events = inject(Events);
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  /** Moves the focus to the page after each navigation. */
  protected readonly frame = inject(PageFrame);
  protected readonly menu = inject(MenuState);
  private readonly tick = this.events.topic("inbox");
  protected readonly reviews = computed(() =>
    ["agent", "reviewer", "chief"].some((role) => this.session.account()?.roles.includes(role as never)),
  );
  protected readonly counts = load(
    () => (this.reviews() ? { tick: this.tick() } : undefined),
    async () => (await this.api.call(countInbox, { query: {} })).counts,
  );
  protected readonly queues: readonly { queue: Queue; label: string; icon: IconName }[] = [
    { queue: "mine", label: $localize`我的待办`, icon: "inbox" },
    { queue: "overdue", label: $localize`已逾期`, icon: "alarm" },
    { queue: "to-claim", label: $localize`待认领`, icon: "front_hand" },
    { queue: "returned", label: $localize`退回给我`, icon: "assignment_return" },
    { queue: "objections", label: $localize`公示异议`, icon: "gavel" },
    { queue: "done", label: $localize`已办`, icon: "task_alt" },
  ];
  protected readonly searchLabel = $localize`查办件`;
  protected readonly bulkLabel = $localize`批量办理`;
  protected readonly substitutesLabel = $localize`代办设置`;
  protected readonly leaversLabel = $localize`离岗交接`;
  protected readonly analyticsLabel = $localize`统计分析`;
  protected readonly officesLabel = $localize`机构与成员`;
  protected readonly ratingsLabel = $localize`好差评`;
  protected readonly administration: readonly { to: string; label: string; icon: IconName }[] = [
    { to: "/admin/health", label: $localize`运行状况`, icon: "monitor_heart" },
    { to: "/analytics", label: this.analyticsLabel, icon: "bar_chart" },
    { to: "/ratings", label: this.ratingsLabel, icon: "verified" },
    { to: "/admin/rules", label: $localize`路由规则`, icon: "call_split" },
    { to: "/admin/calendar", label: $localize`工作日历`, icon: "calendar_month" },
    { to: "/offices", label: this.officesLabel, icon: "account_balance" },
    { to: "/leavers", label: this.leaversLabel, icon: "group" },
  ];

  constructor() {
    // On <body>, so that dialogs and menus, which are children of body, are dense as well.
    document.body.classList.add("rct-dense");
    inject(DestroyRef).onDestroy(() => document.body.classList.remove("rct-dense"));
  }

  protected said(count: number): string {
    return count > 999 ? "999+" : String(count);
  }

  protected search(event: Event, text: string): void {
    event.preventDefault();
    // In a list it narrows the list; the list then offers to look among all cases.
    const list = this.router.url.startsWith("/inbox");
    void this.router.navigate([list ? "/inbox" : "/search"], {
      queryParams: { text: text.trim() || null },
      queryParamsHandling: list ? "merge" : "replace",
    });
  }
}
