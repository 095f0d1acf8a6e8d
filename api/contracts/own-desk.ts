import { z } from "zod";
import { multiLine } from "../../domain/text-input.ts";
import { byId, done, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const ownNote = {
  /** Written and not sent. */
  opinion: multiLine({ label: "意见", most: 1000, least: 0 }),
  /** For the writer alone. */
  note: multiLine({ label: "备注", most: 2000, least: 0 }),
};

export const getOwnNote = endpoint({
  id: "getOwnNote",
  method: "GET",
  path: "/api/tasks/:id/own-note",
  tag: "审核",
  summary: "本人在这件待办上没有发出的意见和备注（B-11）",
  access: "session",
  params: byId,
  reply: z.object({ opinion: z.string(), note: z.string(), savedAt: instant.nullable() }),
});

/** The opinion of a task that is decided is not kept: it was sent, or is no longer needed. */
export const keepOwnNote = endpoint({
  id: "keepOwnNote",
  method: "PUT",
  path: "/api/tasks/:id/own-note",
  tag: "审核",
  summary: "存没有发出的意见和备注，只有本人看得到",
  access: "session",
  params: byId,
  body: z.strictObject(ownNote),
  reply: z.object({ savedAt: instant }),
});

/** What a list can show beside what it always shows, in its order. */
export const listColumns = {
  inbox: ["applicant", "organisation", "number", "area", "came", "step", "round", "holder"],
  search: ["status", "organisation", "where", "number", "certificate", "came", "area"],
} as const;
export type ListName = keyof typeof listColumns;
const inboxColumns = z.array(z.enum(listColumns.inbox)).max(listColumns.inbox.length);
const searchColumns = z.array(z.enum(listColumns.search)).max(listColumns.search.length);

export const getColumns = endpoint({
  id: "getColumns",
  method: "GET",
  path: "/api/columns",
  tag: "审核",
  summary: "本人为各列表选的列；没有选过的为 null（B-02）",
  access: "session",
  reply: z.object({ inbox: inboxColumns.nullable(), search: searchColumns.nullable() }),
});

export const chooseColumns = endpoint({
  id: "chooseColumns",
  method: "PUT",
  path: "/api/columns",
  tag: "审核",
  summary: "选一个列表的列；columns 为 null 恢复默认",
  access: "session",
  body: z.discriminatedUnion("list", [
    z.strictObject({ list: z.literal("inbox"), columns: inboxColumns.nullable() }),
    z.strictObject({ list: z.literal("search"), columns: searchColumns.nullable() }),
  ]),
  reply: done,
});
