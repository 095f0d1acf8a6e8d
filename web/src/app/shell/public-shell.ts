import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { RouterLink, RouterOutlet } from "@angular/router";
import { PageHelp } from "../help/page-help.ts";
import { Session } from "../session/session.ts";
import { Banners } from "./banners.ts";
import { Brand } from "./brand.ts";
import { Foot } from "./foot.ts";
import { LargeTypeButton } from "./large-type-button.ts";
import { PageFrame } from "./page-frame.ts";

/** Pages without login: one column of at most 480 px. */
@Component({
  selector: "rct-public-shell",
  imports: [RouterLink, RouterOutlet, Banners, Brand, Foot, LargeTypeButton, PageHelp],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rct-banners />
    <header class="top no-print">
      <rct-brand [home]="session.account() ? session.home() : '/login'" />
      <span class="grow"></span>
      <rct-page-help />
      <rct-large-type-button />
      @if (!session.account()) {
        <a class="sign-in" routerLink="/login" i18n>登录</a>
      }
    </header>
    <main id="content" tabindex="-1">
      <div class="column"><router-outlet /></div>
    </main>
    <rct-foot />
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      min-height: 100vh;
    }
    .top {
      display: flex;
      align-items: center;
      gap: var(--rct-space-2);
      min-height: 56px;
      padding: 0 var(--rct-gutter);
      border-bottom: 1px solid var(--mat-sys-outline-variant);
      background: var(--mat-sys-surface);
    }
    .sign-in {
      display: inline-flex;
      align-items: center;
      min-height: var(--rct-touch);
      padding: 0 4px;
      white-space: nowrap;
    }
    main {
      flex: 1;
    }
    .column {
      max-width: 480px;
      margin: 0 auto;
      padding: 16px;
    }
  `,
})
export class PublicShell {
  protected readonly session = inject(Session);
  /** Moves the focus to the page after each navigation. */
  protected readonly frame = inject(PageFrame);
}
