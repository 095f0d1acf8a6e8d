import { type Signal, computed, effect, inject, resource, signal, untracked } from "@angular/core";
import { Api } from "./api.ts";
import { type ApiProblem, problemOf } from "./problem.ts";

export interface Loaded<T> {
  /** The newest value; stays while it is loaded again, so that nothing jumps. */
  readonly value: Signal<T | undefined>;
  /** True only for the first load: show the skeleton. */
  readonly first: Signal<boolean>;
  readonly loading: Signal<boolean>;
  /** Why there is no newer value. */
  readonly problem: Signal<ApiProblem | undefined>;
  reload(): void;
  set(value: T): void;
}

/**
 * Loads when `asked` gives something and again whenever it changes; `asked` giving undefined waits. The previous value
 * stays readable while the next one is under way and when it fails; what failed for want of a server is loaded again when it is back.
 */
export function load<Asked, T>(asked: () => Asked | undefined, loader: (asked: Asked) => Promise<T>): Loaded<T> {
  let kept: T | undefined;
  // The resource's own reload does nothing while an answer is under way, and that answer may be older than what the
  // reader has just done: asking again replaces it.
  const again = signal(0);
  const reload = () => again.update((count) => count + 1);
  const source = resource<T, { asked: Asked } | undefined>({
    params: () => {
      again();
      const wanted = asked();
      return wanted === undefined ? undefined : { asked: wanted };
    },
    loader: async ({ params, abortSignal }) => {
      const answer = await loader(params!.asked);
      if (!abortSignal.aborted) kept = answer;
      return answer;
    },
  });
  const value = computed(() => {
    const status = source.status();
    if (status === "error") return kept;
    return source.hasValue() ? source.value() : kept;
  });
  const problem = computed(() => {
    const error = source.error();
    if (source.status() !== "error" || !error) return undefined;
    return problemOf(error.cause ?? error);
  });
  const { returns } = inject(Api);
  let seen = untracked(returns);
  effect(() => {
    if (returns() === seen) return;
    seen = returns();
    if (untracked(problem)?.kind === "offline") reload();
  });
  return {
    value,
    loading: source.isLoading,
    first: computed(() => source.isLoading() && value() === undefined),
    problem,
    reload,
    set: (next: T) => {
      kept = next;
      source.set(next);
    },
  };
}
