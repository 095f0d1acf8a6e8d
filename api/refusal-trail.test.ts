import { randomUUID } from "node:crypto";
import type { ReadStream } from "node:fs";
import { Readable } from "node:stream";
import { rows } from "../db/connection.ts";
import { demoPassword } from "../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { inReview } from "../tests/paths.ts";
import { openTestApi, type TestApi } from "../tests/test-api.ts";
import type { ApiDeps } from "./deps.ts";

let desk: CaseDesk;
let api: TestApi;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({ ...desk, url: desk.databaseUrl, change: { files: filesOf(desk) } });
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

/** The desk keeps its files in memory: the API reads them from there. */
function filesOf({ deps }: CaseDesk): ApiDeps["files"] {
  const read = (hash: string) => deps.files.read(hash);
  const open = async (hash: string) => Readable.from([await read(hash)]) as ReadStream;
  return {
    put: (content) => deps.files.put(content as Buffer),
    read,
    open,
    has: async () => true,
  };
}

interface Kept {
  account: string;
  action: string;
  subject_kind: string;
  subject_id: string | null;
  data: object;
  request_id: string | null;
}

async function trail(loginName: string, action: string): Promise<Kept[]> {
  return rows<Kept>(
    desk.database,
    `select a.login_name as account, l.action, l.subject_kind, l.subject_id, l.data, l.request_id from audit_log l
     join accounts a on a.id = l.account_id where a.login_name = $1 and l.action = $2 order by l.id`,
    [loginName, action],
  );
}

const signIn = (name: string) => api.browser().signIn(name, demoPassword);

test("B-27 P5 each refusal of a right is on the record: who, which ability, of what, and in which request", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const { id } = await theCase.openTask("employer");
  const stranger = await signIn("13900000002");
  const requestId = randomUUID();
  const seen = await stranger.send("GET", `/api/cases/${theCase.id}`, { headers: { "X-Request-Id": requestId } });
  expect(seen.status).toBe(404);
  expect((await stranger.get("/api/admin/rules")).status).toBe(403);
  expect((await stranger.get(`/api/drafts/${theCase.id}`)).status).toBe(404);
  const agent = await signIn("danwei");
  await agent.post(`/api/tasks/${id}/identity-number`);
  const [theirCase, rules, draft] = await trail("13900000002", "access.refused");
  expect(theirCase).toEqual({
    ...{ account: "13900000002", action: "access.refused", subject_kind: "getCase", subject_id: theCase.id },
    ...{ data: { code: "not-found", ability: "see-case" }, request_id: requestId },
  });
  expect(rules).toMatchObject({ subject_kind: "listRules", data: { code: "not-allowed", ability: "read-rules" } });
  expect(draft).toMatchObject({ subject_kind: "getDraft", subject_id: theCase.id, data: { code: "not-found" } });
  // Not yet claimed is the state of the matter, no refusal of a right; and a wrong password has a row of its own.
  expect(await trail("danwei", "access.refused")).toEqual([]);
  await agent.post("/api/session/step-up", { password: "wrong" });
  expect(await trail("danwei", "access.refused")).toEqual([]);
  expect(await trail("danwei", "session.step-up-refused")).toHaveLength(1);
});

test("B-27 P5 a page from elsewhere, and a password that is not one's own yet, are refused on the record of whose session it is", async () => {
  const victim = await signIn("13900000005");
  await rows(desk.database, "update sessions set last_seen_at = now() - interval '5 minutes'");
  const foreign = await victim.send("DELETE", "/api/session", { headers: { "Sec-Fetch-Site": "cross-site" } });
  expect([foreign.status, foreign.body.error.code]).toEqual([403, "wrong-origin"]);
  // A foreign page does not keep the session alive either.
  const used = await rows(desk.database, "select 1 from sessions where last_seen_at > now() - interval '1 minute'");
  expect(used).toEqual([]);
  await rows(desk.database, "update accounts set must_change_password = true where login_name = '13900000005'");
  try {
    const answer = await victim.get("/api/my/cases");
    expect([answer.status, answer.body.error.code]).toEqual([403, "password-change-needed"]);
  } finally {
    await rows(desk.database, "update accounts set must_change_password = false where login_name = '13900000005'");
  }
  expect(await trail("13900000005", "access.refused")).toMatchObject([
    { subject_kind: "logOut", data: { code: "wrong-origin" } },
    { subject_kind: "listMyCases", data: { code: "password-change-needed" } },
  ]);
});

test("B-27 who asks a hundred times fills no audit trail: twenty rows, then one with the count", async () => {
  const flooding = await signIn("13900000003");
  for (let asked = 0; asked < 50; asked++) await flooding.get("/api/admin/rules");
  expect(await trail("13900000003", "access.refused")).toHaveLength(20);
  const quiet = await signIn("13900000004");
  await quiet.get("/api/admin/rules");
  expect(await trail("13900000004", "access.refused")).toHaveLength(1);
  await api.deps.refusals.endMinute();
  expect(await trail("13900000003", "access.refused-often")).toMatchObject([{ data: { count: 30 } }]);
  expect(await trail("13900000004", "access.refused-often")).toEqual([]);
  await flooding.get("/api/admin/rules");
  expect(await trail("13900000003", "access.refused")).toHaveLength(21);
});

test("B-27 each picture and paper that leaves the house, and each print of a task, is on the record", async () => {
  const theCase = await inReview(desk, "13900000001", "06000011");
  const { id } = await theCase.openTask("employer");
  const agent = await signIn("danwei");
  const [material] = (await agent.get(`/api/tasks/${id}`)).body.forms.at(-1).materials;
  const answer = await agent.get(`/api/materials/${material.id}/content`);
  expect(answer.status).toBe(200);
  expect(await trail("danwei", "file.read")).toMatchObject([
    { subject_kind: "getMaterial", subject_id: material.id, data: { type: "image/jpeg" } },
  ]);
  expect((await agent.post(`/api/tasks/${id}/prints`)).body).toEqual({ done: true });
  expect(await trail("danwei", "task.printed")).toMatchObject([{ subject_id: id, data: { caseId: theCase.id } }]);
  const stranger = await signIn("13900000006");
  expect((await stranger.get(`/api/materials/${material.id}/content`)).status).toBe(404);
  expect((await stranger.post(`/api/tasks/${id}/prints`)).status).toBe(404);
  expect(await trail("13900000006", "file.read")).toEqual([]);
  expect(await trail("13900000006", "access.refused")).toHaveLength(2);
});
