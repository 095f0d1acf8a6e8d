import { ChangeDetectionStrategy, Component, computed, input, signal } from "@angular/core";
import type { z } from "zod";
import type { historyEntry } from "../../../../api/contracts/cases.ts";
import { Sentence } from "../shared/sentence.ts";
import { InstantPipe } from "../shared/when.ts";

/** Shown before the reader asks for all. */
const shownFirst = 6;

/** 办理记录, newest first: who did what and when, with what they said. */
@Component({
  selector: "rct-case-history",
  imports: [Sentence, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" aria-labelledby="history-title">
      <h2 id="history-title" i18n>办理记录</h2>
      <ol>
        @for (entry of shown(); track entry.seq) {
          <li>
            <time class="small muted">{{ entry.at | rctInstant: "short" }}</time>
            <div>
              <p><rct-sentence [text]="entry.sentence" /></p>
              @if (entry.who) {
                <p class="small muted">{{ entry.who }}</p>
              }
              @if (entry.opinion) {
                <p class="said">
                  <span class="small muted" i18n>意见：</span><bdi>{{ entry.opinion }}</bdi>
                </p>
              }
              @for (remark of entry.remarks; track $index) {
                <p class="said">
                  <bdi>{{ remark.text }}</bdi>
                </p>
              }
            </div>
          </li>
        }
      </ol>
      @if (entries().length > shown().length) {
        <button type="button" class="text-button" (click)="all.set(true)" i18n>
          显示全部 {{ entries().length }} 条
        </button>
      }
    </section>
  `,
  styles: `
    h2 {
      margin-bottom: 6px;
    }
    li {
      display: grid;
      grid-template-columns: 8.2em minmax(0, 1fr);
      gap: 12px;
      padding: 10px 0;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
    time {
      padding-top: 3px;
    }
    .said {
      margin-top: 4px;
      padding: 4px 10px;
      border-left: 3px solid var(--mat-sys-outline-variant);
      overflow-wrap: anywhere;
    }
    @media (max-width: 839px) {
      li {
        grid-template-columns: minmax(0, 1fr);
        gap: 2px;
      }
    }
  `,
})
export class CaseHistory {
  readonly entries = input.required<readonly z.infer<typeof historyEntry>[]>();
  protected readonly all = signal(false);
  protected readonly shown = computed(() => {
    const newest = this.entries().toSorted((left, right) => right.seq - left.seq);
    return this.all() ? newest : newest.slice(0, shownFirst);
  });
}
