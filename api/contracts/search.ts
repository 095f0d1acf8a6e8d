import { z } from "zod";
import { searchedText } from "../../domain/searched-number.ts";
import { oneLine } from "../../domain/text-input.ts";
import { byId, cursor, done, givenDate, id, instant, statusWord } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { inboxFilters } from "./inbox.ts";

/** What is looked for among all cases that ever came to the reader's desks; the address of the page says the same. */
export const searchFilters = {
  /** Part of a number, name, employer or certificate number; an identity number as `hideNumber` wrote it. */
  text: searchedText.optional(),
  matter: inboxFilters.matter,
  /** The step the case is at now. */
  step: inboxFilters.step,
  areaId: inboxFilters.areaId,
  state: z.enum(["open", "closed"]).optional(),
  /** Part of the name of the body where the case lies now. */
  office: searchedText.optional(),
  /** When it first came to the desk: from and to, both days included (Asia/Shanghai). */
  from: givenDate.optional(),
  to: givenDate.optional(),
};

export const foundCase = z.object({
  caseId: id,
  /** The reader's own way into it: the latest task their desk had. */
  taskId: id,
  number: z.string(),
  matterTitle: z.string(),
  applicantName: z.string(),
  organisationName: z.string().nullable(),
  certificateNumber: z.string().nullable(),
  areaName: z.string(),
  status: statusWord,
  /** Where it lies now; null when it has ended. */
  stepTitle: z.string().nullable(),
  officeName: z.string().nullable(),
  cameAt: instant,
});
export type FoundCase = z.infer<typeof foundCase>;

export const searchCases = endpoint({
  id: "searchCases",
  method: "GET",
  path: "/api/search",
  tag: "审核",
  summary: "查办件：到过本人所在机构或单位的全部办件，不只是待办（B-02）",
  access: "session",
  query: z.strictObject({
    ...searchFilters,
    after: cursor,
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  reply: z.object({
    cases: z.array(foundCase),
    next: z.string().nullable(),
    /** On the first page: how many there are, counted up to 1000. */
    count: z.int().nullable(),
  }),
});

export const hideNumber = endpoint({
  id: "hideNumber",
  method: "POST",
  path: "/api/search/number",
  tag: "审核",
  summary: "把要查的身份证号换成只有平台认得的形式，网址、筛选和导出里都不出现号码",
  access: "session",
  body: z.strictObject({ text: z.string().max(80) }),
  reply: z.object({ text: searchedText }),
});

const page = z.enum(["inbox", "search"]);
const savedQuery = z.record(z.string().max(20), searchedText);

export const savedFilter = z.object({
  id,
  name: z.string(),
  page,
  query: savedQuery,
  /** The office that shares it; null: the reader's own. */
  office: z.string().nullable(),
  /** The reader may take it away. */
  removable: z.boolean(),
});
export type SavedFilter = z.infer<typeof savedFilter>;

export const listSavedFilters = endpoint({
  id: "listSavedFilters",
  method: "GET",
  path: "/api/filters",
  tag: "审核",
  summary: "存下的筛选：本人的，和本机构负责人共享的",
  access: "session",
  reply: z.object({
    filters: z.array(savedFilter),
    /** Offices whose chief the reader is: with these a filter may be shared. */
    mayShareWith: z.array(z.object({ id, name: z.string() })),
  }),
});

export const saveFilter = endpoint({
  id: "saveFilter",
  method: "POST",
  path: "/api/filters",
  tag: "审核",
  summary: "存下筛选；同名的换成新的；每人最多 50 个",
  access: "session",
  body: z.strictObject({
    name: oneLine({ label: "名称", most: 30 }),
    page,
    query: savedQuery,
    officeId: id.nullable(),
  }),
  reply: z.object({ id }),
});

export const removeFilter = endpoint({
  id: "removeFilter",
  method: "DELETE",
  path: "/api/filters/:id",
  tag: "审核",
  summary: "去掉存下的筛选",
  access: "session",
  params: byId,
  reply: done,
});
