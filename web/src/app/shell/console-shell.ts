import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject } from "@angular/core";
import { NgTemplateOutlet } from "@angular/common";
import { MatIcon } from "@angular/material/icon";
import { Router, RouterLink, RouterLinkActive, RouterOutlet } from "@angular/router";
import { countInbox } from "../../../../api/contracts/inbox.ts";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { load } from "../api/load.ts";
import { Session } from "../session/session.ts";
import { TimePipe } from "../shared/when.ts";
import { PageHelp } from "../help/page-help.ts";
import { DeskCommands } from "../palette/desk-commands.ts";
import { TypedText } from "../search/typed-text.ts";
import { AccountMenu } from "./account-menu.ts";
import { Banners } from "./banners.ts";
import { Brand } from "./brand.ts";
import { otherPages, queuePages } from "./console-pages.ts";
import { FoldButton } from "./fold-button.ts";
import { MenuState } from "./menu-state.ts";
import { NotificationsLink } from "./notifications-link.ts";
import { PageFrame } from "./page-frame.ts";

/** The desk: dense, side bar with live counts. A page fills the work area and puts its own bars at its edges. */
@Component({
  selector: "rct-console-shell",
  imports: [
    MatIcon,
    NgTemplateOutlet,
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
  host: { "(document:keydown)": "press($event)" },
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
        @for (entry of deskPages(); track entry.to) {
          <ng-container [ngTemplateOutlet]="link" [ngTemplateOutletContext]="{ $implicit: entry }" />
        }
        @if (session.has("administrator")) {
          <h2 i18n>管理</h2>
          @for (entry of administration(); track entry.to) {
            <ng-container [ngTemplateOutlet]="link" [ngTemplateOutletContext]="{ $implicit: entry }" />
          }
        }
        <ng-template #link let-entry>
          <a
            [routerLink]="entry.to"
            routerLinkActive
            ariaCurrentWhenActive="page"
            [attr.title]="menu.open() ? null : entry.label"
          >
            <mat-icon [svgIcon]="entry.icon" aria-hidden="true" /><span class="word grow clip">{{ entry.label }}</span>
          </a>
        </ng-template>
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
  private readonly commands = inject(DeskCommands);
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly typed = inject(TypedText);
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
  protected readonly queues = queuePages;
  protected readonly administration = computed(() => (this.session.has("administrator") ? this.pagesOf(true) : []));
  protected readonly deskPages = computed(() =>
    this.pagesOf(false).filter((page) => !this.administration().includes(page)),
  );

  constructor() {
    // On <body>, so that dialogs and menus, which are children of body, are dense as well.
    document.body.classList.add("rct-dense");
    inject(DestroyRef).onDestroy(() => document.body.classList.remove("rct-dense"));
  }

  private pagesOf(administrator: boolean) {
    return otherPages.filter(
      ({ roles, officeKind }) =>
        (!officeKind || this.session.sitsIn(officeKind)) &&
        roles.some((role) => (role === "administrator") === administrator && this.session.has(role)),
    );
  }

  /** Answers nothing: a listener that answers false would keep every key from its field. */
  protected press(event: KeyboardEvent): void {
    this.commands.press(event);
  }

  protected said(count: number): string {
    return count > 999 ? "999+" : String(count);
  }

  protected async search(event: Event, typed: string): Promise<void> {
    event.preventDefault();
    const text = await this.typed.written(typed);
    if (text === undefined) return;
    // In a list it narrows the list; the list then offers to look among all cases.
    const list = this.router.url.startsWith("/inbox");
    void this.router.navigate([list ? "/inbox" : "/search"], {
      queryParams: { text },
      queryParamsHandling: list ? "merge" : "replace",
    });
  }
}
