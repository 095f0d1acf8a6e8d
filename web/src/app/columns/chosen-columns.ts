import { Injectable, computed, inject } from "@angular/core";
import type { ReplyOf } from "../../../../api/contracts/endpoint.ts";
import { type ListName, chooseColumns, getColumns, listColumns } from "../../../../api/contracts/own-desk.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";

export type ColumnOf<List extends ListName> = (typeof listColumns)[List][number];

const defaults: { readonly [List in ListName]: readonly ColumnOf<List>[] } = {
  inbox: ["applicant", "organisation", "number", "area", "came"],
  search: ["status", "organisation", "where", "number", "certificate", "came"],
};

/** Which columns the reader wants to see, kept on the server; the usual ones until they are known. */
@Injectable({ providedIn: "root" })
export class ChosenColumns {
  private readonly api = inject(Api);
  private readonly messages = inject(Messages);
  private readonly loaded = load(
    () => ({}),
    () => this.api.call(getColumns),
  );
  readonly inbox = computed(
    (): ReadonlySet<ColumnOf<"inbox">> => new Set(this.loaded.value()?.inbox ?? defaults.inbox),
  );
  readonly search = computed(
    (): ReadonlySet<ColumnOf<"search">> => new Set(this.loaded.value()?.search ?? defaults.search),
  );

  isChosen(list: ListName): boolean {
    return !!this.loaded.value()?.[list];
  }

  toggle(list: ListName, column: string): Promise<void> {
    const shown = new Set<string>(this[list]());
    if (!shown.delete(column)) shown.add(column);
    return this.choose(
      list,
      (listColumns[list] as readonly string[]).filter((name) => shown.has(name)),
    );
  }

  reset(list: ListName): Promise<void> {
    return this.choose(list, null);
  }

  /** Shown at once; taken back when the server does not keep it. */
  private async choose(list: ListName, columns: readonly string[] | null): Promise<void> {
    const before = this.loaded.value();
    const next = { inbox: null, search: null, ...before, [list]: columns } as ReplyOf<typeof getColumns>;
    this.loaded.set(next);
    try {
      await this.api.call(chooseColumns, { body: { list, columns } as never });
    } catch (thrown) {
      if (before) this.loaded.set(before);
      this.messages.problem(problemOf(thrown));
    }
  }
}
