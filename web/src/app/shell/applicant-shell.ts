import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { RouterLink, RouterLinkActive, RouterOutlet } from "@angular/router";
import { PageHelp } from "../help/page-help.ts";
import { AccountMenu } from "./account-menu.ts";
import { Banners } from "./banners.ts";
import { Brand } from "./brand.ts";
import { FoldButton } from "./fold-button.ts";
import { Foot } from "./foot.ts";
import { LargeTypeButton } from "./large-type-button.ts";
import { MenuState } from "./menu-state.ts";
import { NotificationsLink } from "./notifications-link.ts";
import { PageFrame } from "./page-frame.ts";
import { PhoneMenu } from "./phone-menu.ts";
import { ServiceLinks } from "./service-links.ts";

/**
 * Top bar, the services at the left, page, foot; on phones the services in a drawer, and the tabs at the bottom or the
 * page's own action bar.
 */
@Component({
  selector: "rct-applicant-shell",
  imports: [
    MatIcon,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    AccountMenu,
    Banners,
    Brand,
    FoldButton,
    Foot,
    LargeTypeButton,
    NotificationsLink,
    PageHelp,
    PhoneMenu,
    ServiceLinks,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rct-banners />
    <header class="top no-print" [class.only-desk]="frame.ownBar()">
      <div class="in">
        @if (frame.back(); as back) {
          <a class="icon-button only-phone back" [routerLink]="back.to">
            <mat-icon svgIcon="arrow_back" aria-hidden="true" /><span class="visually-hidden" i18n
              >返回{{ back.label }}</span
            >
          </a>
          <strong class="only-phone clip">{{ back.label }}</strong>
          <rct-brand class="only-desk" />
        } @else {
          <rct-phone-menu class="only-phone" />
          <rct-brand class="only-phone" [city]="false" />
          <rct-brand class="only-desk" />
        }
        <nav class="nav only-desk" i18n-aria-label aria-label="主导航">
          @for (link of links; track link.to) {
            <a
              [routerLink]="link.to"
              routerLinkActive
              ariaCurrentWhenActive="page"
              [routerLinkActiveOptions]="{ exact: link.to === '/' }"
              >{{ link.label }}</a
            >
          }
        </nav>
        <span class="grow"></span>
        <rct-page-help />
        <rct-large-type-button />
        <rct-notifications-link />
        <rct-account-menu class="only-desk" />
      </div>
    </header>
    <div class="body">
      <div class="side only-desk no-print" [class.folded]="!menu.open()">
        <nav id="services" i18n-aria-label aria-label="业务菜单">
          <rct-service-links id="service-links" [folded]="!menu.open()" />
          <rct-fold-button menuId="service-links" />
        </nav>
      </div>
      <div class="page">
        <main id="content" tabindex="-1"><router-outlet /></main>
        <rct-foot class="only-desk" />
      </div>
    </div>
    @if (!frame.back()) {
      <nav class="tabs only-phone no-print" i18n-aria-label aria-label="主导航">
        @for (tab of tabs; track tab.to) {
          <a
            [routerLink]="tab.to"
            routerLinkActive
            ariaCurrentWhenActive="page"
            [routerLinkActiveOptions]="{ exact: tab.to === '/' }"
          >
            <mat-icon [svgIcon]="tab.icon" aria-hidden="true" />{{ tab.label }}
          </a>
        }
      </nav>
    }
  `,
  styleUrl: "./applicant-shell.css",
})
export class ApplicantShell {
  protected readonly frame = inject(PageFrame);
  protected readonly menu = inject(MenuState);
  protected readonly links = [
    { to: "/", label: $localize`首页` },
    { to: "/matters", label: $localize`办事` },
    { to: "/certificates", label: $localize`我的证书` },
    { to: "/notices", label: $localize`遗失公示` },
    { to: "/verify", label: $localize`核验证书` },
  ];
  protected readonly tabs = [
    { to: "/", label: $localize`首页`, icon: "home" },
    { to: "/matters", label: $localize`办事`, icon: "apps" },
    { to: "/certificates", label: $localize`证书`, icon: "workspace_premium" },
    { to: "/me", label: $localize`我的`, icon: "person" },
  ];
}
