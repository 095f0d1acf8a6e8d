import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import type { CaseView } from "../../../../api/contracts/cases.ts";
import { rateCase } from "../../../../api/contracts/ratings.ts";
import {
  type RatingLevel,
  type RatingReason,
  ratingLevelNames,
  ratingLevels,
  reasonsFor,
} from "../../../../domain/ratings.ts";
import { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { InstantPipe } from "../shared/when.ts";

/** 好差评 of a finished case: once said it stays, with the office's answer below. */
@Component({
  selector: "rct-rating-card",
  imports: [MatButton, InstantPipe, ProblemBox],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" aria-labelledby="rating-title">
      <h2 id="rating-title" i18n>评价这次办理</h2>
      @if (case().rating; as rating) {
        <p>
          <strong>{{ names[rating.level] }}</strong>
          @if (rating.reasons.length) {
            <span>：{{ rating.reasons.join("，") }}</span>
          }
        </p>
        @if (rating.text) {
          <p class="said">{{ rating.text }}</p>
        }
        <p class="small muted">
          <time>{{ rating.ratedAt | rctInstant }}</time>
        </p>
        @if (rating.answer; as answer) {
          <div class="answer">
            <p class="small muted">
              <ng-container i18n>{{ rating.officeName }}回复</ng-container>，<time>{{ answer.at | rctInstant }}</time>
            </p>
            <p class="said">{{ answer.text }}</p>
          </div>
        } @else {
          <p class="small muted" i18n>{{ rating.officeName }}回复后，在这里看到。</p>
        }
      } @else {
        <form class="stack" novalidate (submit)="send($event)">
          <fieldset class="levels">
            <legend class="muted" i18n>你对办理机构满意吗？只能评价一次。</legend>
            @for (one of levels; track one) {
              <label [class.on]="one === level()"
                ><input type="radio" name="rating" [checked]="one === level()" (change)="choose(one)" />{{
                  names[one]
                }}</label
              >
            }
          </fieldset>
          @if (offered(); as reasons) {
            <fieldset class="levels">
              <legend class="muted" i18n>因为（可以不选，可以多选）</legend>
              @for (one of reasons; track one.reason) {
                <label [class.on]="chosen().has(one.reason)"
                  ><input type="checkbox" [checked]="chosen().has(one.reason)" (change)="toggle(one.reason)" />{{
                    one.label
                  }}</label
                >
              }
            </fieldset>
            <div class="field">
              <label for="rating-text" i18n>补充说明（可以不填）</label>
              <textarea
                #text
                id="rating-text"
                class="plain-input"
                rows="3"
                maxlength="500"
                (input)="words.set(text.value)"
              ></textarea>
            </div>
          }
          @if (problem(); as refused) {
            <rct-problem-box [problem]="refused" [retry]="false" />
          }
          @if (level()) {
            <div>
              <button matButton="filled" type="submit" [disabled]="busy()" i18n>提交评价</button>
            </div>
          }
        </form>
      }
    </section>
  `,
  styles: `
    .levels {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      margin: 0;
      padding: 0;
      border: 0;
    }
    legend {
      margin-bottom: 8px;
    }
    .levels label {
      display: inline-flex;
      gap: 6px;
      align-items: center;
      min-height: var(--rct-touch);
      padding: 0 12px;
      border: 1px solid var(--mat-sys-outline);
      border-radius: 8px;
      cursor: pointer;
    }
    .levels .on {
      border-color: var(--mat-sys-primary);
      background: var(--mat-sys-primary-container);
      color: var(--mat-sys-on-primary-container);
    }
    .said {
      white-space: pre-line;
      overflow-wrap: anywhere;
    }
    .answer {
      margin-top: 8px;
      padding: 8px 12px;
      border-left: 3px solid var(--mat-sys-primary);
      background: var(--mat-sys-surface-container-low);
    }
  `,
})
export class RatingCard {
  readonly case = input.required<CaseView>();
  readonly rated = output();
  private readonly api = inject(Api);
  private readonly messages = inject(Messages);
  protected readonly levels = ratingLevels;
  protected readonly names = ratingLevelNames;
  protected readonly level = signal<RatingLevel | undefined>(undefined);
  protected readonly chosen = signal<ReadonlySet<RatingReason>>(new Set());
  protected readonly words = signal("");
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly offered = computed(() => {
    const level = this.level();
    return level ? reasonsFor(level) : undefined;
  });

  protected choose(level: RatingLevel): void {
    this.level.set(level);
    // What is no longer offered is not sent unseen.
    const offered = new Set(reasonsFor(level).map(({ reason }) => reason));
    this.chosen.update((chosen) => new Set([...chosen].filter((reason) => offered.has(reason))));
  }

  protected toggle(reason: RatingReason): void {
    this.chosen.update((chosen) => {
      const changed = new Set(chosen);
      if (!changed.delete(reason)) changed.add(reason);
      return changed;
    });
  }

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    const level = this.level();
    if (!level || this.busy()) return;
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      const body = { level, reasons: [...this.chosen()], text: this.words() };
      await this.api.call(rateCase, { params: { id: this.case().id }, body });
      void this.messages.say($localize`评价已提交，谢谢。`);
      this.rated.emit();
    } catch (thrown) {
      this.problem.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
