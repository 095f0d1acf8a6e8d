import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  computed,
  effect,
  inject,
  untracked,
  viewChild,
} from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { Router, RouterLink } from "@angular/router";
import { exportInbox } from "../../../../api/contracts/exports.ts";
import { assertNever } from "../../../../domain/assert-never.ts";
import { ColumnMenu } from "../columns/column-menu.ts";
import { DeskCommands } from "../palette/desk-commands.ts";
import { Empty } from "../shared/empty.ts";
import { ListExport } from "../search/list-export.ts";
import { SavedFilters } from "../search/saved-filters.ts";
import { TypedText } from "../search/typed-text.ts";
import { KeyHints } from "../shared/key-hints.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { PageTitle } from "../shell/page-title.ts";
import { BulkBar } from "./bulk-bar.ts";
import { Desk } from "./desk.ts";
import { type DeskAct, DeskKeys } from "./desk-keys.ts";
import { FilterBar } from "./filter-bar.ts";
import { InboxActs } from "./inbox-acts.ts";
import { InboxCounts } from "./inbox-counts.ts";
import { type FilterName, addressOfFilters, isFiltered } from "./inbox-filters.ts";
import { groupRows } from "./inbox-groups.ts";
import { InboxList } from "./inbox-list.ts";
import { InboxSelection } from "./inbox-selection.ts";
import { InboxTable } from "./inbox-table.ts";
import { queueNames } from "./queue-names.ts";

/** The reviewer's list: overdue first, worked through without the mouse. Queue and filters stand in the address. */
@Component({
  selector: "rct-inbox-page",
  imports: [
    MatButton,
    MatIcon,
    RouterLink,
    BulkBar,
    ColumnMenu,
    Empty,
    FilterBar,
    InboxTable,
    KeyHints,
    ListExport,
    ProblemBox,
    SavedFilters,
    Skeleton,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [InboxList, InboxCounts, InboxSelection, InboxActs],
  host: { "(document:keydown)": "press($event)" },
  templateUrl: "./inbox-page.html",
  styleUrl: "./inbox-page.css",
})
export class InboxPage {
  protected readonly exported = exportInbox;
  private readonly router = inject(Router);
  protected readonly commands = inject(DeskCommands);
  private readonly desk = inject(Desk);
  protected readonly keys = inject(DeskKeys);
  protected readonly list = inject(InboxList);
  protected readonly counts = inject(InboxCounts);
  protected readonly selection = inject(InboxSelection);
  protected readonly acts = inject(InboxActs);
  private readonly table = viewChild(InboxTable);
  private readonly work = viewChild<ElementRef<HTMLElement>>("work");

  protected readonly asked = this.counts.asked;
  protected readonly heading = computed(() => queueNames[this.asked().queue]);
  protected readonly filtered = computed(() => isFiltered(this.asked().filters));
  protected readonly groups = computed(() => groupRows(this.asked().queue, this.list.rows() ?? []));
  protected readonly kept = computed((): Readonly<Record<string, string>> => {
    const { queue, filters } = this.asked();
    return { queue, ...filters };
  });
  protected readonly hints = [
    { keys: ["J", "K"], label: $localize`上下` },
    { keys: ["↵"], label: $localize`打开` },
    { keys: ["X"], label: $localize`选择` },
    { keys: ["A"], label: $localize`通过` },
    { keys: ["R"], label: $localize`退回` },
    { keys: ["/"], label: $localize`搜索` },
    { keys: ["Ctrl", "K"], label: $localize`快速前往` },
  ];

  constructor() {
    const title = inject(PageTitle);
    inject(TypedText).keepAddressClear(this.counts.query);
    effect(() => title.say(this.heading()));
    effect(() => {
      const asked = this.asked();
      untracked(() => {
        this.selection.all(false);
        void this.list.open(asked);
      });
      // The side bar marks the queue by the address.
      if (!this.counts.query()["queue"])
        void this.router.navigate([], {
          queryParams: { queue: asked.queue },
          queryParamsHandling: "merge",
          replaceUrl: true,
        });
    });
    effect(() => {
      if (this.counts.tick() > 0) void untracked(() => this.list.look());
    });
    effect(() => {
      const { queue, filters } = this.asked();
      const taskIds = this.groups().flatMap((group) => group.rows.filter((row) => !row.gone).map((row) => row.taskId));
      this.desk.list.set({
        queue,
        title: queueNames[queue],
        address: addressOfFilters(queue, filters),
        taskIds,
        more: this.list.hasMore(),
      });
    });
  }

  protected filter(change: { name: FilterName; value: string | null }): void {
    // A step belongs to a matter: another matter has other steps.
    const step = change.name === "matter" ? { step: null } : {};
    void this.router.navigate([], {
      queryParams: { ...step, [change.name]: change.value },
      queryParamsHandling: "merge",
    });
  }

  protected press(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const here = target === document.body || target.id === "content" || this.work()?.nativeElement.contains(target);
    const act = here ? this.keys.actOf(event) : undefined;
    if (!act) return;
    event.preventDefault();
    this.do(act);
  }

  protected do(act: DeskAct): void {
    const row = this.table()?.current();
    switch (act) {
      case "next":
        return this.table()?.move(1);
      case "previous":
        return this.table()?.move(-1);
      case "open":
        return row && this.acts.open(row);
      case "select":
        return row && this.selection.toggle(row);
      case "approve":
      case "return":
        if (this.selection.rows().length > 0) return void this.acts.bulk(act);
        return row && this.acts.open(row, act);
      case "claim-next":
        return void this.acts.claimNext();
      case "search":
        return document.getElementById("console-search")?.focus();
      // The first is the review page's; the other is everywhere the same (palette/desk-commands.ts).
      case "phrase":
      case "help":
        return undefined;
      default:
        return assertNever(act);
    }
  }

  protected showArrived(): void {
    this.list.showFresh();
    this.table()?.toTop();
  }
}
