import { z } from "zod";
import { fileFormat as format } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { inboxFilters, queue } from "./inbox.ts";
import { searchFilters } from "./search.ts";

export const exportInbox = endpoint({
  id: "exportInbox",
  method: "GET",
  path: "/api/inbox/export",
  tag: "审核",
  summary: "导出待办列表（CSV 或 Excel，留痕；Excel 最多 10 万行）",
  access: "session",
  query: z.strictObject({ format, queue: queue.default("mine"), ...inboxFilters }),
  reply: "file",
});

export const exportSearch = endpoint({
  id: "exportSearch",
  method: "GET",
  path: "/api/search/export",
  tag: "审核",
  summary: "导出查到的办件（CSV 或 Excel，留痕；Excel 最多 10 万行）",
  access: "session",
  query: z.strictObject({ format, ...searchFilters }),
  reply: "file",
});

export const exportOffices = endpoint({
  id: "exportOffices",
  method: "GET",
  path: "/api/admin/offices/export",
  tag: "管理",
  summary: "导出机构与成员（CSV 或 Excel，留痕）",
  access: "session",
  query: z.strictObject({ format }),
  reply: "file",
});
