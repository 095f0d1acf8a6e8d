import { ChangeDetectionStrategy, Component, computed, inject, input } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { MatMenu, MatMenuItem, MatMenuTrigger } from "@angular/material/menu";
import { type ListName, listColumns } from "../../../../api/contracts/own-desk.ts";
import { ChosenColumns } from "./chosen-columns.ts";

const names: Readonly<Record<string, string>> = {
  applicant: $localize`申请人`,
  organisation: $localize`单位`,
  number: $localize`编号`,
  area: $localize`地区`,
  came: $localize`到达`,
  step: $localize`环节`,
  round: $localize`轮次`,
  holder: $localize`办理人`,
  status: $localize`状态`,
  where: $localize`现在的环节和机构`,
  certificate: $localize`证书编号`,
};

/**
 * 列: which columns a list shows, for this reader on every machine; back to the usual ones in one press. A narrow screen
 * has no columns to choose from: there each case is a card of what decides (deadline, matter, person).
 */
@Component({
  selector: "rct-column-menu",
  imports: [MatIcon, MatMenu, MatMenuItem, MatMenuTrigger],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: "only-desk" },
  template: `
    <button type="button" class="icon-button" [matMenuTriggerFor]="menu" i18n-aria-label aria-label="选择显示的列">
      <mat-icon svgIcon="settings" aria-hidden="true" />
    </button>
    <mat-menu #menu="matMenu">
      @for (column of columns(); track column) {
        <button
          mat-menu-item
          type="button"
          role="menuitemcheckbox"
          [attr.aria-checked]="shown().has(column)"
          (click)="toggle($event, column)"
        >
          <mat-icon svgIcon="check" [class.off]="!shown().has(column)" aria-hidden="true" />{{ names[column] }}
        </button>
      }
      <button mat-menu-item type="button" [disabled]="!chosen.isChosen(list())" (click)="chosen.reset(list())" i18n>
        恢复默认
      </button>
    </mat-menu>
  `,
  styles: `
    .off {
      visibility: hidden;
    }
  `,
})
export class ColumnMenu {
  protected readonly chosen = inject(ChosenColumns);
  readonly list = input.required<ListName>();
  protected readonly names = names;
  protected readonly columns = computed((): readonly string[] => listColumns[this.list()]);
  protected readonly shown = computed((): ReadonlySet<string> => this.chosen[this.list()]());

  /** The menu stays open: one mostly changes several. */
  protected toggle(event: Event, column: string): void {
    event.stopPropagation();
    void this.chosen.toggle(this.list(), column);
  }
}
