import { randomUUID } from "node:crypto";
import type { AbilityName } from "../domain/policy/index.ts";
import { needs, ofCases, office, type Allowed, type PermissionRow, type RowsOf } from "./permission-rows.ts";

/** Named on a version that it never had: whom the policy lets through is told so, and the draft stays as it is. */
const madeOn = { version: 99 };
const rule = {
  ...{ matter: "certificate-replacement", step: "employer", areaId: randomUUID(), receiver: { kind: "employer" } },
  dueInWorkingDays: 4,
};
const ofRuleDrafts =
  (names: readonly AbilityName[], allowed: Allowed, rest: Partial<PermissionRow> = { body: madeOn }): RowsOf =>
  ({ ruleDrafts }) =>
    ruleDrafts.map(({ name, id, subject }) => ({
      ...{ subject: name, denial: needs(names, subject), allowed },
      ...{ ...rest, params: { id, ...rest.params } },
    }));
const editing = ["draft-rules", "edit-rule-draft"] as const;
const oneDay = { layer: "CN", date: "2026-12-25", kind: "off", name: "测试放假" };
const oneYear = { layer: "CN", year: 2027, text: "日期,安排,名称\n2027-01-01,放假,元旦\n2027-01-03,上班,元旦\n" };
const notice = { ...oneYear, fileName: null, sourceDocument: "测试通知", issuedOn: null, link: null, version: 1 };

/** Routing rules, the calendar, and what administrators do to cases, by the id of the endpoint. */
export const administrationRows: Readonly<Record<string, RowsOf>> = {
  listRuleVersions: () => office("read-rules"),
  compareRuleVersions: () => office("read-rules"),
  getRuleChoices: () => office("draft-rules"),
  beginRuleDraft: () => office("draft-rules", "not-found", { body: { restores: 1_000_000 } }),
  getRuleDraft: ofRuleDrafts(["read-rules"], 200, {}),
  tryRuleDraft: ofRuleDrafts(["read-rules"], 200, {}),
  changeRuleDraft: ofRuleDrafts(editing, "stale-version", {
    body: { ...madeOn, note: "", effectiveFrom: null, fallbackOfficeId: null },
  }),
  addDraftRule: ofRuleDrafts(editing, "stale-version", { body: { ...madeOn, rule } }),
  changeDraftRule: ofRuleDrafts(editing, "stale-version", {
    params: { ruleId: randomUUID() },
    body: { ...madeOn, rule },
  }),
  removeDraftRule: ofRuleDrafts(editing, "stale-version", {
    params: { ruleId: randomUUID() },
    query: { version: "99" },
  }),
  rebaseRuleDraft: ofRuleDrafts(editing, "stale-version"),
  submitRuleDraft: ofRuleDrafts(["draft-rules", "submit-rule-draft"], "rules-unchanged"),
  reworkRuleDraft: ofRuleDrafts(["draft-rules", "rework-rule-draft"], "stale-version"),
  sendBackRuleDraft: ofRuleDrafts(["draft-rules", "send-back-rule-draft"], "stale-version", {
    body: { ...madeOn, reason: "时限太长" },
  }),
  publishRuleDraft: ofRuleDrafts(["draft-rules", "publish-rule-draft"], "rules-unchanged"),
  discardRuleDraft: ofRuleDrafts(["draft-rules", "discard-rule-draft"], "stale-version"),

  getAnalytics: () => office("read-analytics"),
  listMeasured: () => office("read-analytics", 200, { query: { measure: "decided" } }),
  exportAnalytics: () => office("read-analytics", 200, { query: { format: "csv" } }),
  exportMeasured: () => office("read-analytics", 200, { query: { format: "csv", measure: "open" } }),
  beginCounterVisit: () =>
    office("begin-counter-visit", "no-such-person", {
      body: { name: "没有此人", identityNumber: "450200198609120039" },
    }),
  // Nobody of the cast stands at the counter: all are told so.
  endCounterVisit: () => office("end-counter-visit"),
  registerPerson: () =>
    office("register-person", "person-otherwise-named", {
      body: {
        ...{ name: "没有此人", identityNumber: "450200198609120039", identityNumberAgain: "450200198609120039" },
        phone: "13900000099",
      },
    }),
  listReceipts: () => office("read-receipts"),
  exportReceipts: () => office("read-receipts", 200, { query: { format: "csv" } }),
  getReceiptFile: ({ receipts }) =>
    receipts.map(({ name, id, subject }) => ({
      ...{ subject: name, params: { id, file: "paper" }, denial: needs(["see-receipt"], subject) },
      allowed: "paper-unavailable",
    })),

  listRatings: () => office("read-ratings"),
  exportRatings: () => office("read-ratings", 200, { query: { format: "csv" } }),
  answerRating: ({ ratings }) =>
    ratings.map(({ name, id, subject }) => ({
      ...{ subject: name, params: { id }, body: { text: "谢谢。" }, denial: needs(["answer-rating"], subject) },
      ...{ allowed: 200, changes: true as const },
    })),
  rateCase: ofCases(["see-case", "rate"], 200, { body: { level: 4, reasons: ["quick"], text: "" }, changes: true }),

  getRecomputation: () => office("read-calendar"),
  readCalendarImport: () => office("read-calendar", "not-found", { params: { id: randomUUID() } }),
  attachCalendarDocument: () =>
    office("change-calendar", "not-found", {
      ...{ params: { id: randomUUID() }, query: { name: "通知.pdf" }, body: Buffer.from("%PDF-") },
    }),
  readCalendarDocument: () => office("read-calendar", "not-found", { params: { id: randomUUID() } }),
  previewCalendarDay: () => office("change-calendar", 200, { body: oneDay }),
  previewCalendarImport: () => office("change-calendar", 200, { body: oneYear }),
  importCalendar: () => office("change-calendar", "engine-unreachable", { body: notice }),

  listEngineEvents: ofCases(["read-engine-events"], "engine-unreachable"),
  operateCases: ({ cases }) =>
    (["retry", "repair", "renew"] as const).map((operation) => ({
      ...{ subject: operation, denial: needs([`${operation}-case`], null) },
      body: { operation, caseIds: [cases[0]!.id] },
      // What the engine says of one case stands in the answer, case by case; a repair is one request for all.
      allowed: operation === "repair" ? ("engine-unreachable" as const) : 200,
    })),
  reconcileNow: () => office("repair-case", "engine-unreachable"),
};
