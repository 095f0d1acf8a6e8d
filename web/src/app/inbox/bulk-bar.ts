import { ChangeDetectionStrategy, Component, computed, input, output } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { mostInBatch } from "../../../../api/contracts/bulk-batches.ts";
import type { ShownRow } from "./inbox-merge.ts";

/** Docked below the list, never over its rows: what can be done with all chosen tasks at once, or why not. */
@Component({
  selector: "rct-bulk-bar",
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: "toolbar", "[attr.aria-label]": "label" },
  template: `
    <strong i18n>已选 {{ rows().length }} 件</strong>
    <span class="grow clip why">{{ why() || together }}</span>
    @if (!why()) {
      <button type="button" class="act first" (click)="approve.emit()">
        <ng-container i18n>批量办理…</ng-container><kbd class="key-cap" aria-hidden="true">A</kbd>
      </button>
      <button type="button" class="act" (click)="returned.emit()">
        <ng-container i18n>批量退回…</ng-container><kbd class="key-cap" aria-hidden="true">R</kbd>
      </button>
    }
    <button type="button" class="icon-button" (click)="cleared.emit()" i18n-aria-label aria-label="取消选择">
      <mat-icon svgIcon="close" aria-hidden="true" />
    </button>
  `,
  styles: `
    :host {
      display: flex;
      flex: none;
      align-items: center;
      gap: 8px;
      min-height: 52px;
      padding: 6px 12px 6px 16px;
      background: var(--mat-sys-inverse-surface);
      color: var(--mat-sys-inverse-on-surface);
      white-space: nowrap;
    }
    .act {
      display: inline-flex;
      align-items: center;
      gap: 8px;
      min-height: 36px;
      padding: 0 16px;
      border: 1px solid color-mix(in srgb, currentColor 50%, transparent);
      border-radius: 8px;
      background: none;
      font: var(--mat-sys-label-large);
      cursor: pointer;
    }
    .first {
      border-color: transparent;
      background: var(--mat-sys-inverse-primary);
      color: var(--mat-sys-inverse-surface);
    }
    :host-context([data-theme="dark"]) .first {
      color: #fff;
    }
    .icon-button {
      color: inherit;
    }
    :focus-visible {
      outline-color: currentColor;
      box-shadow: none;
    }
  `,
})
export class BulkBar {
  readonly rows = input.required<readonly ShownRow[]>();
  readonly approve = output();
  readonly returned = output();
  readonly cleared = output();
  protected readonly label = $localize`批量办理`;
  protected readonly together = $localize`先写意见、核对，再一起办理；结果逐件告诉你`;
  protected readonly why = computed(() => whyNotTogether(this.rows()));
}

/** Why these tasks cannot be decided together; empty when they can. */
export function whyNotTogether(
  rows: readonly Pick<ShownRow, "matter" | "step" | "kind" | "state" | "holder">[],
): string {
  const first = rows[0];
  if (!first) return $localize`没有选中的办件`;
  if (rows.some((row) => row.state !== "open")) return $localize`选中的办件里有已经办完的`;
  if (rows.some((row) => row.kind !== "review")) return $localize`异议要一件一件办`;
  if (rows.some((row) => row.matter !== first.matter || row.step !== first.step))
    return $localize`只能批量办理同一事项、同一环节的办件`;
  if (rows.length > mostInBatch) return $localize`一批最多 ${mostInBatch}:most: 件`;
  if (rows.some((row) => !row.holder?.mine)) return $localize`先认领，再批量办理`;
  return "";
}
