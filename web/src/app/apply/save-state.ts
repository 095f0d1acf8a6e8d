import { ChangeDetectionStrategy, Component, input, output } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { TimePipe } from "../shared/when.ts";
import type { Saved } from "./autosave.ts";

/** 已保存 10:32, or where the work lies while the server cannot be reached. */
@Component({
  selector: "rct-save-state",
  imports: [MatIcon, TimePipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <span class="small nowrap" role="status">
      @let now = saved();
      @switch (now.state) {
        @case ("saved") {
          <span class="ok"
            ><mat-icon svgIcon="cloud_done" aria-hidden="true" />&ngsp;<ng-container i18n>已保存</ng-container
            >&ngsp;<time>{{ now.at | rctTime }}</time></span
          >
        }
        @case ("saving") {
          <span class="muted"
            ><mat-icon svgIcon="sync" aria-hidden="true" />&ngsp;<ng-container i18n>正在保存</ng-container></span
          >
        }
        @case ("here") {
          <span class="here"
            ><mat-icon svgIcon="cloud_off" aria-hidden="true" />&ngsp;<ng-container i18n>已存在本机</ng-container
            >&ngsp;<time>{{ now.at | rctTime }}</time></span
          >
        }
        @case ("refused") {
          <span class="bad"
            ><mat-icon svgIcon="error" aria-hidden="true" />&ngsp;<ng-container i18n>没有保存</ng-container></span
          >&ngsp;<button type="button" class="text-button" (click)="reload.emit()" i18n>读取最新</button>
        }
      }
    </span>
  `,
  styles: `
    .ok {
      color: var(--rct-success);
    }
    .here {
      color: var(--rct-warning);
    }
    .bad {
      color: var(--mat-sys-error);
    }
  `,
})
export class SaveState {
  readonly saved = input.required<Saved>();
  readonly reload = output();
}
