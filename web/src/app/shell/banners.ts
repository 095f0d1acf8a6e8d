import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { Api } from "../api/api.ts";
import { Session } from "../session/session.ts";
import { Connection } from "./connection.ts";

/** What concerns the whole page: that this is a demo, that the network is gone, that an answer is still awaited. */
@Component({
  selector: "rct-banners",
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <a class="skip" href="#content" (click)="skip($event)" i18n>跳到正文</a>
    @if (session.demo()) {
      <aside class="demo" i18n-aria-label aria-label="演示说明">
        <b i18n>演示</b>
        <span class="clip" i18n>人物、单位、证书均为虚构，不具法律效力</span>
        @if (standIns().length) {
          <button type="button" class="stand-ins" popovertarget="stand-ins" i18n>
            替身 {{ standIns().length }} 项
          </button>
          <div id="stand-ins" popover>
            <h2 i18n>演示环境里的替身</h2>
            <ul>
              @for (standIn of standIns(); track standIn) {
                <li>{{ standIn }}</li>
              }
            </ul>
          </div>
        }
      </aside>
    }
    @if (session.account()?.counter; as counter) {
      <aside class="banner counter" i18n-aria-label aria-label="窗口代办">
        <mat-icon svgIcon="badge" aria-hidden="true" />
        <div class="grow">
          <strong i18n>窗口代办：正在为 {{ session.account()?.displayName }} 办理</strong>
          <span i18n>代办人 {{ counter.clerkName }}，{{ counter.officeName }}。每一步都记在办件里。</span>
        </div>
        <button type="button" class="text-button" (click)="session.endCounterVisit()" i18n>结束代办</button>
      </aside>
    }
    <div role="status">
      @if (!connection.online()) {
        <div class="banner">
          <mat-icon svgIcon="cloud_off" aria-hidden="true" />
          <div>
            <strong i18n>网络断开，正在重连</strong>
            <span i18n>已填的内容都在这台设备上，联网后自动保存。</span>
          </div>
        </div>
      } @else if (api.unreachable()) {
        <div class="banner">
          <mat-icon svgIcon="cloud_off" aria-hidden="true" />
          <div>
            <strong i18n>暂时连不上服务器，正在重连</strong>
            <span i18n>已填的内容都在，连上后本页自动继续。</span>
          </div>
        </div>
      } @else if (api.askingAgain() > 0) {
        <div class="banner">
          <mat-icon svgIcon="sync" aria-hidden="true" />
          <div>
            <strong i18n>正在确认办理结果</strong>
            <span i18n>不用再按，不会重复办理。</span>
          </div>
        </div>
      }
    </div>
  `,
  styles: `
    .skip {
      position: absolute;
      left: 8px;
      top: -80px;
      z-index: 20;
      padding: 10px 16px;
      border-radius: 8px;
      background: var(--mat-sys-surface);
    }
    .skip:focus {
      top: 8px;
    }
    .demo {
      display: flex;
      align-items: center;
      gap: var(--rct-space-2);
      min-height: 28px;
      padding: 4px var(--rct-space-6);
      background: var(--mat-sys-inverse-surface);
      color: var(--mat-sys-inverse-on-surface);
      font: var(--mat-sys-label-small);
    }
    :host-context([data-theme="dark"]) .demo {
      background: var(--mat-sys-surface-container-highest);
      color: var(--mat-sys-on-surface);
    }
    .demo b {
      padding: 0 6px;
      border: 1px solid currentColor;
      border-radius: 3px;
      font-weight: 600;
      white-space: nowrap;
    }
    .stand-ins {
      margin-left: auto;
      padding: 0 4px;
      border: 0;
      background: none;
      color: inherit;
      text-decoration: underline;
      text-underline-offset: 3px;
      white-space: nowrap;
      cursor: pointer;
    }
    [popover] {
      position: absolute;
      inset: 32px 16px auto auto;
      max-width: min(420px, calc(100vw - 32px));
      margin: 0;
      padding: 16px 20px;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--mat-sys-corner-large);
      background: var(--mat-sys-surface);
      color: var(--mat-sys-on-surface);
      font: var(--mat-sys-body-medium);
      box-shadow: var(--mat-sys-level3);
    }
    [popover] h2 {
      font: var(--mat-sys-title-small);
    }
    [popover] ul {
      padding-left: 1.2em;
      list-style: disc;
    }
    .banner {
      display: flex;
      gap: 10px;
      padding: 10px var(--rct-space-6);
      background: var(--rct-warning-container);
      color: var(--rct-on-warning-container);
    }
    .banner strong {
      display: block;
    }
    mat-icon {
      margin-top: 3px;
    }
    @media (max-width: 839px) {
      .demo,
      .banner {
        padding-inline: var(--rct-gutter);
      }
    }
    @media print {
      :host {
        display: none;
      }
    }
  `,
})
export class Banners {
  protected readonly session = inject(Session);
  protected readonly connection = inject(Connection);
  protected readonly api = inject(Api);

  /** Which outside services are played by stand-ins here, each as it must be named on screen. */
  protected standIns(): readonly string[] {
    return this.session.current()?.standIns ?? [];
  }

  /** A fragment link would leave the page, because of <base>: move the focus instead. */
  protected skip(event: Event): void {
    event.preventDefault();
    document.getElementById("content")?.focus();
  }
}
