import { Injectable, inject, signal } from "@angular/core";
import { type FoundCase, searchCases, searchFilters } from "../../../../api/contracts/search.ts";
import { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";

export type SearchFilterName = keyof typeof searchFilters;
export type SearchFilters = Partial<Record<SearchFilterName, string>>;

export const searchFilterNames = Object.keys(searchFilters) as readonly SearchFilterName[];

/** What the address asks for; what no filter knows or allows is left out. */
export function searchedByAddress(query: Readonly<Record<string, string | undefined>>): SearchFilters {
  const filters: SearchFilters = {};
  for (const name of searchFilterNames) {
    const read = searchFilters[name].safeParse(query[name] || undefined);
    if (read.success && read.data) filters[name] = read.data;
  }
  return filters;
}

/** What was found, page after page. One per search page. */
@Injectable()
export class FoundCases {
  private readonly api = inject(Api);
  private filters: SearchFilters = {};
  private turn = 0;
  readonly cases = signal<readonly FoundCase[] | undefined>(undefined);
  readonly count = signal<number | null>(null);
  readonly next = signal<string | null>(null);
  readonly loading = signal(false);
  readonly problem = signal<ApiProblem | undefined>(undefined);

  open(filters: SearchFilters): Promise<void> {
    this.filters = filters;
    this.cases.set(undefined);
    return this.page(undefined);
  }

  async more(): Promise<void> {
    const after = this.next();
    if (after && !this.loading()) await this.page(after);
  }

  async page(after: string | undefined): Promise<void> {
    const turn = ++this.turn;
    this.loading.set(true);
    this.problem.set(undefined);
    try {
      const query = { ...(this.filters as Record<string, never>), after };
      const answer = await this.api.call(searchCases, { query });
      if (turn !== this.turn) return;
      this.cases.update((before) => [...(after ? (before ?? []) : []), ...answer.cases]);
      this.next.set(answer.next);
      if (!after) this.count.set(answer.count);
    } catch (thrown) {
      if (turn === this.turn) this.problem.set(problemOf(thrown));
    } finally {
      if (turn === this.turn) this.loading.set(false);
    }
  }
}
