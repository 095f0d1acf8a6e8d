import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import type { IconName } from "./icons.ts";
import type { Tone } from "./status.ts";

/** A bar at the left, an icon, a heading and what stands between the tags. */
@Component({
  selector: "rct-note",
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="note tone-{{ tone() }}">
      <mat-icon [svgIcon]="icon()" aria-hidden="true" />
      <div class="grow">
        @if (heading()) {
          <strong class="heading">{{ heading() }}</strong>
        }
        <ng-content />
      </div>
    </div>
  `,
  styles: `
    :host {
      display: block;
    }
    .note {
      display: flex;
      gap: var(--rct-space-3);
      padding: var(--rct-space-3) var(--rct-space-4);
      border-left: 4px solid var(--fg);
      border-radius: 2px var(--mat-sys-corner-medium) var(--mat-sys-corner-medium) 2px;
      background: var(--bg);
      color: var(--mat-sys-on-surface);
    }
    .note > .mat-icon {
      margin-top: 4px;
      color: var(--fg);
    }
    .heading {
      display: block;
      color: var(--fg);
    }
    :host-context([data-contrast="more"]) .note {
      border: 1px solid var(--fg);
      border-left-width: 6px;
    }
  `,
})
export class Note {
  readonly icon = input<IconName>("info");
  readonly tone = input<Tone>("go");
  readonly heading = input<string>();
}
