import { z } from "zod";
import { catalogueNames } from "../../domain/catalogue-entry.ts";
import { oneLine } from "../../domain/text-input.ts";
import { civilDate, commandKey, done, givenDate, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const catalogueName = z.enum(catalogueNames);
const titlesOf = <Titles extends z.ZodType>(titles: Titles) =>
  z.strictObject({ member: titles, assistant: titles, middle: titles, "deputy-senior": titles, senior: titles });
const words = {
  name: z.string(),
  /** Of 退回原因: the field or material it stands beside. */
  field: z.string().nullable(),
  /** Of 职称系列: what each level is called. */
  titles: titlesOf(z.array(z.string())).nullable(),
  place: z.int(),
  /** Days, both included; null: since ever, without end. */
  from: civilDate.nullable(),
  to: civilDate.nullable(),
};

const entry = z.object({
  code: z.string(),
  /** The newest version. */
  version: z.int(),
  ...words,
  /** `coming`: the newest version has not begun; until then the one before holds, if there is one. */
  state: z.enum(["current", "coming", "ended"]),
  /** Shipped, and not read in a text of the ministry. */
  unconfirmed: z.boolean(),
  /** Newest first; `who` null: came with the product. */
  versions: z.array(
    z.object({ version: z.int(), ...words, who: z.string().nullable(), at: instant, note: z.string() }),
  ),
});
export type CatalogueEntryView = z.infer<typeof entry>;

const list = z.object({
  catalogue: catalogueName,
  matter: z.string().nullable(),
  title: z.string(),
  matterTitle: z.string().nullable(),
  /** Where its entries are used. */
  use: z.string(),
  /** What an entry may stand beside; empty where it stands beside nothing. */
  fields: z.array(z.object({ field: z.string(), label: z.string() })),
  entries: z.array(entry),
});
export type CatalogueView = z.infer<typeof list>;

export const listCatalogues = endpoint({
  id: "listCatalogues",
  method: "GET",
  path: "/api/admin/catalogues",
  tag: "管理",
  summary: "业务目录：退回原因、职称系列与名称，现用的、停用的和各版",
  access: "session",
  reply: z.object({ catalogues: z.array(list) }),
});

const titleNames = z.array(oneLine({ label: "职称名称", most: 30 })).max(40);
const wanted = {
  matter: z.string().max(60).nullable(),
  name: oneLine({ label: "名称", most: 100 }),
  field: z.string().max(80).nullable(),
  titles: titlesOf(titleNames).nullable(),
  place: z.int("请填整数").min(0, "不能小于 0").max(100_000, "不能大于 100000"),
  /** From which day it holds; null: at once. */
  from: givenDate.nullable(),
  /** The last day; null: no end. */
  to: givenDate.nullable(),
  note: oneLine({ label: "说明", most: 200 }),
};
const version = z.int().min(0).max(1_000_000);
const byCode = z.object({ catalogue: catalogueName, code: z.string().max(60) });

export const addCatalogueEntry = endpoint({
  id: "addCatalogueEntry",
  method: "POST",
  path: "/api/admin/catalogues/:catalogue/entries",
  tag: "管理",
  summary: "在业务目录里增加一项",
  access: "session",
  params: z.object({ catalogue: catalogueName }),
  body: z.strictObject({ key: commandKey, ...wanted }),
  reply: z.object({ code: z.string() }),
});

export const changeCatalogueEntry = endpoint({
  id: "changeCatalogueEntry",
  method: "PUT",
  path: "/api/admin/catalogues/:catalogue/entries/:code",
  tag: "管理",
  summary: "修改业务目录里的一项，存为新的一版；停用的由此恢复",
  access: "session",
  params: byCode,
  /** On the version it was read at: a stale one is refused with who changed it. */
  body: z.strictObject({ version, ...wanted }),
  reply: done,
});

export const endCatalogueEntry = endpoint({
  id: "endCatalogueEntry",
  method: "POST",
  path: "/api/admin/catalogues/:catalogue/entries/:code/end",
  tag: "管理",
  summary: "停用业务目录里的一项，不删除",
  access: "session",
  params: byCode,
  body: z.strictObject({ matter: wanted.matter, version, note: wanted.note }),
  reply: done,
});
