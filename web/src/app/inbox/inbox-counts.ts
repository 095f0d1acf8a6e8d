import { Injectable, computed, inject } from "@angular/core";
import { toSignal } from "@angular/core/rxjs-interop";
import { ActivatedRoute, type Params } from "@angular/router";
import { countInbox } from "../../../../api/contracts/inbox.ts";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { load } from "../api/load.ts";
import { askedByAddress } from "./inbox-filters.ts";
import { InboxList } from "./inbox-list.ts";
import { emptyQueues } from "./queue-names.ts";

/** What the address asks of the inbox, and how much of it there is. One per inbox page. */
@Injectable()
export class InboxCounts {
  private readonly api = inject(Api);
  private readonly list = inject(InboxList);
  readonly query = toSignal(inject(ActivatedRoute).queryParams, { initialValue: {} as Params });
  readonly asked = computed(() => askedByAddress(this.query()));

  /** Grows with every event that concerns the reader's inbox. */
  readonly tick = inject(Events).topic("inbox");
  private readonly counts = load(
    () => ({ filters: this.asked().filters, tick: this.tick() }),
    ({ filters }) => this.api.call(countInbox, { query: filters as Record<string, never> }),
  );
  readonly areas = computed(() =>
    (this.counts.value()?.areas ?? []).map((area) => ({ value: area.id, label: area.name })),
  );
  readonly shown = computed(() => this.list.rows()?.length ?? 0);
  readonly shownOfTotal = computed(() => {
    const [count, total] = [this.shown(), this.counts.value()?.counts[this.asked().queue]];
    return total === undefined
      ? $localize`已显示 ${count}:count: 件`
      : $localize`已显示 ${count}:count: 件，共 ${said(total)}:total: 件`;
  });
  /** What to say where the queue is empty: another queue may not be. */
  readonly empty = computed(() => {
    const empty = emptyQueues[this.asked().queue];
    const waiting = this.counts.value()?.counts["to-claim"] ?? 0;
    if (this.asked().queue !== "mine" || waiting === 0) return empty;
    return {
      ...empty,
      heading: $localize`手上的都办完了`,
      sentence: $localize`还有 ${said(waiting)}:count: 件等着认领。`,
    };
  });

  reload(): void {
    this.counts.reload();
  }
}

/** The server counts to a thousand. */
function said(count: number): string {
  return count > 999 ? "999+" : String(count);
}
