import { Injectable, computed, inject, signal } from "@angular/core";
import { type TaskRow, listInbox } from "../../../../api/contracts/inbox.ts";
import { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { type InboxAsked, keyOfAsked } from "./inbox-filters.ts";
import { type ShownRow, mergeFresh, shown } from "./inbox-merge.ts";

const pageSize = 50;
const largestPage = 100;

/** The rows of one queue under one set of filters: paged by cursor, brought up to date without moving what is read. */
@Injectable()
export class InboxList {
  private readonly api = inject(Api);
  private readonly state = signal<readonly ShownRow[] | undefined>(undefined);
  private readonly next = signal<string | null>(null);
  private readonly fresh = signal<{ tasks: readonly TaskRow[]; next: string | null } | undefined>(undefined);
  private asked: InboxAsked | undefined;
  private turn = 0;

  readonly rows = this.state.asReadonly();
  readonly loading = signal(false);
  readonly problem = signal<ApiProblem | undefined>(undefined);
  readonly arrived = signal(0);
  readonly hasMore = computed(() => this.next() !== null);

  /** Shows another queue or other filters; the old rows go at once, because they answer another question. */
  async open(asked: InboxAsked): Promise<void> {
    if (!this.asked || keyOfAsked(this.asked) !== keyOfAsked(asked)) this.state.set(undefined);
    this.asked = asked;
    await this.page(undefined);
  }

  async more(): Promise<void> {
    const after = this.next();
    if (after && !this.loading()) await this.page(after);
  }

  /** Something happened to the queue: asks quietly and counts what is new. */
  async look(): Promise<void> {
    const [asked, rows, turn] = [this.asked, this.state(), this.turn];
    if (!asked || !rows || this.loading()) return;
    try {
      const limit = Math.min(largestPage, Math.max(pageSize, rows.length));
      const answer = await this.api.call(listInbox, { query: { ...query(asked), limit } });
      if (turn !== this.turn) return;
      const merged = mergeFresh(this.state() ?? [], answer.tasks, answer.next === null);
      this.fresh.set(answer);
      if (rows.length === 0) this.showFresh();
      else {
        this.state.set(merged.rows);
        this.arrived.set(merged.arrived);
      }
    } catch {
      // The list stays as it is; the next event or the reader's own act asks again.
    }
  }

  showFresh(): void {
    const fresh = this.fresh();
    if (!fresh) return;
    this.state.set(shown(fresh.tasks));
    this.next.set(fresh.next);
    this.arrived.set(0);
    this.fresh.set(undefined);
  }

  change(taskId: string, change: Partial<ShownRow>): void {
    this.state.update((rows) => rows?.map((row) => (row.taskId === taskId ? { ...row, ...change } : row)));
  }

  private async page(after: string | undefined): Promise<void> {
    const asked = this.asked;
    if (!asked) return;
    const turn = ++this.turn;
    this.loading.set(true);
    this.problem.set(undefined);
    try {
      const answer = await this.api.call(listInbox, { query: { ...query(asked), after, limit: pageSize } });
      if (turn !== this.turn) return;
      const known = new Set(after ? this.state()?.map((row) => row.taskId) : []);
      const rows = shown(answer.tasks.filter((task) => !known.has(task.taskId)));
      this.state.update((before) => (after ? [...(before ?? []), ...rows] : rows));
      this.next.set(answer.next);
      if (!after) this.arrived.set(0);
    } catch (thrown) {
      if (turn === this.turn) this.problem.set(problemOf(thrown));
    } finally {
      if (turn === this.turn) this.loading.set(false);
    }
  }
}

function query({ queue, filters }: InboxAsked) {
  return { queue, ...filters } as { queue: typeof queue } & Record<string, never>;
}
