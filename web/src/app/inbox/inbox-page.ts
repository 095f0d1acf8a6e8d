import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  computed,
  effect,
  inject,
  signal,
  untracked,
  viewChild,
} from "@angular/core";
import { toSignal } from "@angular/core/rxjs-interop";
import { MatButton } from "@angular/material/button";
import { MatDialog } from "@angular/material/dialog";
import { MatIcon } from "@angular/material/icon";
import { ActivatedRoute, Router, RouterLink } from "@angular/router";
import { assertNever } from "../../../../domain/assert-never.ts";
import { claimNext, claimTask, countInbox, releaseTask } from "../../../../api/contracts/inbox.ts";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { load } from "../api/load.ts";
import { problemOf } from "../api/problem.ts";
import { Empty } from "../shared/empty.ts";
import { KeyHints } from "../shared/key-hints.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { PageTitle } from "../shell/page-title.ts";
import { BulkBar } from "./bulk-bar.ts";
import { Desk } from "./desk.ts";
import { type DeskAct, DeskKeys } from "./desk-keys.ts";
import { FilterBar } from "./filter-bar.ts";
import { type FilterName, addressOfFilters, askedByAddress, isFiltered } from "./inbox-filters.ts";
import { groupRows } from "./inbox-groups.ts";
import { InboxList } from "./inbox-list.ts";
import type { ShownRow } from "./inbox-merge.ts";
import { InboxTable } from "./inbox-table.ts";
import { emptyQueues, queueNames } from "./queue-names.ts";
import { ShortcutsDialog } from "./shortcuts-dialog.ts";

/** The reviewer's list: overdue first, worked through without the mouse. Queue and filters stand in the address. */
@Component({
  selector: "rct-inbox-page",
  imports: [MatButton, MatIcon, RouterLink, BulkBar, Empty, FilterBar, InboxTable, KeyHints, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [InboxList],
  host: { "(document:keydown)": "press($event)" },
  templateUrl: "./inbox-page.html",
  styleUrl: "./inbox-page.css",
})
export class InboxPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly dialogs = inject(MatDialog);
  private readonly messages = inject(Messages);
  private readonly desk = inject(Desk);
  protected readonly keys = inject(DeskKeys);
  protected readonly list = inject(InboxList);
  private readonly table = viewChild(InboxTable);
  private readonly work = viewChild<ElementRef<HTMLElement>>("work");

  private readonly query = toSignal(inject(ActivatedRoute).queryParams, { initialValue: {} as Record<string, string> });
  protected readonly asked = computed(() => askedByAddress(this.query()));
  protected readonly heading = computed(() => queueNames[this.asked().queue]);
  protected readonly empty = computed(() => {
    const empty = emptyQueues[this.asked().queue];
    const waiting = this.counts.value()?.counts["to-claim"] ?? 0;
    if (this.asked().queue !== "mine" || waiting === 0) return empty;
    return {
      ...empty,
      heading: $localize`手上的都办完了`,
      sentence: $localize`还有 ${said(waiting)}:count: 件等着认领。`,
    };
  });
  protected readonly filtered = computed(() => isFiltered(this.asked().filters));
  protected readonly groups = computed(() => groupRows(this.asked().queue, this.list.rows() ?? []));
  protected readonly shownCount = computed(() => this.list.rows()?.length ?? 0);
  protected readonly selected = signal<ReadonlySet<string>>(new Set());
  protected readonly selectedRows = computed(() =>
    (this.list.rows() ?? []).filter((row) => this.selected().has(row.taskId) && !row.gone),
  );
  protected readonly busy = signal(false);

  private readonly tick = inject(Events).topic("inbox");
  protected readonly counts = load(
    () => ({ filters: this.asked().filters, tick: this.tick() }),
    ({ filters }) => this.api.call(countInbox, { query: filters as Record<string, never> }),
  );
  protected readonly total = computed(() => {
    const count = this.counts.value()?.counts[this.asked().queue];
    return count === undefined ? undefined : said(count);
  });
  protected readonly shownOfTotal = computed(() => {
    const [count, total] = [this.shownCount(), this.total()];
    return total === undefined
      ? $localize`已显示 ${count}:count: 件`
      : $localize`已显示 ${count}:count: 件，共 ${total}:total: 件`;
  });
  protected readonly areas = computed(() =>
    (this.counts.value()?.areas ?? []).map((area) => ({ value: area.id, label: area.name })),
  );
  protected readonly organisations = computed(() => {
    const names = new Set((this.list.rows() ?? []).flatMap((row) => row.organisationName ?? []));
    return [...names]
      .toSorted((one, other) => one.localeCompare(other, "zh"))
      .map((name) => ({ value: name, label: name }));
  });
  protected readonly hints = [
    { keys: ["J", "K"], label: $localize`上下` },
    { keys: ["↵"], label: $localize`打开` },
    { keys: ["X"], label: $localize`选择` },
    { keys: ["A"], label: $localize`通过` },
    { keys: ["R"], label: $localize`退回` },
    { keys: ["/"], label: $localize`搜索` },
  ];

  constructor() {
    const title = inject(PageTitle);
    effect(() => title.say(this.heading()));
    effect(() => {
      const asked = this.asked();
      untracked(() => {
        this.selected.set(new Set());
        void this.list.open(asked);
      });
      // The side bar marks the queue by the address.
      if (!this.query()["queue"])
        void this.router.navigate([], {
          queryParams: { queue: asked.queue },
          queryParamsHandling: "merge",
          replaceUrl: true,
        });
    });
    effect(() => {
      if (this.tick() > 0) void untracked(() => this.list.look());
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
        return row && this.open(row);
      case "select":
        return row && this.select(row);
      case "approve":
      case "return":
        if (this.selectedRows().length > 0) return void this.bulk(act);
        return row && this.open(row, act);
      case "claim-next":
        return void this.claimNext();
      case "search":
        return document.getElementById("console-search")?.focus();
      case "help":
        return this.help();
      default:
        return assertNever(act);
    }
  }

  protected help(): void {
    this.dialogs.open(ShortcutsDialog, { width: "460px" });
  }

  protected open(row: ShownRow, act?: "approve" | "return"): void {
    void this.router.navigate(["/tasks", row.taskId], { queryParams: act ? { act } : {} });
  }

  protected select(row: ShownRow): void {
    this.selected.update((before) => {
      const next = new Set(before);
      if (!next.delete(row.taskId)) next.add(row.taskId);
      return next;
    });
  }

  protected selectAll(on: boolean): void {
    this.selected.set(new Set(on ? (this.list.rows() ?? []).filter((row) => !row.gone).map((row) => row.taskId) : []));
  }

  protected claim(row: ShownRow): Promise<void> {
    return this.doing(async () => {
      await this.api.call(claimTask, { params: { id: row.taskId } });
      this.list.change(row.taskId, { gone: this.asked().queue === "to-claim" });
      void this.messages.say($localize`已认领：${row.applicantName}:name:，${row.caseNumber}:number:`, {
        label: $localize`打开`,
        do: () => this.open(row),
      });
    });
  }

  protected release(row: ShownRow): Promise<void> {
    return this.doing(async () => {
      await this.api.call(releaseTask, { params: { id: row.taskId } });
      this.list.change(row.taskId, { gone: this.asked().queue === "mine", holder: null });
      void this.messages.say($localize`已放回待认领：${row.applicantName}:name:`);
    });
  }

  protected claimNext(): Promise<void> {
    return this.doing(async () => {
      const { taskId } = await this.api.call(claimNext);
      if (taskId) await this.router.navigate(["/tasks", taskId]);
      else void this.messages.say($localize`没有等着认领的办件了。`);
    });
  }

  protected async bulk(act: "approve" | "return"): Promise<void> {
    const { decideTogether } = await import("../review/bulk-decision.ts");
    const done = await decideTogether(this.dialogs, act, this.selectedRows());
    if (!done) return;
    this.selected.set(new Set());
    this.reload();
  }

  protected reload(): void {
    this.counts.reload();
    void this.list.open(this.asked());
  }

  protected showArrived(): void {
    this.list.showFresh();
    this.table()?.toTop();
  }

  /** A conflict says who and when; the list then shows what is true. */
  private async doing(act: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    try {
      await act();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
      void this.list.look();
    } finally {
      this.busy.set(false);
      this.counts.reload();
    }
  }
}

/** The server counts to a thousand. */
function said(count: number): string {
  return count > 999 ? "999+" : String(count);
}
