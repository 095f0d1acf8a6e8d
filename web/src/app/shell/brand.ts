import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { RouterLink } from "@angular/router";
import { Session } from "../session/session.ts";

@Component({
  selector: "rct-brand",
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <a [routerLink]="home()">
      <img src="icon.svg" alt="" width="32" height="32" />
      <span i18n>人才通</span>
      @if (city() && session.city()) {
        <small>{{ session.city() }}</small>
      }
      <span class="visually-hidden" i18n>首页</span>
    </a>
  `,
  styles: `
    a {
      display: inline-flex;
      align-items: center;
      gap: 10px;
      min-height: 44px;
      color: var(--mat-sys-on-surface);
      font: var(--mat-sys-title-large);
      text-decoration: none;
      white-space: nowrap;
    }
    small {
      padding-left: 10px;
      border-left: 1px solid var(--mat-sys-outline-variant);
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-medium);
    }
    /* Large type fills a phone's bar: the words stay, the picture goes. */
    @media (max-width: 839px) {
      :host-context([data-type="large"]) img {
        display: none;
      }
    }
    :host-context(.rct-dense) img {
      width: 28px;
      height: 28px;
    }
  `,
})
export class Brand {
  readonly home = input("/");
  readonly city = input(true);
  protected readonly session = inject(Session);
}
