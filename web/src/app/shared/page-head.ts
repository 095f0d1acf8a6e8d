import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { RouterLink } from "@angular/router";

/**
 * Where the page stands, its h1, what belongs beside it (`[beside]`), a line below (content) and its acts (`[acts]`),
 * which are top right on desktop. The one filled button stands among the acts; on phones a `.bottom-bar` carries it.
 */
@Component({
  selector: "rct-page-head",
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (place().length) {
      <nav class="small only-desk no-print" i18n-aria-label aria-label="位置">
        @for (step of place(); track step.to) {
          <a [routerLink]="step.to">{{ step.label }}</a>{{ " / " }}
        }
        <span class="muted">{{ heading() }}</span>
      </nav>
    }
    <div class="head">
      <div class="grow">
        <div class="row row-wrap title">
          <h1>{{ heading() }}</h1>
          <ng-content select="[beside]" />
        </div>
        <ng-content />
      </div>
      <div class="acts only-desk no-print"><ng-content select="[acts]" /></div>
    </div>
  `,
  styles: `
    :host {
      display: block;
    }
    .head {
      display: flex;
      align-items: flex-start;
      gap: 24px;
      margin: 8px 0 20px;
    }
    .title {
      gap: 8px 12px;
    }
    .acts {
      display: flex;
      align-items: center;
      gap: 12px;
    }
    @media (max-width: 839px) {
      .head {
        margin: 4px 0 14px;
      }
    }
  `,
})
export class PageHead {
  readonly heading = input.required<string>();
  readonly place = input<readonly { to: string; label: string }[]>([]);
}
