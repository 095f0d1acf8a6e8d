import { ChangeDetectionStrategy, Component, computed, inject, input } from "@angular/core";
import { MatButton } from "@angular/material/button";
import type { TaskView } from "../../../../api/contracts/tasks.ts";
import { StatusChip, type StatusLook } from "../shared/status.ts";
import { InstantPipe } from "../shared/when.ts";
import { HandingOver } from "./handing-over.ts";

type Signing = NonNullable<TaskView["signing"]>;
type Signer = Signing["signers"][number];

const looks: Readonly<Record<Signer["state"], StatusLook>> = {
  open: { word: $localize`待签`, icon: "hourglass_top", tone: "go" },
  waiting: { word: $localize`还没轮到`, icon: "schedule", tone: "grey" },
  approved: { word: $localize`同意`, icon: "check_circle", tone: "ok" },
  declined: { word: $localize`不同意`, icon: "cancel", tone: "bad" },
  returned: { word: $localize`已退回`, icon: "assignment_return", tone: "you" },
  "not-needed": { word: $localize`不用再签`, icon: "block", tone: "grey" },
};

/** 会签名单: which offices sign this step, what each said, and how many signatures are still wanted (B-09). */
@Component({
  selector: "rct-signing-card",
  imports: [MatButton, StatusChip, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section aria-labelledby="signing-heading">
      <h3 id="signing-heading">
        <ng-container i18n>会签</ng-container>&ngsp;<b>{{ signing().given }}/{{ signing().needed }}</b>
        <span class="small muted">{{ rule() }}</span>
      </h3>
      <ol>
        @for (signer of signing().signers; track signer.taskId) {
          <li>
            <p class="line">
              <span class="grow">{{ signer.office }}</span><rct-status [look]="looks[signer.state]" />
            </p>
            @if (signer.who || signer.added) {
              <p class="small muted">
                {{ signer.who }}
                @if (signer.at) {
                  <time>{{ signer.at | rctInstant: "short" }}</time>
                }
                @if (signer.added) {
                  <ng-container i18n>（加签）</ng-container>
                }
              </p>
            }
            @if (signer.opinion) {
              <p class="said small">{{ signer.opinion }}</p>
            }
            @if (signer.removable) {
              <button
                matButton
                type="button"
                [disabled]="handing.busy()"
                [attr.aria-label]="removeLabel(signer)"
                (click)="handing.removeSigner(signer)"
                i18n
              >
                减签…
              </button>
            }
          </li>
        }
      </ol>
    </section>
  `,
  styles: `
    section {
      margin-bottom: 16px;
      padding: 12px;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--mat-sys-corner-medium);
    }
    h3 {
      font: var(--mat-sys-title-small);
    }
    h3 span {
      margin-left: 6px;
      font-weight: 400;
    }
    li {
      padding-top: 8px;
    }
    .line {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 8px;
      align-items: center;
    }
    .said {
      margin: 2px 0;
      padding: 6px 10px;
      border-radius: 6px;
      background: var(--mat-sys-surface-container);
      overflow-wrap: anywhere;
    }
  `,
})
export class SigningCard {
  readonly signing = input.required<Signing>();
  protected readonly handing = inject(HandingOver);
  protected readonly looks = looks;
  protected readonly rule = computed(() => {
    const { mode, needed } = this.signing();
    const rules: Readonly<Record<Signing["mode"], string>> = {
      all: $localize`全部同意才通过`,
      any: $localize`一家同意即通过`,
      ratio: $localize`${needed}:needed: 家同意即通过`,
      "in-turn": $localize`依次同意才通过`,
    };
    return rules[mode];
  });

  protected removeLabel(signer: Signer): string {
    return $localize`减签：${signer.office}:office:`;
  }
}
