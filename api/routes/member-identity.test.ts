import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { row, rows } from "../../db/connection.ts";
import { loadDirectory } from "../../db/receivers.ts";
import { loadRules } from "../../db/rules.ts";
import { Lookup } from "../../domain/rule-predictions.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { demoOffices } from "../../ops/demo-data/places.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { identityNumberOf } from "../../tests/factories.ts";
import { inReview } from "../../tests/paths.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import type { TestCase } from "../../tests/test-case.ts";
import { listCaseKinds, listCasesOfKinds } from "../queries/case-kinds.ts";
import { predictKind } from "../rule-dry-run.ts";

let desk: CaseDesk;
let api: TestApi;
let theCase: TestCase;
let administrator: TestBrowser;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
  administrator = await api.browser().signIn("guanli", demoPassword);
  theCase = await inReview(desk, "13900000002", "06000215");
  await theCase.approve("danwei");
  await theCase.approve("zhuguan");
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const cityId = demoOffices.find(({ key }) => key === "city-title-office")!.id;
const codeOf = ({ status, body }: { status: number; body: { error?: { code: string } } }) =>
  status === 200 ? 200 : body.error?.code;

/** A clerk of the city's title office of whom nobody has said who they are; named as somebody whom the platform knows. */
async function newClerk(loginName: string, name: string): Promise<{ accountId: string; browser: TestBrowser }> {
  const accountId = randomUUID();
  await rows(
    desk.database,
    `insert into accounts (id, login_name, password_hash, display_name)
     select $1, $2, password_hash, $3 from accounts where login_name = 'guanli'`,
    [accountId, loginName, name],
  );
  await rows(
    desk.database,
    "insert into memberships (id, account_id, office_id, role, valid_from) values ($1, $2, $3, 'reviewer', '2024-01-01')",
    [randomUUID(), accountId, cityId],
  );
  Object.assign(desk.world.accounts, { [loginName]: accountId });
  return { accountId, browser: await api.browser().signIn(loginName, demoPassword) };
}

const record = (accountId: string, identityNumber: string, officeId = cityId) =>
  administrator.send("PUT", `/api/accounts/${accountId}/identity-number`, { body: { officeId, identityNumber } });
const listed = async (browser: TestBrowser) => {
  const { tasks } = (await browser.get("/api/inbox?queue=to-claim")).body;
  return tasks.map(({ taskId }: { taskId: string }) => taskId);
};

/** Who is barred sees it in no list, claims it nowhere, receives it from nobody, and decides it neither in the engine. */
async function expectBarred(browser: TestBrowser, loginName: string, code: string): Promise<void> {
  const { id, version } = await theCase.openTask();
  expect(await listed(browser)).not.toContain(id);
  expect(codeOf(await browser.post(`/api/tasks/${id}/claim`))).toBe(code);
  const colleague = await api.browser().signIn("shizhigaiban", demoPassword);
  expect(codeOf(await colleague.post(`/api/tasks/${id}/claim`))).toBe(200);
  const held = await theCase.openTask();
  const handed = await colleague.post(`/api/tasks/${id}/transfer`, {
    ...{ version: held.version, to: theCase.account(loginName), reason: "今天外出" },
  });
  expect([handed.status, handed.body.error?.code]).not.toContain(200);
  expect(await theCase.approve(loginName)).toMatchObject({ state: "refused", code });
  await rows(desk.database, "update tasks set holder_id = null, holder_name = null, claimed_at = null where id = $1", [
    id,
  ]);
  expect(version).toBeLessThan(held.version);
}

test("D20 S2-05 once it is recorded who a clerk is, their own case passes them by whichever account they use", async () => {
  const { accountId, browser } = await newClerk("weixiaolan", "韦晓岚");
  const { id } = await theCase.openTask();
  // Nobody knows, and the office's page says so.
  expect(await listed(browser)).toContain(id);
  const seen = async () =>
    (await administrator.get(`/api/offices/${cityId}`)).body.members.find(
      (member: { accountId: string }) => member.accountId === accountId,
    );
  expect(await seen()).toMatchObject({ identityKnown: false, mayRecordIdentity: true });
  expect(codeOf(await record(accountId, identityNumberOf("45020019860912003")))).toBe("person-otherwise-named");
  expect((await record(accountId, "450200198903040041")).body.error.fields).toMatchObject([{ path: "identityNumber" }]);
  const number = identityNumberOf("45020019890304004");
  expect(codeOf(await record(accountId, number))).toBe(200);
  expect(await seen()).toMatchObject({ identityKnown: true });
  await expectBarred(browser, "weixiaolan", "own-case");
  const kept = await row<{ cipher: string }>(
    desk.database,
    "select identity_number_cipher as cipher from accounts where id = $1",
    [accountId],
  );
  expect(kept!.cipher).not.toContain(number);
  expect(desk.encryption.decrypt("accounts.identity_number", kept!.cipher)).toBe(number);
  const { changes } = (await administrator.get(`/api/offices/${cityId}`)).body;
  expect(changes[0]).toMatchObject({ who: "苏明远", sentence: "登记身份：韦晓岚" });
});

test("D20 what one did as the employer's agent bars one's other account as well, and whoever stands in for it", async () => {
  const { accountId, browser } = await newClerk("moyutong", "莫雨桐");
  expect(codeOf(await record(accountId, identityNumberOf("45020019850318031")))).toBe(200);
  await expectBarred(browser, "moyutong", "agent-of-applicant");
  await rows(
    desk.database,
    `insert into substitutes (id, account_id, substitute_id, valid_from, valid_to, reason, made_by, made_at)
     values ($1, $2, $3, '2024-01-01', '2098-12-31', '参加培训', $2, now())`,
    [randomUUID(), accountId, theCase.account("zhuguan")],
  );
  const substitute = await api.browser().signIn("zhuguan", demoPassword);
  await expectBarred(substitute, "zhuguan", "absent-barred");
});

test("D20 a person's own account needs no number, and nobody says who they are themselves", async () => {
  const { accountId } = await newClerk("zijirenshi", "何小满");
  await rows(
    desk.database,
    "insert into memberships (id, account_id, office_id, role, valid_from) values ($1, $2, $3, 'administrator', '2024-01-01')",
    [...[randomUUID(), accountId, cityId]],
  );
  const self = await api.browser().signIn("zijirenshi", demoPassword);
  const number = identityNumberOf("45020019660606123");
  const path = `/api/accounts/${accountId}/identity-number`;
  expect(codeOf(await self.send("PUT", path, { body: { officeId: cityId, identityNumber: number } }))).toBe(
    "not-allowed",
  );
  expect(codeOf(await record(accountId, number, demoOffices.find(({ key }) => key === "talent-centre")!.id))).toBe(
    "not-found",
  );
  expect(codeOf(await record(theCase.account("13900000002"), number))).toBe("not-now");
});

/** Says that this clerk's account is used by somebody whom the platform knows. */
const usedBy = (loginName: string, phone: string) =>
  rows(
    desk.database,
    `update accounts set identity_number_hash = (select p.document_number_hash from accounts a join people p on p.id = a.person_id
       where a.login_name = $2), identity_number_cipher = 'any' where login_name = $1`,
    [loginName, phone],
  );
/** Where the dry run says that the coming steps of a case go. */
async function predictedFor(caseId: string) {
  const { database } = desk;
  const asked = { scope: "open", officeBefore: false } as const;
  const kinds = await listCaseKinds(database, asked);
  const { rules, fallbackOfficeId } = await loadRules(database, new Date());
  for (const kind of kinds) {
    const cases = await listCasesOfKinds(database, { ...asked, keys: [kind.key], after: null, limit: 100 });
    if (cases.some(({ id }) => id === caseId))
      return predictKind(database, kind, new Lookup(rules, fallbackOfficeId), await loadDirectory(database));
  }
  throw new Error(`no kind of ${caseId}`);
}
const undecidable = async () => (await administrator.get("/api/admin/health")).body.undecidable;

test("B-18 D20 an office all of whose members must stand aside receives nothing: another one does, as the dry run says, and administrators are told", async () => {
  const barred = await inReview(desk, "13900000003", "06000317");
  await usedBy("zhuguan", "13900000003");
  const to = (await predictedFor(barred.id)).get("department")!.to;
  await barred.approve("danwei");
  const task = await barred.openTask();
  expect(task.receiver_name).not.toMatch(/工业/);
  expect(to).toMatchObject({ kind: "office", id: task.receiver_id, name: task.receiver_name });
  expect(await barred.events()).toContain("step.fallback");
  const told = await rows<{ login_name: string }>(
    desk.database,
    "select a.login_name from notifications n join accounts a on a.id = n.account_id where n.case_id = $1 and n.kind = 'fallback'",
    [barred.id],
  );
  expect(told.map(({ login_name: name }) => name)).toEqual(expect.arrayContaining(["guanli", "guanli2"]));
  expect(await undecidable()).toEqual([]);
  await usedBy("zhuguan", "13900000021");
});

test("B-18 a step whose office loses everybody who may decide it, later on, is named on the health page", async () => {
  const late = await inReview(desk, "13900000008", "06000813");
  await late.approve("danwei");
  const task = await late.openTask();
  expect(await undecidable()).toEqual([]);
  await usedBy("zhuguan", "13900000008");
  const number = (await late.row())!.number;
  expect(await undecidable()).toMatchObject([{ taskId: task.id, officeId: task.receiver_id }]);
  expect((await undecidable())[0].sentence).toMatch(new RegExp(`^办件 ${number} 的“.+都须回避`));
  const seatsEnd = (on: string | null) =>
    rows(desk.database, "update memberships set valid_to = $2 where office_id = $1", [task.receiver_id, on]);
  await seatsEnd("2024-12-31");
  expect((await undecidable())[0].sentence).toMatch(/现在没有经办人员/);
  await seatsEnd(null);
  await usedBy("zhuguan", "13900000021");
});
