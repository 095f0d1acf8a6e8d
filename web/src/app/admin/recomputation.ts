import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from "@angular/core";
import { RouterLink } from "@angular/router";
import { getRecomputation } from "../../../../api/contracts/calendar.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { EndPipe, InstantPipe } from "../shared/when.ts";

const everyMilliseconds = 2_000;

/** How far the recomputation after the latest calendar change has come, and what it moved; asks again while it runs. */
@Component({
  selector: "rct-recomputation",
  imports: [RouterLink, EndPipe, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (recomputation(); as one) {
      <section class="card" aria-labelledby="recomputation-title">
        <h2 id="recomputation-title" i18n>日历第 {{ one.version }} 版的重算</h2>
        <p class="muted small">
          {{ one.reason }}，<time>{{ one.begunAt | rctInstant }}</time>
        </p>
        <progress [value]="one.done" [max]="one.cases || 1" aria-labelledby="recomputation-title"></progress>
        <p role="status" i18n>
          已重算 {{ one.done }} / {{ one.cases }} 件，其中 {{ one.moved }} 件的时间有变动。
          @if (one.done < one.cases) {
            <span class="muted">可以离开本页，重算在后台继续。</span>
          }
        </p>
        @if (one.moves.length > 0) {
          <details>
            <summary i18n>变动的时间（最近 {{ one.moves.length }} 件）</summary>
            <ul>
              @for (move of one.moves; track move.caseId) {
                <li>
                  <a [routerLink]="['/cases', move.caseId]" class="date">{{ move.number }}</a>&ngsp;<ng-container i18n
                    >由
                    <del
                      ><time>{{ move.from | rctEnd }}</time></del
                    >
                    改为
                    <ins
                      ><time>{{ move.to | rctEnd }}</time></ins
                    ></ng-container
                  >
                </li>
              }
            </ul>
          </details>
        }
      </section>
    }
  `,
  styles: `
    :host {
      display: block;
      margin-bottom: 12px;
    }
    h2 {
      font: var(--mat-sys-title-small);
    }
    progress {
      width: 100%;
      height: 10px;
      margin: 8px 0;
      accent-color: var(--mat-sys-primary);
    }
    summary {
      padding: 8px 0;
      color: var(--mat-sys-primary);
      cursor: pointer;
    }
    li {
      padding: 2px 0;
    }
  `,
})
export class Recomputation {
  private readonly api = inject(Api);
  /** Changes when another recomputation has begun. */
  readonly version = input.required<number>();
  private readonly beat = signal(0);
  private readonly loaded = load(
    () => ({ version: this.version(), beat: this.beat() }),
    () => this.api.call(getRecomputation, {}),
  );
  protected readonly recomputation = computed(() => this.loaded.value()?.recomputation);
  /** The first version is what the installation came with; a further one waits for its plan until the engine begins. */
  private readonly running = computed(() => {
    const one = this.recomputation();
    if (!this.loaded.value()) return false;
    return one ? one.version < this.version() || one.done < one.cases : this.version() > 1;
  });

  constructor() {
    effect((onCleanup) => {
      if (!this.running()) return;
      const timer = setInterval(() => this.beat.update((beat) => beat + 1), everyMilliseconds);
      onCleanup(() => clearInterval(timer));
    });
  }
}
