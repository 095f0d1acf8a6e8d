import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { RouterLink, RouterLinkActive } from "@angular/router";
import { addressOfService, services } from "../services/services.ts";

/** The services of the platform as a list of links; folded it shows the icons alone and says their names. */
@Component({
  selector: "rct-service-links",
  imports: [MatIcon, RouterLink, RouterLinkActive],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ul>
      @for (service of services; track service.name) {
        <li>
          <a
            [routerLink]="addressOf(service)"
            routerLinkActive
            ariaCurrentWhenActive="page"
            [routerLinkActiveOptions]="{ exact: service.to === '/' }"
            [attr.title]="folded() ? service.label : null"
          >
            <mat-icon [svgIcon]="service.icon" aria-hidden="true" /><span [class.visually-hidden]="folded()">{{
              service.label
            }}</span>
          </a>
        </li>
      }
    </ul>
  `,
  styles: `
    ul {
      display: grid;
      gap: 2px;
    }
    a {
      display: flex;
      align-items: center;
      gap: var(--rct-space-3);
      min-height: var(--rct-touch);
      padding: 0 12px;
      border-radius: var(--mat-sys-corner-small);
      color: var(--mat-sys-on-surface);
      text-decoration: none;
      white-space: nowrap;
    }
    a:hover {
      background: var(--mat-sys-surface-container);
    }
    .mat-icon {
      color: var(--mat-sys-on-surface-variant);
    }
    a[aria-current] {
      background: var(--mat-sys-secondary-container);
      color: var(--mat-sys-on-secondary-container);
      font-weight: 600;
    }
    a[aria-current] .mat-icon {
      color: inherit;
    }
  `,
})
export class ServiceLinks {
  readonly folded = input(false);
  protected readonly services = services;
  protected readonly addressOf = addressOfService;
}
