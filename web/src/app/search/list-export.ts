import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { MatMenu, MatMenuItem, MatMenuTrigger } from "@angular/material/menu";
import { exportAnalytics, exportMeasured } from "../../../../api/contracts/analytics.ts";
import { exportInbox, exportSearch } from "../../../../api/contracts/exports.ts";
import { addressOf } from "../api/address.ts";

const exported = {
  inbox: exportInbox,
  search: exportSearch,
  analytics: exportAnalytics,
  measured: exportMeasured,
} as const;

/** 导出: the list as the page shows it, as CSV or Excel; the server puts it on the record. */
@Component({
  selector: "rct-list-export",
  imports: [MatIcon, MatMenu, MatMenuItem, MatMenuTrigger],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" class="icon-button" [matMenuTriggerFor]="menu" i18n-aria-label aria-label="导出这个列表">
      <mat-icon svgIcon="download" aria-hidden="true" />
    </button>
    <mat-menu #menu="matMenu">
      <a mat-menu-item download [href]="addresses().xlsx" i18n>导出为 Excel（留痕）</a>
      <a mat-menu-item download [href]="addresses().csv" i18n>导出为 CSV（留痕）</a>
    </mat-menu>
  `,
})
export class ListExport {
  readonly page = input.required<keyof typeof exported>();
  readonly query = input.required<Readonly<Record<string, string>>>();
  protected readonly addresses = computed(() => {
    const list = exported[this.page()];
    const query = this.query();
    return {
      csv: addressOf(list, {}, { ...query, format: "csv" }),
      xlsx: addressOf(list, {}, { ...query, format: "xlsx" }),
    };
  });
}
