import { type Signal, computed, signal } from "@angular/core";
import { type ApiProblem, problemOf } from "../api/problem.ts";

/** A list read page by page with the server's cursor. */
export interface Paged<T> {
  /** undefined until the first page is there. */
  readonly list: Signal<readonly T[] | undefined>;
  readonly more: Signal<boolean>;
  readonly loading: Signal<boolean>;
  readonly problem: Signal<ApiProblem | undefined>;
  /** The first page, or the next one. */
  next(): Promise<void>;
}

export function paged<T>(
  read: (after: string | undefined) => Promise<{ list: readonly T[]; next: string | null }>,
): Paged<T> {
  const list = signal<readonly T[] | undefined>(undefined);
  const cursor = signal<string | null | undefined>(undefined);
  const loading = signal(false);
  const problem = signal<ApiProblem | undefined>(undefined);
  return {
    list: list.asReadonly(),
    more: computed(() => typeof cursor() === "string"),
    loading: loading.asReadonly(),
    problem: problem.asReadonly(),
    async next() {
      if (loading() || cursor() === null) return;
      loading.set(true);
      problem.set(undefined);
      try {
        const page = await read(cursor() ?? undefined);
        list.update((before) => [...(before ?? []), ...page.list]);
        cursor.set(page.next);
      } catch (thrown) {
        problem.set(problemOf(thrown));
      } finally {
        loading.set(false);
      }
    },
  };
}
