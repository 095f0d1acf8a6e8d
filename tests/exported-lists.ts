import type { z } from "zod";
import type { Endpoint } from "../api/contracts/endpoint.ts";
import * as columns from "../api/exported-columns.ts";
import type { ListColumn } from "../api/list-file.ts";

interface ExportedList {
  /** The endpoint that gives the list as a file. */
  file: string;
  /** Where the rows stand in the list's reply. */
  rows: string;
  columns: readonly ListColumn<never>[];
}

/** The lists that go out as files, by the id of the endpoint that shows them. */
export const exportedLists: Readonly<Record<string, ExportedList>> = {
  listInbox: { file: "exportInbox", rows: "tasks", columns: columns.taskColumns },
  searchCases: { file: "exportSearch", rows: "cases", columns: columns.caseColumns },
  listMeasured: { file: "exportMeasured", rows: "tasks", columns: columns.measuredColumns },
  listReceipts: { file: "exportReceipts", rows: "receipts", columns: columns.receiptColumns },
  listRatings: { file: "exportRatings", rows: "ratings", columns: columns.ratingColumns },
  listOffices: { file: "exportOffices", rows: "offices", columns: columns.officeColumns },
  listRules: { file: "exportRules", rows: "rules", columns: columns.ruleColumns },
  getBulkBatch: { file: "exportBulkBatch", rows: "items", columns: columns.itemColumns },
  findRegisteredCertificates: {
    ...{ file: "exportRegisteredCertificates", rows: "certificates", columns: columns.certificateColumns },
  },
};

const onePage = "parts of one page about one thing, not a list";
const choices = "what a form offers to choose from";
const ownFew = "the reader's own few, with acts beside them";

/** Replies with several rows that are no list to take away. */
export const listsWithoutFile: Readonly<Record<string, string>> = {
  ...{ getDraft: onePage, getCase: onePage, getTask: onePage, getOffice: onePage, getHealth: onePage },
  ...{
    getCalendar: onePage,
    getProcessPicture: onePage,
    getRuleDraft: onePage,
    previewHandover: onePage,
    previewSuccession: onePage,
  },
  ...{ compareRuleVersions: onePage, tryRuleDraft: onePage, listMovedCases: onePage, listEngineEvents: onePage },
  ...{ listColleagues: choices, listSubstitutes: choices, findSigners: choices, listOfficeChoices: choices },
  ...{ getRuleChoices: choices, listSuccessors: choices, countInbox: choices, listNotificationChoices: choices },
  ...{ listMyCases: ownFew, listMyCertificates: ownFew, listUploads: ownFew, listSavedFilters: ownFew },
  ...{ listNotifications: ownFew, listBulkBatches: ownFew, listSubstitutions: ownFew },
  ...{ listPhrases: "kept by hand", listCatalogues: "kept by hand", listNotificationTexts: "kept by hand" },
  ...{ listRuleVersions: "the versions are read one by one", listLeavers: "a choice of whom to hand over" },
  getAnalytics: "goes out whole as exportAnalytics",
};

/** Names under which a reply holds rows: arrays of objects. */
export function namesOfLists({ method, reply }: Endpoint): string[] {
  if (method !== "GET" || typeof reply === "string" || !("shape" in reply)) return [];
  const shape = reply.shape as Readonly<Record<string, z.ZodType>>;
  return Object.entries(shape).flatMap(([name, type]) => (holdsRows(type) ? [name] : []));
}

function holdsRows(type: z.ZodType): boolean {
  const { def } = type as unknown as { def: { type: string; innerType?: z.ZodType; element?: z.ZodType } };
  if (def.innerType) return holdsRows(def.innerType);
  return def.type === "array" && (def.element as unknown as { def: { type: string } }).def.type === "object";
}
