import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import type { IconName } from "./icons.ts";

/** What belongs here; between the tags, the one to three ways to begin. */
@Component({
  selector: "rct-empty",
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <mat-icon [svgIcon]="icon()" aria-hidden="true" />
    <p class="strong">{{ heading() }}</p>
    <div class="muted"><ng-content /></div>
  `,
  styles: `
    :host {
      display: grid;
      justify-items: center;
      gap: 8px;
      padding: 32px 16px;
      text-align: center;
    }
    .mat-icon {
      font-size: 2rem;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class Empty {
  readonly icon = input<IconName>("inbox");
  readonly heading = input.required<string>();
}
