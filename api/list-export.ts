import type Router from "@koa/router";
import { civilDateAt } from "../domain/civil-date.ts";
import type { Endpoint, ReplyGiven } from "./contracts/endpoint.ts";
import type { ApiDeps } from "./deps.ts";
import { listFile, type ListColumn, type ListFormat } from "./list-file.ts";
import { serve, type Call, type ReplyFrom } from "./serve.ts";

/** So many rows are read at a time, where the list lets its reader choose. */
const rowsPerRead = 500;

/** A list of the contracts, and the same list as a file. */
interface ExportedList<List extends Endpoint, File extends Endpoint, Row> {
  list: List;
  /** Takes what the list takes, and a format; not where a page begins and how long it is. */
  file: File;
  /** 待办: what the file is called, before the day. */
  name: string;
  columns: readonly ListColumn<Row>[];
  rowsOf: (reply: ReplyGiven<List>) => readonly Row[];
}

/**
 * Serves a list and its export by one handler, so that the file holds the rows that the reader's page shows, under the
 * same rights and filters, page after page to the end. Each export is on the record (serve.ts).
 */
export function serveList<const List extends Endpoint, const File extends Endpoint, Row>(
  router: Router,
  deps: ApiDeps,
  of: ExportedList<List, File, Row>,
): (handler: (call: Call<List>) => Promise<ReplyGiven<List>>) => void {
  return (handler) => {
    serve(router, of.list, deps)(async (call) => (await handler(call)) as ReplyFrom<List>);
    serve(
      router,
      of.file,
      deps,
    )(async (call) => {
      const { format, ...filters } = call.query as { format: ListFormat };
      const read = (after: string | undefined) =>
        // The contract of the file has parsed the same filters.
        handler({ ...call, query: { ...filters, after, limit: rowsPerRead } } as unknown as Call<List>);
      // Refused or not is known before the first byte.
      const first = await read(undefined);
      const pages = pagesOf(first, read, of.rowsOf);
      return (await listFile(`${of.name} ${civilDateAt(Date.now())}`, format, of.columns, pages)) as ReplyFrom<File>;
    });
  };
}

async function* pagesOf<Reply, Row>(
  first: Reply,
  read: (after: string) => Promise<Reply>,
  rowsOf: (reply: Reply) => readonly Row[],
): AsyncGenerator<readonly Row[]> {
  for (let reply = first; ;) {
    yield rowsOf(reply);
    const { next } = reply as { next?: string | null };
    if (!next) return;
    reply = await read(next);
  }
}
