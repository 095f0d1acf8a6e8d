import { ChangeDetectionStrategy, Component, computed, inject, input } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatDialog } from "@angular/material/dialog";
import { MatIcon } from "@angular/material/icon";
import { MatMenu, MatMenuItem, MatMenuTrigger } from "@angular/material/menu";
import { Router } from "@angular/router";
import { firstValueFrom } from "rxjs";
import { type SavedFilter, listSavedFilters, removeFilter, saveFilter } from "../../../../api/contracts/search.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { problemOf } from "../api/problem.ts";
import { Confirm } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { SaveFilterDialog, type FilterName } from "./save-filter-dialog.ts";

/** 存下的筛选: the reader's own and their office's, kept on the server; choosing one is going to its address. */
@Component({
  selector: "rct-saved-filters",
  imports: [MatButton, MatIcon, MatMenu, MatMenuItem, MatMenuTrigger],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button matButton type="button" [matMenuTriggerFor]="menu">
      <mat-icon svgIcon="filter_list" aria-hidden="true" /><ng-container i18n>存下的筛选</ng-container>
    </button>
    <mat-menu #menu="matMenu">
      @for (filter of here(); track filter.id) {
        <button mat-menu-item type="button" (click)="open(filter)">
          {{ filter.name }}
          @if (filter.office) {
            <span class="small muted" i18n>（{{ filter.office }}共享）</span>
          }
        </button>
      }
      <button mat-menu-item type="button" (click)="save()">
        <mat-icon svgIcon="add" aria-hidden="true" /><ng-container i18n>存下现在的筛选…</ng-container>
      </button>
      @if (current(); as filter) {
        <button mat-menu-item type="button" (click)="remove(filter)">
          <mat-icon svgIcon="close" aria-hidden="true" /><ng-container i18n>去掉“{{ filter.name }}”…</ng-container>
        </button>
      }
    </mat-menu>
  `,
})
export class SavedFilters {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly dialogs = inject(MatDialog);
  private readonly confirm = inject(Confirm);
  private readonly messages = inject(Messages);
  readonly page = input.required<SavedFilter["page"]>();
  /** What the page shows now, as its address says it. */
  readonly query = input.required<Readonly<Record<string, string>>>();
  private readonly loaded = load(
    () => ({}),
    () => this.api.call(listSavedFilters),
  );
  protected readonly here = computed(() =>
    (this.loaded.value()?.filters ?? []).filter((filter) => filter.page === this.page()),
  );
  /** The kept filter that the page shows now, if the reader may take it away. */
  protected readonly current = computed(() =>
    this.here().find((filter) => filter.removable && same(filter.query, this.query())),
  );

  protected open(filter: SavedFilter): void {
    void this.router.navigate([`/${filter.page}`], { queryParams: filter.query });
  }

  protected async save(): Promise<void> {
    const dialog = this.dialogs.open<SaveFilterDialog, unknown, FilterName>(SaveFilterDialog, {
      data: { offices: this.loaded.value()?.mayShareWith ?? [] },
      width: "420px",
    });
    const named = await firstValueFrom(dialog.afterClosed());
    if (!named) return;
    await this.doing(async () => {
      await this.api.call(saveFilter, { body: { ...named, page: this.page(), query: { ...this.query() } } });
      void this.messages.say($localize`已存下“${named.name}:name:”`);
    });
  }

  protected async remove(filter: SavedFilter): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`去掉“${filter.name}:name:”？`,
      sentence: filter.office
        ? $localize`${filter.office}:office:的人员以后也看不到它。办件不受影响。`
        : $localize`只去掉这个筛选，办件不受影响。`,
      act: $localize`去掉`,
    });
    if (answer) await this.doing(() => this.api.call(removeFilter, { params: { id: filter.id } }));
  }

  private async doing(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    }
    this.loaded.reload();
  }
}

function same(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const said = (query: Readonly<Record<string, string>>) => JSON.stringify(Object.entries(query).toSorted());
  return said(one) === said(other);
}
