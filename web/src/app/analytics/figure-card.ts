import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  computed,
  effect,
  inject,
  input,
  signal,
  viewChild,
} from "@angular/core";
import { type Params, RouterLink } from "@angular/router";
import { Display } from "../shell/display.ts";
import { ViewSwitch } from "../shared/view-switch.ts";
import type { Drawn, Tone } from "./draw-chart.ts";

/** One column of numbers; with a tone it is drawn too. */
export interface FigureColumn {
  label: string;
  tone?: Tone;
}

export interface FigureRow {
  label: string;
  cells: readonly {
    value: number | null;
    /** After the number, such as a share of all. */
    note?: string;
    /** What the list behind the number is asked for. */
    asks: Params | null;
  }[];
}

/** One chart with the same numbers as a table, where each leads to the list behind it. */
@Component({
  selector: "rct-figure-card",
  imports: [RouterLink, ViewSwitch],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card flush" [attr.aria-labelledby]="name() + '-title'">
      <header>
        <h2 [id]="name() + '-title'">{{ heading() }}</h2>
        <span class="grow"></span>
        @if (drawable()) {
          <rct-view-switch [name]="name()" [(table)]="asTable" />
        }
      </header>
      @if (rows().length === 0) {
        <p class="none muted">{{ empty() }}</p>
      } @else if (asTable() || !drawable()) {
        <div class="scroll" tabindex="0" role="region" [attr.aria-labelledby]="name() + '-title'">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{{ first() }}</th>
                @for (column of columns(); track column.label) {
                  <th scope="col" class="number">{{ column.label }}</th>
                }
              </tr>
            </thead>
            <tbody>
              @for (row of rows(); track row.label) {
                <tr>
                  <th scope="row">{{ row.label }}</th>
                  @for (cell of row.cells; track $index) {
                    <td class="number">
                      @if (cell.value === null) {
                        <span class="muted">–</span>
                      } @else if (cell.asks && cell.value > 0) {
                        <a
                          [routerLink]="list()"
                          [queryParams]="cell.asks"
                          [attr.aria-label]="linkLabel(row.label, $index, cell.value)"
                          >{{ cell.value }}</a
                        >
                      } @else {
                        {{ cell.value }}
                      }
                      @if (cell.note) {
                        <span class="small muted">{{ cell.note }}</span>
                      }
                    </td>
                  }
                </tr>
              }
            </tbody>
          </table>
        </div>
      } @else {
        <div class="chart" [style.height.px]="height()">
          <canvas #canvas role="img" [attr.aria-label]="chartLabel()"></canvas>
        </div>
      }
      <ng-content />
    </section>
  `,
  styleUrl: "./figure-card.css",
})
export class FigureCard {
  readonly name = input.required<string>();
  readonly heading = input.required<string>();
  /** What the rows are. */
  readonly first = input.required<string>();
  readonly columns = input.required<readonly FigureColumn[]>();
  readonly rows = input.required<readonly FigureRow[]>();
  /** Undefined: a table alone. */
  readonly shape = input<Drawn["shape"]>();
  /** The page that lists what a number counts. */
  readonly list = input("/analytics/list");
  readonly empty = input($localize`这段时间没有。`);
  private readonly display = inject(Display);
  private readonly canvas = viewChild<ElementRef<HTMLCanvasElement>>("canvas");
  protected readonly asTable = signal(false);
  protected readonly drawable = computed(() => this.shape() !== undefined);
  protected readonly height = computed(() =>
    this.shape() === "bars" ? Math.min(520, 70 + this.rows().length * 42) : 260,
  );
  protected readonly chartLabel = computed(() => $localize`${this.heading()}:heading:的图，同样的数字在“表”里`);
  private readonly drawn = computed((): Drawn | undefined => {
    const shape = this.shape();
    if (!shape) return undefined;
    const rows = shape === "bars" ? this.rows().slice(0, 12) : this.rows();
    return {
      shape,
      labels: rows.map((row) => row.label),
      series: this.columns().flatMap(({ label, tone }, index) =>
        tone ? [{ label, tone, values: rows.map((row) => row.cells[index]?.value ?? null) }] : [],
      ),
    };
  });

  constructor() {
    effect((onCleanup) => {
      const canvas = this.canvas()?.nativeElement;
      const drawn = this.drawn();
      // Another look has other colours and sizes.
      this.display.dark();
      this.display.contrast();
      this.display.large();
      if (!canvas || !drawn) return;
      let takeAway: (() => void) | undefined;
      let gone = false;
      onCleanup(() => {
        gone = true;
        takeAway?.();
      });
      void import("./draw-chart.ts").then(({ drawChart }) => {
        if (!gone) takeAway = drawChart(canvas, drawn);
      });
    });
  }

  protected linkLabel(row: string, column: number, value: number): string {
    return $localize`${row}:row:，${this.columns()[column]?.label ?? ""}:column: ${value}:count:，看清单`;
  }
}
