import { Injectable, signal } from "@angular/core";
import type { Queue } from "../../../../api/contracts/inbox.ts";

/** The list that a reviewer came from: where back leads, which case is next. */
export interface DeskList {
  queue: Queue;
  title: string;
  /** Query parameters of the inbox's address. */
  address: Readonly<Record<string, string | null>>;
  taskIds: readonly string[];
  /** More tasks follow than were loaded. */
  more: boolean;
}

/** What the inbox and the review page share: the list being worked through and the opinions typed but not sent. */
@Injectable({ providedIn: "root" })
export class Desk {
  private readonly opinions = new Map<string, string>();
  readonly list = signal<DeskList | undefined>(undefined);

  /** 1-based place in the list, or undefined when the case was opened from elsewhere. */
  placeOf(taskId: string): { place: number; count: number; more: boolean } | undefined {
    const list = this.list();
    const index = list?.taskIds.indexOf(taskId) ?? -1;
    return list && index >= 0 ? { place: index + 1, count: list.taskIds.length, more: list.more } : undefined;
  }

  neighbour(taskId: string, step: 1 | -1): string | undefined {
    const ids = this.list()?.taskIds ?? [];
    const index = ids.indexOf(taskId);
    return index < 0 ? undefined : ids[index + step];
  }

  /** A decided task leaves the list; answers which one to open next. */
  decided(taskId: string, nextTaskId: string | null): string | undefined {
    const next = this.neighbour(taskId, 1) ?? this.neighbour(taskId, -1) ?? nextTaskId ?? undefined;
    this.list.update((list) => list && { ...list, taskIds: list.taskIds.filter((id) => id !== taskId) });
    this.opinions.delete(taskId);
    return next === taskId ? undefined : next;
  }

  typedFor(taskId: string): string | undefined {
    return this.opinions.get(taskId);
  }

  keep(taskId: string, opinion: string): void {
    this.opinions.set(taskId, opinion);
  }
}
