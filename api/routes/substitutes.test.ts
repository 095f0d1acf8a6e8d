import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { endSubstitutions } from "../../activities/substitutions.ts";
import { row, rows } from "../../db/connection.ts";
import { civilDateAt } from "../../domain/civil-date.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { inReview } from "../../tests/paths.ts";
import { until } from "../../tests/until.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import type { TestCase } from "../../tests/test-case.ts";

let desk: CaseDesk;
let api: TestApi;
let theCase: TestCase;
let [department, office, chief]: TestBrowser[] = [];
let [departmentId, officeId] = ["", ""];
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
  theCase = await inReview(desk, "13900000001", "06000116");
  await theCase.approve("danwei");
  [department, office, chief] = await Promise.all(
    ["zhuguan", "shizhigaiban", "shizhigaiban2"].map((name) => api.browser().signIn(name, demoPassword)),
  );
  [departmentId, officeId] = [theCase.account("zhuguan"), theCase.account("shizhigaiban")];
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});
beforeEach(() => rows(desk.database, "delete from substitutes"));

const today = () => civilDateAt(Date.now());
const absence = (change: object = {}) => ({
  ...{ key: randomUUID(), accountId: departmentId, substituteId: officeId, from: today(), to: today() },
  ...{ matters: null, reason: "参加培训", ...change },
});
const holderOf = async (id: string) =>
  (await row<{ holder_id: string | null }>(desk.database, "select holder_id from tasks where id = $1", [id]))
    ?.holder_id;

test("B-05 only oneself, or the chief of all one's offices, arranges a substitute; who may stand in is checked; once per press", async () => {
  const foreign = await office!.post("/api/substitutes", absence());
  expect([foreign.status, foreign.body.error.code]).toEqual([403, "not-allowed"]);
  const applicant = await department!.post(
    "/api/substitutes",
    absence({ substituteId: theCase.account("13900000001") }),
  );
  expect([applicant.status, applicant.body.error.code]).toEqual([422, "no-such-substitute"]);
  const past = await department!.post("/api/substitutes", absence({ from: "2020-01-01" }));
  expect([past.status, past.body.error.code]).toEqual([422, "substitution-past"]);
  const press = absence();
  await Promise.all([1, 2, 3].map(() => department!.post("/api/substitutes", press)));
  const { substitutions } = (await department!.get("/api/substitutes")).body;
  expect(substitutions).toMatchObject([{ state: "running", substitute: "陆云舟", forMe: false, mayEnd: true }]);
  expect((await office!.get("/api/substitutes")).body.substitutions).toMatchObject([{ forMe: true, mayEnd: false }]);
  const early = await office!.post(`/api/substitutes/${press.key}/end`);
  expect([early.status, early.body.error.code]).toEqual([403, "not-allowed"]);
  const { people } = (await chief!.get("/api/substitutes")).body;
  expect(people.map(({ accountId }: { accountId: string }) => accountId)).toContain(officeId);
  const audited = await rows(desk.database, "select 1 from audit_log where action = 'substitute.arranged'");
  expect(audited).toHaveLength(1);
});

test("B-05 the substitute takes over what the absent one holds, and gives it back at the end; not for another matter, nor before or after", async () => {
  const { id } = await theCase.openTask();
  expect((await office!.get(`/api/tasks/${id}`)).status).toBe(404);
  expect((await department!.post(`/api/tasks/${id}/claim`)).status).toBe(200);
  const press = absence();
  await department!.post("/api/substitutes", press);
  await rows(desk.database, "update substitutes set matters = array['another']");
  expect((await office!.get(`/api/tasks/${id}`)).status).toBe(404);
  await rows(
    desk.database,
    "update substitutes set matters = null, valid_from = $1::date + 1, valid_to = $1::date + 1",
    [today()],
  );
  expect((await office!.get(`/api/tasks/${id}`)).status).toBe(404);
  await rows(desk.database, "update substitutes set valid_from = $1::date, valid_to = $1::date + 1", [today()]);
  const listed = (await office!.get("/api/inbox?queue=to-claim")).body.tasks;
  expect(listed).toMatchObject([{ taskId: id, holder: { absent: true, mine: false } }]);
  expect((await office!.post(`/api/tasks/${id}/claim`)).status).toBe(200);
  const { history, allowed } = (await office!.get(`/api/tasks/${id}`)).body;
  expect(history.at(-1).sentence).toMatch(/^代.+接着办理$/);
  expect(allowed).toContain("approve");
  await rows(desk.database, "update substitutes set valid_from = $1::date - 2, valid_to = $1::date - 1", [today()]);
  const ended = await Promise.all(Array.from({ length: 4 }, () => endSubstitutions(desk.deps)));
  expect(ended.reduce((sum, count) => sum + count)).toBe(1);
  expect(await holderOf(id)).toBe(departmentId);
  expect((await office!.get(`/api/tasks/${id}`)).status).toBe(404);
});

test("B-05 D20 what the absent one may not decide, the substitute may not either: at the API and in the deciding transaction", async () => {
  const { id } = await theCase.openTask();
  await department!.post("/api/substitutes", absence());
  await office!.post(`/api/tasks/${id}/claim`);
  // The absent one turns out to have acted for the employer.
  const [acted] = await rows<{ id: string; decided_by: string }>(
    desk.database,
    "select id, decided_by from tasks where case_id = $1 and receiver_kind = 'organisation'",
    [theCase.id],
  );
  await rows(desk.database, "update tasks set decided_by = $2 where id = $1", [acted!.id, departmentId]);
  try {
    const { version } = (await office!.get(`/api/tasks/${id}`)).body.task;
    const refused = await office!.post(`/api/tasks/${id}/decision`, decision(version));
    expect([refused.status, refused.body.error.code]).toEqual([403, "absent-barred"]);
    expect((await office!.get("/api/inbox?queue=mine")).body.tasks).toEqual([]);
    // Past the API's own look: the workflow's record says the same.
    const accountId = officeId;
    const command = { kind: "decide", ...decision(version), taskId: id, accountId, sessionId: null } as const;
    const answer = await desk.engine.command(theCase.id, { ...command, receivedAt: Date.now() });
    expect(answer).toMatchObject({ state: "refused", code: "absent-barred" });
  } finally {
    await rows(desk.database, "update tasks set decided_by = $2 where id = $1", [acted!.id, acted!.decided_by]);
  }
});

test("B-05 what was decided while a substitution ended is not told as given back", async () => {
  const { id } = await theCase.openTask();
  const press = absence();
  await department!.post("/api/substitutes", press);
  await office!.post(`/api/tasks/${id}/claim`);
  expect(await holderOf(id)).toBe(officeId);
  const givenBack = async () => (await theCase.events()).filter((type) => type === "task.given-back").length;
  const before = await givenBack();
  let ending: Promise<unknown> | undefined;
  await desk.database.transaction(async (transaction) => {
    // As the deciding act does: the case first, then its task.
    await row(desk.database, "select id from cases where id = $1 for update", [theCase.id], transaction);
    ending = department!.post(`/api/substitutes/${press.key}/end`);
    await until(
      () =>
        row(
          desk.database,
          "select 1 as one from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        ),
      "somebody who waits for the case",
    );
    await rows(desk.database, "update tasks set state = 'decided' where id = $1", [id], transaction);
  });
  expect(await ending).toMatchObject({ status: 200 });
  expect(await givenBack()).toBe(before);
  expect(await holderOf(id)).toBe(officeId);
  await rows(desk.database, "update tasks set state = 'open', holder_id = $2 where id = $1", [id, departmentId]);
});

test("B-05 the decision says for whom it was made", async () => {
  const { id } = await theCase.openTask();
  await department!.post("/api/substitutes", absence());
  await office!.post(`/api/tasks/${id}/claim`);
  const { version } = (await office!.get(`/api/tasks/${id}`)).body.task;
  const answered = await office!.post(`/api/tasks/${id}/decision`, decision(version));
  expect(answered.body).toMatchObject({ state: "accepted" });
  const decided = await row<{ decided_by_name: string }>(
    desk.database,
    "select decided_by_name from tasks where id = $1",
    [id],
  );
  expect(decided?.decided_by_name).toMatch(/^陆云舟代.+，/);
});

const decision = (version: number) => ({
  ...{ key: randomUUID(), version },
  decision: { outcome: "reject", opinion: "与存档不符" } as const,
});
