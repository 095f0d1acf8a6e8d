import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { MatMenu, MatMenuItem, MatMenuTrigger } from "@angular/material/menu";
import type { Endpoint } from "../../../../api/contracts/endpoint.ts";
import { addressOf } from "../api/address.ts";
import { Api } from "../api/api.ts";
import { problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";

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
      <button mat-menu-item type="button" [disabled]="busy()" (click)="workbook()" i18n>
        导出为 Excel（最多 10 万行，留痕）
      </button>
      <a mat-menu-item download [href]="addresses().csv" i18n>导出为 CSV（不限行数，留痕）</a>
    </mat-menu>
  `,
})
export class ListExport {
  private readonly api = inject(Api);
  private readonly messages = inject(Messages);
  /** The endpoint of the contracts that gives the list as a file. */
  readonly list = input.required<Endpoint>();
  readonly params = input<Readonly<Record<string, string>>>({});
  readonly query = input<Readonly<Record<string, string | number | undefined>>>({});
  protected readonly busy = signal(false);
  protected readonly addresses = computed(() => {
    const address = (format: "csv" | "xlsx") => addressOf(this.list(), this.params(), { ...this.query(), format });
    return { csv: address("csv"), xlsx: address("xlsx") };
  });

  /** Fetched before it is kept: a list that one workbook cannot hold is refused with a sentence. */
  protected async workbook(): Promise<void> {
    this.busy.set(true);
    void this.messages.say($localize`正在准备 Excel 文件…`);
    try {
      const { file, name } = await this.api.download(this.addresses().xlsx);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
