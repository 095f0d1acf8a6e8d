import { ChangeDetectionStrategy, Component, computed, inject, input, output } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import type { Queue } from "../../../../api/contracts/inbox.ts";
import { matters } from "../../../../domain/matters/index.ts";
import { type Choice, FilterMenu } from "./filter-menu.ts";
import { TypedText } from "../search/typed-text.ts";
import type { FilterName, Filters } from "./inbox-filters.ts";
import { OrganisationFilter } from "./organisation-filter.ts";

/** The filters of the list, as menus beside its heading. */
@Component({
  selector: "rct-filter-bar",
  imports: [FilterMenu, MatIcon, OrganisationFilter],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (filters().text; as text) {
      <span class="set"
        ><span class="clip"
          ><ng-container i18n>搜索</ng-container>：<b>{{ typed.shown(text) }}</b></span
        >
        <button type="button" (click)="set('text', null)" i18n-aria-label aria-label="取消搜索">
          <mat-icon svgIcon="close" aria-hidden="true" /></button
      ></span>
    }
    <rct-filter-menu
      i18n-label
      label="事项"
      [choices]="matterChoices"
      [value]="filters().matter"
      (chosen)="set('matter', $event)"
    />
    <rct-filter-menu
      i18n-label
      label="环节"
      [choices]="stepChoices()"
      [value]="filters().step"
      (chosen)="set('step', $event)"
    />
    @if (areas().length > 1 || filters().areaId) {
      <rct-filter-menu
        i18n-label
        label="地区"
        [choices]="areas()"
        [value]="filters().areaId"
        (chosen)="set('areaId', $event)"
      />
    }
    <rct-organisation-filter
      [queue]="queue()"
      [value]="filters().organisation"
      (chosen)="set('organisation', $event)"
    />
    <rct-filter-menu
      i18n-label
      label="期限"
      [choices]="dueChoices"
      [value]="filters().due"
      (chosen)="set('due', $event)"
    />
    <rct-filter-menu
      i18n-label
      label="轮次"
      [choices]="roundChoices"
      [value]="filters().round"
      (chosen)="set('round', $event)"
    />
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
    .set {
      display: inline-flex;
      align-items: center;
      max-width: 260px;
      min-height: 30px;
      padding-left: 10px;
      border: 1px solid var(--mat-sys-primary);
      border-radius: 6px;
      background: var(--mat-sys-primary-container);
      color: var(--mat-sys-on-primary-container);
    }
    .set button {
      min-height: 30px;
      padding: 0 8px;
      border: 0;
      background: none;
      cursor: pointer;
    }
  `,
})
export class FilterBar {
  protected readonly typed = inject(TypedText);
  readonly filters = input.required<Filters>();
  readonly areas = input<readonly Choice[]>([]);
  readonly queue = input.required<Queue>();
  readonly changed = output<{ name: FilterName; value: string | null }>();

  protected readonly matterChoices = matters.map((matter) => ({ value: matter.matter, label: matter.title }));
  protected readonly stepChoices = computed(() => {
    const chosen = this.filters().matter;
    const steps = matters
      .filter((matter) => !chosen || matter.matter === chosen)
      .flatMap((matter) => Object.entries(matter.steps).filter(([, step]) => step.kind === "review"));
    return [...new Map(steps.map(([value, step]) => [value, { value, label: step.title }])).values()];
  });
  protected readonly dueChoices: readonly Choice[] = [
    { value: "overdue", label: $localize`已逾期` },
    { value: "today", label: $localize`今天到期` },
    { value: "later", label: $localize`以后` },
  ];
  protected readonly roundChoices: readonly Choice[] = [
    { value: "first", label: $localize`第一次来` },
    { value: "again", label: $localize`退回后再来` },
  ];

  protected set(name: FilterName, value: string | null): void {
    this.changed.emit({ name, value });
  }
}
