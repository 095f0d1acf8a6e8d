import { ChangeDetectionStrategy, Component, computed, effect, inject } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { RouterLink } from "@angular/router";
import { listNotifications } from "../../../../api/contracts/notifications.ts";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { Session } from "../session/session.ts";

/** The bell with the number of unread messages; counts again when the server says that one came. */
@Component({
  selector: "rct-notifications-link",
  imports: [MatIcon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <a class="icon-button" routerLink="/notifications" [attr.aria-label]="label()">
      <mat-icon svgIcon="notifications" aria-hidden="true" />
      @if (session.unread(); as count) {
        <span class="badge" aria-hidden="true">{{ count > 99 ? "99+" : count }}</span>
      }
    </a>
  `,
  styles: `
    .badge {
      position: absolute;
      top: 6px;
      right: 4px;
      min-width: 16px;
      height: 16px;
      padding: 0 4px;
      border-radius: 8px;
      background: var(--mat-sys-error);
      color: var(--mat-sys-on-error);
      font: 600 11px/16px var(--rct-font);
      text-align: center;
    }
  `,
})
export class NotificationsLink {
  protected readonly session = inject(Session);
  private readonly api = inject(Api);
  protected readonly label = computed(() => {
    const count = this.session.unread();
    return count ? $localize`消息，${count}:count: 条未读` : $localize`消息`;
  });

  constructor() {
    const topic = inject(Events).topic("notifications");
    effect(() => {
      if (topic() > 0) void this.count();
    });
  }

  private async count(): Promise<void> {
    try {
      this.session.setUnread((await this.api.call(listNotifications, { query: {} })).unread);
    } catch {
      // The number is a convenience: the next message or page load counts again.
    }
  }
}
