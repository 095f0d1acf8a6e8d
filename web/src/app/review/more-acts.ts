import { ChangeDetectionStrategy, Component, computed, inject, input, output } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { MatMenu, MatMenuItem, MatMenuTrigger } from "@angular/material/menu";
import type { TaskView } from "../../../../api/contracts/tasks.ts";
import { HandingOver } from "./handing-over.ts";

/** 更多: the acts that are no decision, one button wide, so that the bar stays usable on a phone. */
@Component({
  selector: "rct-more-acts",
  imports: [MatButton, MatIcon, MatMenu, MatMenuItem, MatMenuTrigger],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (any()) {
      <button matButton type="button" [disabled]="busy()" [matMenuTriggerFor]="menu">
        <mat-icon svgIcon="more_vert" aria-hidden="true" /><ng-container i18n>更多</ng-container>
      </button>
      <mat-menu #menu="matMenu">
        @if (may().has("transfer")) {
          <button mat-menu-item type="button" (click)="handing.transfer()">
            <mat-icon svgIcon="swap_horiz" aria-hidden="true" /><ng-container i18n>转交同事…</ng-container>
          </button>
        }
        @if (may().has("lend")) {
          <button mat-menu-item type="button" (click)="handing.lend()">
            <mat-icon svgIcon="visibility" aria-hidden="true" /><ng-container i18n>请同事先看…</ng-container>
          </button>
        }
        @if (may().has("add-signer")) {
          <button mat-menu-item type="button" (click)="handing.addSigner()">
            <mat-icon svgIcon="group" aria-hidden="true" /><ng-container i18n>加签…</ng-container>
          </button>
        }
        @if (may().has("release")) {
          <button mat-menu-item type="button" (click)="released.emit()">
            <mat-icon svgIcon="undo" aria-hidden="true" /><ng-container i18n>放回待认领</ng-container>
          </button>
        }
      </mat-menu>
    }
  `,
  styles: `
    :host:empty {
      display: none;
    }
    .mdc-button {
      height: 44px;
    }
  `,
})
export class MoreActs {
  readonly view = input.required<TaskView>();
  readonly busy = input(false);
  readonly released = output();
  protected readonly handing = inject(HandingOver);
  protected readonly may = computed(() => new Set(this.view().allowed));
  protected readonly any = computed(() =>
    (["transfer", "lend", "add-signer", "release"] as const).some((act) => this.may().has(act)),
  );
}
