import { randomUUID } from "node:crypto";
import { row, rows } from "../../db/connection.ts";
import { identityNumberCheckCharacter } from "../../domain/identity-number.ts";
import type { StageState } from "../stage.ts";
import {
  applicant,
  caseOf,
  dayOff,
  officeReads,
  photo,
  reading,
  stranger,
  type Scenario,
  type Scene,
} from "./scene.ts";

const { sourceDocument, ...oneDay } = dayOff;
const oneYear = { layer: "CN", year: 2027, text: "日期,安排,名称\n2027-01-01,放假,元旦\n2027-01-03,上班,元旦\n" };
const notice = { ...oneYear, fileName: "通知.csv", sourceDocument, issuedOn: "2026-11-04", link: null };

/** A notice that was imported before. */
async function plantImport({ stage }: Scene) {
  const { database, world } = stage.desk;
  const made = await row<{ id: string }>(
    database,
    `insert into calendar_imports
       (id, layer, year, version, source_document, file_name, form, content, imported_by, imported_by_name, imported_at)
     values ($1, 'CN', 2027, 1, '测试文件', '通知.csv', 'csv', '日期,安排,名称', $2, '苏明远', now())
     on conflict (version) do update set layer = excluded.layer returning id`,
    [randomUUID(), world.accounts["guanli"]],
  );
  return { id: made!.id };
}

const scan = async () => ({ query: { name: "国办通知.jpg" }, body: await photo() });

/** The same with its scan. */
async function plantDocument(scene: Scene) {
  const { database, deps } = scene.stage.desk;
  const { id } = await plantImport(scene);
  const { hash, size } = await deps.files.put(await photo());
  await rows(
    database,
    "insert into files (hash, size_in_bytes, type, scan_state, stored_at) values ($1, $2, 'image/jpeg', 'clean', now()) on conflict do nothing",
    [hash, size],
  );
  await rows(database, "update calendar_imports set document_hash = $2, document_name = '国办通知.jpg' where id = $1", [
    id,
    hash,
  ]);
  return { id };
}

async function calendarVersion({ stage }: Scene): Promise<number> {
  const found = await row<{ version: number }>(
    stage.desk.database,
    "select max(version)::int as version from calendar_versions",
  );
  return found!.version;
}

const visitor = {
  name: "覃志远",
  identityNumber: `45020019860912003${identityNumberCheckCharacter("45020019860912003")}`,
};
const newNumber = `45020019660606123${identityNumberCheckCharacter("45020019660606123")}`;
const newcomer = {
  ...{ name: "农新来", identityNumber: newNumber, identityNumberAgain: newNumber, phone: "13900000098" },
};
const thanks = (scene: Scene, state: StageState) => ({ params: caseOf(scene, state), body: { text: "谢谢。" } });
const praise = (scene: Scene, state: StageState) => ({
  ...{ params: caseOf(scene, state), body: { level: 5, reasons: ["quick"], text: "" } },
});

/** The chief of an office; about another office there is nothing to be found. */
const chiefReads = (query: Record<string, string>): Scenario => ({
  denied: () => ({ as: "shizhigaiban", query, code: "not-allowed" }),
  conflict: () => ({ as: "shizhigaiban2", query: { ...query, officeId: randomUUID() }, code: "not-found" }),
  success: () => ({ as: "shizhigaiban2", query }),
});

/** The calendar, and what administrators do to cases, by the id of the endpoint. */
export const administrationScenarios: Readonly<Record<string, Scenario>> = {
  previewCalendarDay: {
    denied: () => ({ as: applicant, body: oneDay, code: "not-allowed" }),
    conflict: reading,
    success: () => ({ as: "guanli", body: oneDay }),
  },
  previewCalendarImport: {
    denied: () => ({ as: applicant, body: oneYear, code: "not-allowed" }),
    conflict: reading,
    success: () => ({ as: "guanli", body: oneYear }),
  },
  importCalendar: {
    denied: () => ({ as: applicant, body: { ...notice, version: 1 }, code: "not-allowed" }),
    conflict: () => ({ as: "guanli", body: { ...notice, version: 99 }, code: "calendar-moved-on" }),
    success: async (scene) => ({ as: "guanli", body: { ...notice, version: await calendarVersion(scene) } }),
  },
  readCalendarImport: {
    denied: () => ({ as: applicant, params: { id: randomUUID() }, code: "not-allowed" }),
    conflict: () => ({ as: "guanli", params: { id: randomUUID() }, code: "not-found" }),
    success: async (scene) => ({ as: "guanli", params: await plantImport(scene) }),
  },
  attachCalendarDocument: {
    denied: async () => ({ ...(await scan()), as: applicant, params: { id: randomUUID() }, code: "not-allowed" }),
    conflict: async () => ({ ...(await scan()), as: "guanli", params: { id: randomUUID() }, code: "not-found" }),
    success: async (scene) => ({ ...(await scan()), as: "guanli", params: await plantImport(scene) }),
  },
  readCalendarDocument: {
    denied: () => ({ as: applicant, params: { id: randomUUID() }, code: "not-allowed" }),
    conflict: () => ({ as: "guanli", params: { id: randomUUID() }, code: "not-found" }),
    success: async (scene) => ({ as: "guanli", params: await plantDocument(scene) }),
  },
  getRecomputation: officeReads(),

  getAnalytics: chiefReads({}),
  listMeasured: chiefReads({ measure: "open" }),
  exportAnalytics: chiefReads({ format: "csv" }),
  exportMeasured: chiefReads({ format: "xlsx", measure: "decided" }),

  beginCounterVisit: {
    denied: () => ({ as: "zhuguan", body: visitor, code: "not-allowed" }),
    conflict: () => ({ as: "xianzhigaiban", body: { ...visitor, name: "没有此人" }, code: "no-such-person" }),
    success: () => ({ as: "xianzhigaiban", body: visitor }),
  },
  endCounterVisit: {
    denied: () => ({ as: "danwei", code: "not-now" }),
    conflict: "what is not running cannot be ended",
    success: async ({ stage: { desk } }) => {
      await rows(
        desk.database,
        `insert into counter_visits (id, session_id, clerk_id, clerk_name, office_id, office_name, account_id, begun_at, ends_at)
         select gen_random_uuid(), s.id, s.account_id, '周叙白', m.office_id, '示例', $2, now(), now() + interval '1 hour'
         from sessions s join memberships m on m.account_id = s.account_id where s.account_id = $1
         on conflict do nothing`,
        [desk.world.accounts["xianzhigaiban"], desk.world.accounts[applicant]],
      );
      return { as: "xianzhigaiban" };
    },
  },
  registerPerson: {
    denied: () => ({ as: "zhuguan", body: newcomer, code: "not-allowed" }),
    conflict: () => {
      const { identityNumber } = visitor;
      const body = { ...newcomer, identityNumber, identityNumberAgain: identityNumber };
      return { as: "shizhigaiban2", body, code: "person-otherwise-named" };
    },
    success: () => ({ as: "shizhigaiban2", body: newcomer }),
  },
  listReceipts: {
    denied: () => ({ as: "zhuguan", code: "not-allowed" }),
    conflict: reading,
    success: () => ({ as: "shizhigaiban2" }),
  },
  getReceiptFile: {
    denied: ({ subjects }) => ({
      ...{ as: stranger, params: { id: subjects.receipts[0]!.id, file: "paper" }, code: "not-found" },
    }),
    conflict: "a scan that is not there is not found",
    success: ({ subjects }) => ({ as: "shizhigaiban2", params: { id: subjects.receipts[0]!.id, file: "paper" } }),
  },

  exportReceipts: {
    denied: () => ({ as: "zhuguan", query: { format: "csv" }, code: "not-allowed" }),
    conflict: reading,
    success: () => ({ as: "shizhigaiban2", query: { format: "csv" } }),
  },
  exportRatings: {
    denied: () => ({ as: applicant, query: { format: "xlsx" }, code: "not-allowed" }),
    conflict: reading,
    success: () => ({ as: "shizhigaiban", query: { format: "xlsx" } }),
  },
  listRatings: {
    denied: () => ({ as: applicant, code: "not-allowed" }),
    conflict: reading,
    success: () => ({ as: "shizhigaiban" }),
  },
  answerRating: {
    denied: (scene) => ({ as: "shizhigaiban", ...thanks(scene, "city-title-office"), code: "not-found" }),
    conflict: (scene) => ({ as: "shizhigaiban", ...thanks(scene, "objection-upheld"), code: "already-answered" }),
    success: (scene) => ({ as: "zhuguan", ...thanks(scene, "city-title-office") }),
  },
  rateCase: {
    denied: (scene) => ({ as: applicant, ...praise(scene, "completed"), code: "not-found" }),
    conflict: (scene) => ({ as: "13900000002", ...praise(scene, "objection-upheld"), code: "already-rated" }),
    success: (scene) => ({ as: stranger, ...praise(scene, "completed") }),
  },

  operateCases: {
    denied: (scene) => ({
      ...{ as: "shizhigaiban", code: "not-allowed" },
      body: { operation: "retry", caseIds: [scene.stage.cases.issuing.id] },
    }),
    conflict: "what cannot be asked of a case is said in its own line of the answer",
    success: (scene) => ({ as: "guanli", body: { operation: "retry", caseIds: [scene.stage.cases.issuing.id] } }),
  },
  reconcileNow: {
    denied: () => ({ as: "shizhigaiban", code: "not-allowed" }),
    conflict: "asked twice, it looks twice",
    success: () => ({ as: "guanli" }),
  },
  listEngineEvents: {
    denied: (scene) => ({ as: "shizhigaiban", params: caseOf(scene, "employer"), code: "not-allowed" }),
    conflict: () => ({ as: "guanli", params: { id: randomUUID() }, code: "not-found" }),
    success: (scene) => ({ as: "guanli", params: caseOf(scene, "employer") }),
  },
};
