import { ChangeDetectionStrategy, Component, input, model } from "@angular/core";

/** 图 or 表: the same numbers, drawn or written. `name` tells apart the switches of one page. */
@Component({
  selector: "rct-view-switch",
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="seg" role="radiogroup" i18n-aria-label aria-label="显示方式">
      <label [class.on]="!table()"
        ><input type="radio" [name]="name()" [checked]="!table()" (change)="table.set(false)" /><ng-container i18n
          >图</ng-container
        ></label
      >
      <label [class.on]="table()"
        ><input type="radio" [name]="name()" [checked]="table()" (change)="table.set(true)" /><ng-container i18n
          >表</ng-container
        ></label
      >
    </div>
  `,
  styles: `
    .seg {
      display: inline-flex;
      border: 1px solid var(--mat-sys-outline);
      border-radius: 6px;
      font: var(--mat-sys-body-small);
    }
    label {
      position: relative;
      padding: 3px 12px;
      cursor: pointer;
    }
    label + label {
      border-left: 1px solid var(--mat-sys-outline);
    }
    .on {
      background: var(--mat-sys-secondary-container);
      font-weight: 600;
    }
    :host-context([data-contrast="more"]) .on {
      background: var(--mat-sys-primary);
      color: var(--mat-sys-on-primary);
    }
    input {
      position: absolute;
      inset: 0;
      margin: 0;
      opacity: 0;
      cursor: pointer;
    }
    label:focus-within {
      outline: 3px solid var(--rct-focus);
      outline-offset: 2px;
    }
  `,
})
export class ViewSwitch {
  readonly name = input.required<string>();
  readonly table = model.required<boolean>();
}
