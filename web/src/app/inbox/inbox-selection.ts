import { Injectable, computed, inject, signal } from "@angular/core";
import { InboxList } from "./inbox-list.ts";
import type { ShownRow } from "./inbox-merge.ts";

/** The rows ticked for acting on them together. One per inbox page. */
@Injectable()
export class InboxSelection {
  private readonly list = inject(InboxList);
  private readonly ticked = signal<ReadonlySet<string>>(new Set());

  readonly taskIds = this.ticked.asReadonly();
  readonly rows = computed(() => (this.list.rows() ?? []).filter((row) => this.ticked().has(row.taskId) && !row.gone));

  toggle(row: ShownRow): void {
    this.ticked.update((before) => {
      const next = new Set(before);
      if (!next.delete(row.taskId)) next.add(row.taskId);
      return next;
    });
  }

  all(on: boolean): void {
    this.ticked.set(new Set(on ? (this.list.rows() ?? []).filter((row) => !row.gone).map((row) => row.taskId) : []));
  }
}
