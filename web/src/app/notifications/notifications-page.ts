import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { RouterLink } from "@angular/router";
import type { z } from "zod";
import { listNotifications, type notification, readNotification } from "../../../../api/contracts/notifications.ts";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { load } from "../api/load.ts";
import { problemOf } from "../api/problem.ts";
import { Session } from "../session/session.ts";
import { Empty } from "../shared/empty.ts";
import { Messages } from "../shared/messages.ts";
import { PageHead } from "../shared/page-head.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Sentence } from "../shared/sentence.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { InstantPipe } from "../shared/when.ts";

type Notification = z.infer<typeof notification>;

/** 消息, newest first; opening one marks it read. */
@Component({
  selector: "rct-notifications-page",
  imports: [MatButton, MatIcon, RouterLink, Empty, PageHead, ProblemBox, Sentence, Skeleton, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="wrap">
      <rct-page-head i18n-heading heading="消息">
        @if (session.unread(); as count) {
          <p class="muted" i18n>{{ count }} 条未读</p>
        }
        @if (session.account()?.counter) {
          <p class="muted" i18n>窗口代办时看消息，不会标为已读。</p>
        } @else {
          <p><a routerLink="/notifications/settings" i18n>通知设置</a></p>
        }
      </rct-page-head>
      @if (first.problem(); as problem) {
        <rct-problem-box [problem]="problem" (again)="first.reload()" />
      }
      @if (all(); as all) {
        <ul class="card flush">
          @for (one of all; track one.id) {
            <li>
              <a [routerLink]="placeOf(one)" (click)="read(one)">
                <span class="dot" [class.unread]="!isRead(one)" aria-hidden="true"></span>
                <span class="grow">
                  <span class="title" [class.strong]="!isRead(one)"
                    >{{ one.title }}
                    @if (!isRead(one)) {
                      <span class="visually-hidden" i18n>（未读）</span>
                    }
                  </span>
                  <span class="body"><rct-sentence [text]="one.body" /></span>
                  <time class="small muted">{{ one.at | rctInstant }}</time>
                </span>
                @if (placeOf(one).length) {
                  <mat-icon svgIcon="chevron_right" aria-hidden="true" />
                }
              </a>
            </li>
          } @empty {
            <li>
              <rct-empty icon="notifications" i18n-heading heading="没有消息"
                ><ng-container i18n>办理有进展、要你处理或者期限将到时，会在这里告诉你。</ng-container></rct-empty
              >
            </li>
          }
        </ul>
        @if (next()) {
          <p class="more">
            <button matButton="outlined" type="button" [disabled]="busy()" (click)="more()" i18n>更早的消息</button>
          </p>
        }
      } @else if (first.loading()) {
        <div class="card"><rct-skeleton [lines]="6" /></div>
      }
    </div>
  `,
  styles: `
    .wrap {
      max-width: 800px;
    }
    li + li {
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
    a {
      display: flex;
      gap: 12px;
      align-items: flex-start;
      padding: 14px 20px;
      color: inherit;
      text-decoration: none;
    }
    a:hover {
      background: var(--mat-sys-surface-container-low);
    }
    .dot {
      width: 8px;
      height: 8px;
      flex: none;
      margin-top: 9px;
      border-radius: 50%;
    }
    .unread {
      background: var(--mat-sys-primary);
    }
    .title,
    .body {
      display: block;
    }
    .mat-icon {
      align-self: center;
      color: var(--mat-sys-on-surface-variant);
    }
    .more {
      margin-top: 16px;
      text-align: center;
    }
  `,
})
export class NotificationsPage {
  private readonly api = inject(Api);
  private readonly messages = inject(Messages);
  private readonly tick = inject(Events).topic("notifications");
  protected readonly session = inject(Session);
  protected readonly busy = signal(false);
  private readonly opened = signal<ReadonlySet<string>>(new Set());
  /** Pages after the first, and where they go on. */
  private readonly older = signal<{ list: readonly Notification[]; next: string | null } | undefined>(undefined);

  protected readonly first = load(
    () => ({ tick: this.tick() }),
    async () => {
      const page = await this.api.call(listNotifications, { query: {} });
      this.session.setUnread(page.unread);
      return page;
    },
  );
  protected readonly all = computed(() => {
    const first = this.first.value();
    if (!first) return undefined;
    const known = new Set(first.notifications.map((one) => one.id));
    return [...first.notifications, ...(this.older()?.list ?? []).filter((one) => !known.has(one.id))];
  });
  protected readonly next = computed(() => (this.older() ? this.older()!.next : (this.first.value()?.next ?? null)));

  /** Where it is dealt with, as a path; empty where there is nothing to do. */
  protected placeOf({ kind, taskId, caseId }: Notification): string[] {
    if (kind === "draft-waiting") return ["/admin/rules"];
    if (kind === "succession-waiting" || kind === "succession-answered") return ["/offices"];
    if (taskId) return ["/tasks", taskId];
    return caseId ? ["/cases", caseId] : [];
  }

  protected isRead(one: Notification): boolean {
    return one.read || this.opened().has(one.id);
  }

  protected async read(one: Notification): Promise<void> {
    // A clerk reads in the person's stead: what they have read themselves stays theirs to say.
    if (this.isRead(one) || this.session.account()?.counter) return;
    this.opened.update((opened) => new Set(opened).add(one.id));
    this.session.setUnread(Math.max(this.session.unread() - 1, 0));
    try {
      await this.api.call(readNotification, { params: { id: one.id } });
    } catch {
      // The message is open before the reader's eyes; that it counts as unread until the next time does no harm.
    }
  }

  protected async more(): Promise<void> {
    const after = this.next();
    if (!after || this.busy()) return;
    this.busy.set(true);
    try {
      const page = await this.api.call(listNotifications, { query: { after } });
      this.older.update((older) => ({ list: [...(older?.list ?? []), ...page.notifications], next: page.next }));
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
