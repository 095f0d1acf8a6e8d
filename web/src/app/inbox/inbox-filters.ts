import { type Queue, inboxFilters, queue as queueSchema } from "../../../../api/contracts/inbox.ts";

export type FilterName = keyof typeof inboxFilters;
export type Filters = Partial<Record<FilterName, string>>;

export const filterNames = Object.keys(inboxFilters) as readonly FilterName[];

/** What the address says, as the API takes it; what no filter knows or allows is left out. */
export interface InboxAsked {
  queue: Queue;
  filters: Filters;
}

type Query = Readonly<Record<string, string | undefined>>;

export function askedByAddress(query: Query): InboxAsked {
  const queue = queueSchema.safeParse(query["queue"]);
  const filters: Filters = {};
  for (const name of filterNames) {
    const read = inboxFilters[name].safeParse(query[name] || undefined);
    if (read.success && read.data) filters[name] = read.data;
  }
  return { queue: queue.success ? queue.data : "mine", filters };
}

/** Query parameters for the address: `null` takes a filter out, so that merging leaves nothing behind. */
export function addressOfFilters(queue: Queue, filters: Filters): Record<string, string | null> {
  const query: Record<string, string | null> = { queue };
  for (const name of filterNames) query[name] = filters[name] ?? null;
  return query;
}

export function isFiltered(filters: Filters): boolean {
  return filterNames.some((name) => filters[name] !== undefined);
}

/** The same queue and filters give the same text: lists are loaded anew only when it changes. */
export function keyOfAsked({ queue, filters }: InboxAsked): string {
  return JSON.stringify([queue, ...filterNames.map((name) => filters[name] ?? "")]);
}
