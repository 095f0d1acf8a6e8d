import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import type { RuleDifference } from "../../../../api/contracts/rules.ts";

/** What changes from one version to another, in words: old struck out, new beside it. */
@Component({
  selector: "rct-rule-differences",
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (one of differences(); track one.ruleId) {
      <div class="one">
        <p>
          <b>{{ words[one.kind] }}</b>：<span>{{ one.stepTitle }}</span
          ><span class="muted">（{{ one.where }}）</span>
        </p>
        <dl>
          @for (change of one.changes; track change.label) {
            <div>
              <dt>{{ change.label }}</dt>
              <dd>
                @if (change.from !== null) {
                  <del><span class="visually-hidden" i18n>原来：</span>{{ change.from }}</del>
                }
                @if (change.to !== null) {
                  <ins><span class="visually-hidden" i18n>改为：</span>{{ change.to }}</ins>
                }
              </dd>
            </div>
          }
        </dl>
      </div>
    } @empty {
      <p class="muted" i18n>没有不同。</p>
    }
  `,
  styles: `
    .one {
      padding: 8px 0;
      border-bottom: 1px solid var(--mat-sys-outline-variant);
    }
    .one:last-child {
      border-bottom: 0;
    }
    dl {
      margin: 4px 0 0;
    }
    dl div {
      display: flex;
      gap: 12px;
      padding: 2px 0;
    }
    dt {
      flex: none;
      width: 128px;
      color: var(--mat-sys-on-surface-variant);
    }
    dd {
      min-width: 0;
      margin: 0;
    }
    del {
      margin-right: 10px;
      color: var(--mat-sys-on-surface-variant);
    }
    ins {
      font-weight: 600;
    }
    @media (max-width: 599px) {
      dt {
        width: 88px;
      }
    }
  `,
})
export class RuleDifferences {
  readonly differences = input.required<readonly RuleDifference[]>();
  protected readonly words = { added: $localize`增加`, removed: $localize`删去`, changed: $localize`修改` };
}
