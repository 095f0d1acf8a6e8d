import { z } from "zod";
import { BadInput } from "./bad-input.ts";

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** Where a list ordered by (instant, id) goes on; opaque to those who carry it. */
export function writeCursor(at: Date, id: string): string {
  return Buffer.from(JSON.stringify([at.toISOString(), id])).toString("base64url");
}

/** @throws BadInput when it is not one of ours. */
export function readCursor(text: string | undefined): { at: Date; id: string } | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    const [at, id] = place.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    return { at: new Date(at), id };
  } catch {
    throw new BadInput([{ path: "after", message: "翻页位置不对，请从第一页重新打开" }]);
  }
}

/** One row more than a page was read: it tells whether there is a next one, and is left out. */
export function pageOf<Row extends { id: string }>(
  found: readonly Row[],
  size: number,
  atOf: (row: Row) => Date,
): { page: Row[]; next: string | null } {
  const page = found.slice(0, size);
  const last = page.at(-1);
  return { page, next: found.length > size && last ? writeCursor(atOf(last), last.id) : null };
}
