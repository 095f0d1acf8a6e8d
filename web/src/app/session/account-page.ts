import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { RouterLink } from "@angular/router";
import { DisplaySwitches } from "../shell/display-switches.ts";
import { problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";
import { Session } from "./session.ts";

/** 我的: who is signed in, where they act, how the pages look on this device. */
@Component({
  selector: "rct-account-page",
  imports: [DisplaySwitches, MatButton, MatIcon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="wrap stack">
      @if (session.account(); as account) {
        <h1>{{ account.displayName }}</h1>
        @if (account.memberships.length > 0) {
          <section class="card">
            <h2 i18n>在这些单位办事</h2>
            <ul>
              @for (membership of account.memberships; track $index) {
                <li>
                  {{ membership.name }}<span class="muted">（{{ membership.areaName }}）</span>
                  @if (membership.standsInFor; as absent) {
                    <span class="small" i18n>代 {{ absent }} 办理</span>
                  }
                </li>
              }
            </ul>
          </section>
        }
        <section class="card">
          <h2 i18n>显示方式</h2>
          <p class="muted" i18n>只保存在这台设备上。</p>
          <rct-display-switches />
        </section>
        <section class="card stack">
          <h2 i18n>其他</h2>
          <a routerLink="/notifications" i18n>消息，{{ account.unreadNotifications }} 条未读</a>
          @if (!account.counter) {
            <a routerLink="/notifications/settings" i18n>通知设置</a>
            <a routerLink="/password" i18n>修改密码</a>
          }
          <a routerLink="/verify" i18n>核验证书</a>
          <a routerLink="/notices" i18n>遗失公示</a>
          @if (session.demo()) {
            <a routerLink="/demo/mailbox" i18n>演示信箱：系统发出的邮件</a>
          }
        </section>
        <div>
          <button matButton="outlined" type="button" (click)="logOut()">
            <mat-icon svgIcon="east" aria-hidden="true" /><ng-container i18n>退出登录</ng-container>
          </button>
        </div>
      }
    </div>
  `,
  styles: `
    .wrap {
      max-width: 720px;
    }
    li {
      padding: 4px 0;
    }
    section > a {
      min-height: 32px;
    }
  `,
})
export class AccountPage {
  protected readonly session = inject(Session);
  private readonly messages = inject(Messages);

  protected async logOut(): Promise<void> {
    try {
      await this.session.logOut();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    }
  }
}
