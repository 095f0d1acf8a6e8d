import { randomUUID } from "node:crypto";
import { dryRun } from "../../api/rule-dry-run.ts";
import { insertDraft } from "../../api/queries/rule-drafts.ts";
import { row, rows } from "../../db/connection.ts";
import type { TaskRow } from "../../db/rows.ts";
import { findRuleSet } from "../../db/rules.ts";
import { demoOffices, type DemoOffice } from "../../ops/demo-data/places.ts";
import { addSigner, removeSigner, signerTask } from "../paths.ts";
import type { StageState } from "../stage.ts";
import { applicant, deskReads, reading, taskOf, type Scenario, type Scene } from "./scene.ts";

const officeId = (key: DemoOffice) => demoOffices.find((one) => one.key === key)!.id;
const tomorrow = () => new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10);

/** The open task of a case, held by one account and lent to nobody, whatever was done with it before. */
async function held({ stage }: Scene, state: StageState, loginName: string): Promise<TaskRow> {
  const { database } = stage.desk;
  const task = await stage.cases[state].claim(loginName);
  await rows(database, "update loans set ended_at = now() where task_id = $1 and ended_at is null", [task.id]);
  await rows(database, "update tasks set lender_id = null where id = $1", [task.id]);
  return task;
}

async function chiefOfTheDepartment({ stage }: Scene): Promise<string> {
  const found = await row<{ account_id: string }>(
    stage.desk.database,
    "select account_id from memberships where office_id = $1 and role = 'chief' and account_id <> $2",
    [officeId("industry-department"), stage.desk.world.accounts["zhuguan"]],
  );
  return found!.account_id;
}

/** What the department's reviewer holds, and a colleague who may take it. */
async function toColleague(scene: Scene) {
  const { id, version } = await held(scene, "department", "zhuguan");
  return { id, version, to: await chiefOfTheDepartment(scene) };
}

/** The same, as the success that was prepared before left it: its version must stay. */
async function asHeld(scene: Scene) {
  return { id: taskOf(scene, "department").id, to: await chiefOfTheDepartment(scene) };
}

const urging = { opinion: "已逾期，请于今天办结" };

/** The department's open task, reported to the city's title office. */
async function escalatedTask({ stage }: Scene): Promise<{ id: string }> {
  const { id } = await stage.cases.department.openTask();
  await rows(
    stage.desk.database,
    `update tasks set escalated_to = $2, receiver_id = $3, receiver_name = '柳州市示例工业主管局', holder_id = null, holder_name = null,
       lender_id = null, claimed_at = null where id = $1`,
    [id, officeId("city-title-office"), officeId("industry-department")],
  );
  return { id };
}

async function lentTask(scene: Scene): Promise<{ id: string }> {
  const { id, to } = await toColleague(scene);
  const { database, world } = scene.stage.desk;
  const lender = world.accounts["zhuguan"];
  await rows(database, "update tasks set lender_id = holder_id, holder_id = $2 where id = $1", [id, to]);
  await rows(
    database,
    `insert into loans (id, task_id, lender_id, lender_name, borrower_id, borrower_name, reason, lent_at, until)
     values ($1, $2, $3, '甘雨辰', $4, '负责人', '请看签章', now(), $5)`,
    [randomUUID(), id, lender, to, tomorrow()],
  );
  return { id };
}

async function addedSigner({ stage }: Scene, office: DemoOffice): Promise<{ id: string }> {
  const theCase = stage.cases.department;
  const known = await row<{ id: string }>(
    stage.desk.database,
    "select id from tasks where case_id = $1 and receiver_id = $2 and added_by is not null and state = 'open'",
    [theCase.id, officeId(office)],
  );
  if (known) return known;
  await addSigner(theCase, "zhuguan", office);
  return { id: (await signerTask(theCase, office)).id };
}

async function keepFilter({ stage }: Scene, loginName: string): Promise<{ id: string }> {
  const id = randomUUID();
  await rows(
    stage.desk.database,
    `insert into saved_filters (id, account_id, name, page, query, made_at) values ($1, $2, $3, 'inbox', '{}', now())`,
    [id, stage.desk.world.accounts[loginName], id.slice(0, 30)],
  );
  return { id };
}

/** A draft in which nobody receives the last step any more, and the name of one number of its trial. */
async function movingDraft({ stage }: Scene): Promise<{ id: string; move: string }> {
  const { database, world } = stage.desk;
  const base = (await findRuleSet(database, 1))!;
  const rules = base.rules.filter(({ step }) => step !== "title-office");
  const author = { id: world.accounts["guanli"]!, name: "苏明远" };
  const id = await database.transaction((transaction) =>
    insertDraft(database, { basedOn: 1, restores: null, rules, note: "", fallbackOfficeId: null, author }, transaction),
  );
  const { moves } = await dryRun(database, { based_on: 1, rules, fallback_office_id: null });
  return { id, move: moves[0]!.id };
}

const sharedFilter = () => ({
  ...{ name: "本周到期", page: "inbox", query: { queue: "mine" } },
  officeId: officeId("city-title-office"),
});
const asking = () => ({ key: randomUUID(), reason: "涉及存档，请一并审核" });
const handing = { reason: "请你办理" };

/** What a desk does beside deciding, by the id of the endpoint. */
export const deskScenarios: Readonly<Record<string, Scenario>> = {
  listColleagues: {
    denied: (scene) => ({ as: "danwei", params: { id: taskOf(scene, "department").id }, code: "not-found" }),
    conflict: async (scene) => {
      const { id } = await held(scene, "objected", "shizhigaiban2");
      return { as: "shizhigaiban", params: { id }, code: "already-claimed" };
    },
    success: async (scene) => ({ as: "zhuguan", params: { id: (await toColleague(scene)).id } }),
  },
  transferTask: {
    denied: async (scene) => {
      const { id, to } = await asHeld(scene);
      return { as: "danwei", params: { id }, body: { version: 1, to, ...handing }, code: "not-found" };
    },
    conflict: async (scene) => {
      const { id, to } = await asHeld(scene);
      return { as: "zhuguan", params: { id }, body: { version: 99_999, to, ...handing }, code: "stale-version" };
    },
    success: async (scene) => {
      const { id, version, to } = await toColleague(scene);
      return { as: "zhuguan", params: { id }, body: { version, to, ...handing } };
    },
  },
  urgeTask: {
    denied: (scene) => ({
      as: "danwei",
      params: { id: taskOf(scene, "department").id },
      body: urging,
      code: "not-found",
    }),
    conflict: "an office is urged as often as it must be",
    success: async (scene) => ({ as: "shizhigaiban", params: await escalatedTask(scene), body: urging }),
  },
  takeOverTask: {
    denied: (scene) => ({
      ...{ as: "danwei", params: { id: taskOf(scene, "department").id }, code: "not-found" },
      body: { ...urging, version: 1 },
    }),
    conflict: async (scene) => ({
      ...{ as: "shizhigaiban", params: await escalatedTask(scene), code: "stale-version" },
      body: { ...urging, version: 99_999 },
    }),
    success: async (scene) => {
      const { id } = await escalatedTask(scene);
      const { version } = (await row<{ version: number }>(
        scene.stage.desk.database,
        "select version from tasks where id = $1",
        [id],
      ))!;
      return { as: "shizhigaiban", params: { id }, body: { ...urging, version } };
    },
  },
  lendTask: {
    denied: async (scene) => {
      const { id, to } = await asHeld(scene);
      const body = { version: 1, to, ...handing, until: tomorrow() };
      return { as: "danwei", params: { id }, body, code: "not-found" };
    },
    conflict: async (scene) => {
      const { id, to } = await asHeld(scene);
      const body = { version: 99_999, to, ...handing, until: tomorrow() };
      return { as: "zhuguan", params: { id }, body, code: "stale-version" };
    },
    success: async (scene) => {
      const { id, version, to } = await toColleague(scene);
      return { as: "zhuguan", params: { id }, body: { version, to, ...handing, until: tomorrow() } };
    },
  },
  giveBackTask: {
    denied: (scene) => ({
      ...{ as: "danwei", params: { id: taskOf(scene, "department").id } },
      ...{ body: { advice: "属实" }, code: "not-found" },
    }),
    conflict: async (scene) => {
      const { id } = await held(scene, "objected", "shizhigaiban2");
      return { as: "shizhigaiban2", params: { id }, body: { advice: "属实" }, code: "not-now" };
    },
    success: async (scene) => ({
      ...{ as: "chief of the department", params: await lentTask(scene) },
      body: { advice: "签章属实" },
    }),
  },

  suggestOrganisations: deskReads,
  listSavedFilters: deskReads,
  saveFilter: {
    denied: () => ({ as: "shizhigaiban", body: sharedFilter(), code: "not-allowed" }),
    conflict: "saved again by the same name it takes the old one's place",
    success: () => ({ as: "shizhigaiban2", body: sharedFilter() }),
  },
  removeFilter: {
    denied: async (scene) => ({ as: "zhuguan", params: await keepFilter(scene, "danwei"), code: "not-found" }),
    conflict: "a filter has no state: it is there or not",
    success: async (scene) => ({ as: "danwei", params: await keepFilter(scene, "danwei") }),
  },
  searchCases: deskReads,
  hideNumber: {
    denied: () => ({ as: applicant, body: { text: "450200199912310008" }, code: "not-allowed" }),
    conflict: "nothing is written",
    success: () => ({ as: "danwei", body: { text: "450200199912310008" } }),
  },
  exportInbox: {
    denied: () => ({ as: applicant, query: { format: "csv" }, code: "not-allowed" }),
    conflict: reading,
    success: () => ({ as: "danwei", query: { format: "csv" } }),
  },
  exportSearch: {
    denied: () => ({ as: applicant, query: { format: "xlsx" }, code: "not-allowed" }),
    conflict: reading,
    success: () => ({ as: "danwei", query: { format: "xlsx" } }),
  },

  keepTaskPrint: {
    denied: (scene) => ({ as: "zhuguan", params: { id: taskOf(scene, "employer").id }, code: "not-found" }),
    conflict: "paper may be printed of whatever may be seen",
    success: (scene) => ({ as: "shizhigaiban", params: { id: taskOf(scene, "city-title-office").id } }),
  },
  addSigner: {
    denied: (scene) => ({
      ...{ as: "danwei", params: { id: taskOf(scene, "department").id }, code: "not-found" },
      body: { ...asking(), officeId: officeId("talent-centre") },
    }),
    // The office that signs already.
    conflict: async (scene) => {
      const { id } = await held(scene, "department", "zhuguan");
      const body = { ...asking(), officeId: officeId("industry-department") };
      return { as: "zhuguan", params: { id }, body, code: "signer-not-possible" };
    },
    success: async (scene) => {
      const { id } = await held(scene, "department", "zhuguan");
      return { as: "zhuguan", params: { id }, body: { ...asking(), officeId: officeId("talent-centre") } };
    },
  },
  findSigners: {
    denied: (scene) => ({ as: "danwei", params: { id: taskOf(scene, "department").id }, code: "not-found" }),
    // An objection is one office's to decide.
    conflict: async (scene) => {
      const { id } = await held(scene, "objected", "shizhigaiban2");
      return { as: "shizhigaiban2", params: { id }, code: "not-now" };
    },
    success: async (scene) => {
      const { id } = await held(scene, "department", "zhuguan");
      return { as: "zhuguan", params: { id }, query: { text: "职改办" } };
    },
  },
  removeSigner: {
    denied: async (scene) => ({
      ...{ as: "xianzhigaiban", params: await addedSigner(scene, "talent-centre") },
      ...{ body: asking(), code: "not-found" },
    }),
    conflict: async (scene) => {
      const params = await addedSigner(scene, "school-department");
      await removeSigner(scene.stage.cases.department, "zhuguan", "school-department");
      return { as: "zhuguan", params, body: asking(), code: "already-decided" };
    },
    success: async (scene) => ({
      ...{ as: "zhuguan", params: await addedSigner(scene, "talent-centre"), body: asking() },
    }),
  },

  listMovedCases: {
    denied: async (scene) => ({ as: applicant, params: await movingDraft(scene), code: "not-allowed" }),
    conflict: reading,
    success: async (scene) => ({ as: "guanli", params: await movingDraft(scene) }),
  },
};
