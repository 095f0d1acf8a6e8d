import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, output, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { RouterLink } from "@angular/router";
import type { Queue } from "../../../../api/contracts/inbox.ts";
import { ChosenColumns } from "../columns/chosen-columns.ts";
import type { IconName } from "../shared/icons.ts";
import { StatusChip, roundLook } from "../shared/status.ts";
import { InstantPipe } from "../shared/when.ts";
import type { Group, GroupName } from "./inbox-groups.ts";
import type { ShownRow } from "./inbox-merge.ts";
import { outcomeName } from "./queue-names.ts";

/** Forty rows and a place in them: the row with the focus is the one the keys act on. */
@Component({
  selector: "rct-inbox-table",
  imports: [MatButton, MatIcon, RouterLink, StatusChip, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./inbox-table.html",
  styleUrl: "./inbox-table.css",
})
export class InboxTable {
  readonly queue = input.required<Queue>();
  readonly groups = input.required<readonly Group<ShownRow>[]>();
  /** All rows are here, so the group's number of rows is its number of tasks. */
  readonly counted = input(false);
  readonly selected = input<ReadonlySet<string>>(new Set());
  readonly busy = input(false);
  readonly opened = output<ShownRow>();
  readonly selectedOne = output<ShownRow>();
  readonly selectedAll = output<boolean>();
  readonly claimed = output<ShownRow>();
  readonly released = output<ShownRow>();

  protected readonly columns = inject(ChosenColumns).inbox;
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly currentId = signal<string | undefined>(undefined);
  private readonly rows = computed(() => this.groups().flatMap((group) => group.rows));
  protected readonly allSelected = computed(
    () => this.rows().length > 0 && this.rows().every((row) => row.gone || this.selected().has(row.taskId)),
  );
  protected readonly done = computed(() => this.queue() === "done");
  /** Reported from below: opened, and neither claimed nor ticked. */
  protected readonly above = computed(() => this.queue() === "escalated");
  /** The row that Tab reaches. */
  protected readonly entry = computed(() => this.currentId() ?? this.rows()[0]?.taskId);
  protected readonly roundLook = roundLook;
  protected readonly outcomeName = outcomeName;
  protected readonly heads: Readonly<Record<GroupName, { icon: IconName; label: string; after: string }>> = {
    overdue: { icon: "alarm", label: $localize`已逾期`, after: "" },
    today: { icon: "today", label: $localize`今天到期`, after: $localize`，24:00 前` },
    later: { icon: "calendar_month", label: $localize`以后`, after: "" },
    all: { icon: "task_alt", label: $localize`最近办的在前`, after: "" },
  };

  protected selectLabel(row: ShownRow): string {
    return $localize`选择 ${row.applicantName}:name:，${row.caseNumber}:number:`;
  }

  protected releaseLabel(row: ShownRow): string {
    return $localize`放回待认领：${row.applicantName}:name:`;
  }

  protected lentLabel(lender: string): string {
    return $localize`${lender}:name:请你先看，看完交回`;
  }

  /** The row the keys act on. */
  current(): ShownRow | undefined {
    return this.rows().find((row) => row.taskId === this.currentId() && !row.gone);
  }

  /** Moves the focus; from outside the list it enters at the row last used. */
  move(step: 1 | -1): void {
    const rows = this.rows();
    const at = rows.findIndex((row) => row.taskId === this.currentId());
    const inside = this.onItsWay || this.host.nativeElement.contains(document.activeElement);
    const next = at < 0 ? 0 : inside ? Math.min(Math.max(at + step, 0), rows.length - 1) : at;
    this.focus(rows[next]?.taskId);
  }

  toTop(): void {
    this.focus(this.rows()[0]?.taskId);
  }

  /** The focus follows the key a moment later: the next key, typed quickly, must not start from outside again. */
  private onItsWay = false;

  private focus(taskId: string | undefined): void {
    if (!taskId) return;
    this.currentId.set(taskId);
    this.onItsWay = true;
    setTimeout(() => {
      this.onItsWay = false;
      const row = this.host.nativeElement.querySelector<HTMLElement>(`[data-task="${CSS.escape(taskId)}"]`);
      row?.focus({ preventScroll: true });
      row?.scrollIntoView({ block: "nearest" });
    });
  }
}
