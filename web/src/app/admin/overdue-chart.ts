import { ChangeDetectionStrategy, Component, computed, input, signal } from "@angular/core";
import type { z } from "zod";
import type { getHealth } from "../../../../api/contracts/administration.ts";
import { ViewSwitch } from "../shared/view-switch.ts";
import { InstantPipe } from "../shared/when.ts";

export type OverdueOffice = z.infer<typeof getHealth.reply>["overdue"][number];

const mostBars = 6;

export interface Bar {
  label: string;
  /** Overdue tasks, and all that lie open. */
  count: number;
  open: number;
}

/** The offices with the most overdue tasks; those beyond the sixth together in one line. */
export function barsOf(offices: readonly OverdueOffice[]): readonly Bar[] {
  const late = offices.filter((office) => office.overdue > 0).toSorted((one, other) => other.overdue - one.overdue);
  if (late.length <= mostBars)
    return late.map((office) => ({ label: office.officeName, count: office.overdue, open: office.open }));
  const rest = late.slice(mostBars - 1);
  return [
    ...late
      .slice(0, mostBars - 1)
      .map((office) => ({ label: office.officeName, count: office.overdue, open: office.open })),
    {
      label: $localize`其余 ${rest.length}:count: 个单位`,
      count: rest.reduce((sum, office) => sum + office.overdue, 0),
      open: rest.reduce((sum, office) => sum + office.open, 0),
    },
  ];
}

/** 各单位逾期 as bars, or the same numbers as a table. */
@Component({
  selector: "rct-overdue-chart",
  imports: [InstantPipe, ViewSwitch],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <header>
      <h2 i18n>各单位逾期</h2>
      <span class="muted small" i18n>{{ total() }} 件</span><span class="grow"></span>
      <rct-view-switch name="overdue-shown" [(table)]="table" />
    </header>
    @if (table()) {
      <table class="table">
        <thead>
          <tr>
            <th i18n>单位</th>
            <th class="number" i18n>逾期</th>
            <th class="number" i18n>在办</th>
            <th i18n>最早的期限</th>
          </tr>
        </thead>
        <tbody>
          @for (office of offices(); track office.officeId) {
            <tr>
              <td>{{ office.officeName }}</td>
              <td class="number" [class.late]="office.overdue">{{ office.overdue }}</td>
              <td class="number">{{ office.open }}</td>
              <td>
                <time>{{ office.oldestDue | rctInstant }}</time>
              </td>
            </tr>
          } @empty {
            <tr>
              <td colspan="4" class="muted" i18n>没有在办的办件</td>
            </tr>
          }
        </tbody>
      </table>
    } @else if (bars().length) {
      <ul class="bars">
        @for (bar of bars(); track bar.label) {
          <li>
            <span>{{ bar.label }}</span><span class="track" aria-hidden="true"
              ><i [style.width.%]="(bar.count / most()) * 100"></i></span
            ><span class="n" i18n
              >{{ bar.count }} 件<span class="small muted"> / 在办 {{ bar.open }}</span></span
            >
          </li>
        }
      </ul>
    } @else {
      <p class="none muted" i18n>没有逾期的办件。</p>
    }
  `,
  styles: `
    header {
      display: flex;
      align-items: center;
      gap: 8px;
      min-height: 44px;
      padding: 0 16px;
      border-bottom: 1px solid var(--mat-sys-outline-variant);
    }
    h2 {
      font: var(--mat-sys-title-small);
    }
    .bars {
      padding: 12px 16px;
    }
    .bars li {
      display: grid;
      grid-template-columns: 11em 1fr 8.5em;
      gap: 12px;
      align-items: center;
      padding: 5px 0;
    }
    .track {
      height: 20px;
    }
    .track i {
      display: block;
      height: 100%;
      min-width: 3px;
      border-radius: 3px;
      background: var(--mat-sys-error);
    }
    .n {
      font-weight: 600;
      text-align: right;
    }
    .late {
      color: var(--mat-sys-error);
      font-weight: 600;
    }
    .none {
      padding: 16px;
    }
  `,
})
export class OverdueChart {
  readonly offices = input.required<readonly OverdueOffice[]>();
  protected readonly table = signal(false);
  protected readonly bars = computed(() => barsOf(this.offices()));
  protected readonly most = computed(() => Math.max(1, ...this.bars().map((bar) => bar.count)));
  protected readonly total = computed(() => this.offices().reduce((sum, office) => sum + office.overdue, 0));
}
