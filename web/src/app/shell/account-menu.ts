import { ChangeDetectionStrategy, Component, type ElementRef, computed, inject, viewChild } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { RouterLink } from "@angular/router";
import { problemOf } from "../api/problem.ts";
import { Session } from "../session/session.ts";
import { Messages } from "../shared/messages.ts";
import { DisplaySwitches } from "./display-switches.ts";

/** The name at the right of the top bar: where else to go, how the page looks, log out. */
@Component({
  selector: "rct-account-menu",
  imports: [MatIcon, RouterLink, DisplaySwitches],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (session.account(); as account) {
      <button type="button" class="who" popovertarget="account-menu" [attr.aria-label]="label()">
        <span class="avatar" aria-hidden="true" [attr.data-letter]="account.displayName.slice(0, 1)"></span>
        <span class="name only-desk"
          >{{ account.displayName }}<span class="muted small">{{ office() ? "，" + office() : "" }}</span></span
        >
      </button>
      <div #menu id="account-menu" popover>
        <p class="head">
          <strong>{{ account.displayName }}</strong>
          @if (office()) {
            <br /><span class="small muted">{{ office() }}</span>
          }
        </p>
        @if (session.has("applicant")) {
          <a routerLink="/" (click)="close()"
            ><mat-icon svgIcon="home" aria-hidden="true" /><span i18n>我的事项</span></a
          >
          <a routerLink="/certificates" (click)="close()"
            ><mat-icon svgIcon="workspace_premium" aria-hidden="true" /><span i18n>我的证书</span></a
          >
        }
        @if (session.atDesk()) {
          <a routerLink="/inbox" (click)="close()"
            ><mat-icon svgIcon="inbox" aria-hidden="true" /><span i18n>工作台</span></a
          >
        }
        <a routerLink="/notifications" (click)="close()"
          ><mat-icon svgIcon="notifications" aria-hidden="true" /><span i18n>消息</span></a
        >
        @if (!account.counter) {
          <a routerLink="/notifications/settings" (click)="close()"
            ><mat-icon svgIcon="edit_note" aria-hidden="true" /><span i18n>通知设置</span></a
          >
          <a routerLink="/password" (click)="close()"
            ><mat-icon svgIcon="lock" aria-hidden="true" /><span i18n>修改密码</span></a
          >
        }
        @if (session.demo()) {
          <a routerLink="/demo/mailbox" (click)="close()"
            ><mat-icon svgIcon="inventory_2" aria-hidden="true" /><span i18n>演示信箱</span></a
          >
        }
        <hr />
        <rct-display-switches />
        <hr />
        <button type="button" class="item" (click)="logOut()" i18n>退出登录</button>
      </div>
    }
  `,
  styles: `
    .who {
      display: inline-flex;
      align-items: center;
      gap: 8px;
      min-height: 44px;
      padding: 0 4px;
      border: 0;
      border-radius: 8px;
      background: none;
      cursor: pointer;
    }
    /* Drawn, not written: the button's words are the name and the office alone. */
    .avatar::before {
      content: attr(data-letter);
    }
    .name {
      white-space: nowrap;
    }
    [popover] {
      position: absolute;
      inset: 88px 24px auto auto;
      width: 260px;
      margin: 0;
      padding: 8px 0;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--mat-sys-corner-large);
      background: var(--mat-sys-surface);
      color: var(--mat-sys-on-surface);
      box-shadow: var(--mat-sys-level3);
    }
    :host-context(.rct-dense) [popover] {
      right: 16px;
    }
    .head {
      padding: 6px 16px 10px;
    }
    a,
    .item {
      display: flex;
      align-items: center;
      gap: 12px;
      width: 100%;
      min-height: var(--rct-touch);
      padding: 0 16px;
      border: 0;
      background: none;
      color: inherit;
      text-decoration: none;
      text-align: left;
      cursor: pointer;
    }
    a:hover,
    .item:hover {
      background: var(--mat-sys-surface-container);
    }
    a .mat-icon {
      color: var(--mat-sys-on-surface-variant);
    }
    hr {
      margin: 6px 0;
      border: 0;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
  `,
})
export class AccountMenu {
  protected readonly session = inject(Session);
  private readonly messages = inject(Messages);
  private readonly menu = viewChild<ElementRef<HTMLElement>>("menu");
  /** Begins with what stands on the button, so that who speaks to the device can say it. */
  protected readonly label = computed(
    () => $localize`${[this.session.account()?.displayName, this.office()].filter(Boolean).join("，")}:name:，账号菜单`,
  );
  protected readonly office = computed(() => this.session.account()?.memberships[0]?.name);

  protected close(): void {
    this.menu()?.nativeElement.hidePopover();
  }

  protected async logOut(): Promise<void> {
    this.close();
    try {
      await this.session.logOut();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    }
  }
}
