import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { row, rows } from "../../db/connection.ts";
import { identityNumberCheckCharacter } from "../../domain/identity-number.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { buildCertificate, buildMembership, buildPerson } from "../../tests/factories.ts";
import { openTestApi, type LooseJson, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import { raiseSession } from "../sign-in.ts";
import { TestCase, declared } from "../../tests/test-case.ts";

let desk: CaseDesk;
let api: TestApi;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const signIn = (loginName: string) => api.browser().signIn(loginName, demoPassword);
const number = `45020019860912003${identityNumberCheckCharacter("45020019860912003")}`;
const begin = (clerk: TestBrowser, name = "覃志远", identityNumber = number) =>
  clerk.post("/api/counter/visit", { name, identityNumber });

/** Declares the loss as the page does; answers the case. */
async function declare(browser: TestBrowser, certificateId: string): Promise<string> {
  const { body: draft } = await browser.post("/api/drafts", { matter: "certificate-replacement", certificateId });
  await browser.send("PATCH", `/api/drafts/${draft.id}`, { body: { version: draft.version, form: declared } });
  const handedIn = await browser.post(`/api/drafts/${draft.id}/submission`, {
    key: randomUUID(),
    version: draft.version + 1,
  });
  expect([handedIn.status, handedIn.body.error ?? ""]).toEqual([200, ""]);
  return draft.id;
}

test("B-21 窗口代办: a clerk declares for the person at the counter, the history names both, and the clerk may not review the case (D20)", async () => {
  const clerk = await signIn("shizhigaiban");
  expect((await begin(clerk)).status).toBe(200);
  const { account }: LooseJson = (await clerk.get("/api/session")).body;
  expect(account).toMatchObject({
    ...{ displayName: "覃志远", roles: ["applicant"], memberships: [] },
    counter: { clerkName: "陆云舟", officeName: "柳州市职改办（演示）" },
  });
  // The person's rights and none of the clerk's.
  expect((await clerk.get("/api/inbox")).status).toBe(403);
  const theCase = new TestCase(desk, "13900000001", "06000116");
  theCase.id = await declare(clerk, theCase.certificateId);
  expect((await clerk.send("DELETE", "/api/counter/visit")).status).toBe(200);
  expect((await clerk.get("/api/session")).body.account).toMatchObject({ displayName: "陆云舟", counter: null });
  expect((await clerk.get(`/api/cases/${theCase.id}`)).status).toBe(404);

  const applicant = await signIn("13900000001");
  const { history }: LooseJson = (await applicant.get(`/api/cases/${theCase.id}`)).body;
  const who = history.find(({ type }: LooseJson) => type === "form.handed-in").who;
  expect(who).toBe("覃志远（窗口代办：陆云舟，柳州市职改办（演示））");
  const trail = await rows<{ action: string; account_id: string }>(
    desk.database,
    "select action, account_id from audit_log where action like 'counter.%' order by id",
  );
  const { shizhigaiban } = desk.world.accounts;
  expect(trail).toEqual([
    { action: "counter.begun", account_id: shizhigaiban },
    { action: "counter.ended", account_id: shizhigaiban },
  ]);

  await theCase.passNotice();
  await theCase.handIn();
  for (const loginName of ["danwei", "zhuguan"]) await theCase.approve(loginName);
  const task = await theCase.openTask("title-office");
  const refused = await clerk.post(`/api/tasks/${task.id}/claim`);
  expect([refused.status, refused.body.error.code]).toEqual([403, "agent-of-applicant"]);
  const listed = async (browser: TestBrowser) =>
    (await browser.get("/api/inbox?queue=to-claim")).body.tasks.map(({ taskId }: LooseJson) => taskId);
  expect(await listed(clerk)).not.toContain(task.id);
  expect(await listed(await signIn("shizhigaiban2"))).toContain(task.id);
  // Whatever the page and the API have said, the case itself refuses.
  expect(await theCase.approve("shizhigaiban")).toMatchObject({ state: "refused", code: "agent-of-applicant" });
  await rows(desk.database, "update tasks set holder_id = null, holder_name = null where id = $1", [task.id]);
  expect(await theCase.approve("shizhigaiban2")).toMatchObject({ state: "accepted" });
  expect((await theCase.closed()).outcome).toBe("completed");

  expect((await begin(clerk)).status).toBe(200);
  const rating = await clerk.post(`/api/cases/${theCase.id}/rating`, { level: 5, reasons: [], text: "" });
  expect([rating.status, rating.body.error.code]).toEqual([403, "not-at-counter"]);
  const { files } = api.deps;
  api.deps.files = { ...files, open: async (hash) => Readable.from(await desk.deps.files.read(hash)) as never };
  const collected = await clerk.get(`/api/cases/${theCase.id}/documents/certificate`);
  expect(collected.status).toBe(200);
  const read = await row<{ account_id: string }>(
    desk.database,
    "select account_id from audit_log where action = 'file.read' order by id desc limit 1",
  );
  expect(read!.account_id).toBe(shizhigaiban);
  await clerk.send("DELETE", "/api/counter/visit");
});

test("B-21 窗口代办: somebody without an account, on paper alone, is served; nobody can sign in as them", async () => {
  const person = await buildPerson(desk, {
    name: "黄示例",
    number: `45020019900101123${identityNumberCheckCharacter("45020019900101123")}`,
  });
  const certificate = await buildCertificate(desk, { person_id: person.id, holder_name: "黄示例" });
  const clerk = await signIn("xianzhigaiban");
  expect((await begin(clerk, "黄示例", person.number)).status).toBe(200);
  const { certificates }: LooseJson = (await clerk.get("/api/my/certificates")).body;
  expect(certificates.map(({ id }: LooseJson) => id)).toEqual([certificate.id]);
  const caseId = await declare(clerk, certificate.id);
  expect((await clerk.get(`/api/cases/${caseId}`)).body).toMatchObject({
    applicantName: "黄示例",
    status: "on-notice",
  });
  const account = await row<{ login_name: string }>(
    desk.database,
    "select login_name from accounts where person_id = $1",
    [person.id],
  );
  const entered = await api.browser().post("/api/session", { loginName: account!.login_name, password: demoPassword });
  expect(entered.body.error.code).toBe("wrong-password");
  // Over after two hours, whether somebody ended it or not.
  await rows(desk.database, "update counter_visits set ends_at = now() where ended_at is null");
  expect((await clerk.get("/api/session")).body.account).toMatchObject({ displayName: "周叙白", counter: null });
});

test("B-21 窗口代办: the clerk is named and barred even when the act came in after the visit had ended (D20)", async () => {
  const clerk = await signIn("shizhigaiban");
  const second = `45020019890304004${identityNumberCheckCharacter("45020019890304004")}`;
  expect((await begin(clerk, "韦晓岚", second)).status).toBe(200);
  const theCase = new TestCase(desk, "13900000002", "06000215");
  theCase.id = await declare(clerk, theCase.certificateId);
  const visit = await row<{ session_id: string; clerk_id: string }>(
    desk.database,
    "update counter_visits set ended_at = now() where ended_at is null and ends_at > now() returning session_id, clerk_id",
  );
  const late = theCase.command("withdraw", { reason: "证书找到了" }, { sessionId: visit!.session_id });
  await rows(desk.database, "delete from counter_acts where case_id = $1", [theCase.id]);
  const withdrawn = await desk.engine.command(theCase.id, { ...late, receivedAt: Date.now() + 60_000 });
  expect(withdrawn).toMatchObject({ state: "accepted" });
  const last = await row<{ actor_name: string }>(
    desk.database,
    "select actor_name from case_events where case_id = $1 and type = 'case.withdrawn'",
    [theCase.id],
  );
  expect(last!.actor_name).toContain("窗口代办：陆云舟");
  expect(await rows(desk.database, "select clerk_id from counter_acts where case_id = $1", [theCase.id])).toEqual([
    { clerk_id: visit!.clerk_id },
  ]);
});

test("B-21 窗口代办: what is the person's own is refused at the counter, their password raises nothing for the clerk, and the trail names the clerk", async () => {
  const clerk = await signIn("shizhigaiban");
  const { shizhigaiban } = desk.world.accounts;
  expect((await begin(clerk)).status).toBe(200);
  const id = randomUUID();
  const asked: [string, string][] = [
    ["POST", "/api/session/step-up"],
    ["POST", "/api/session/password"],
    ["POST", "/api/substitutes"],
    ["POST", `/api/substitutes/${id}/end`],
    ["PUT", "/api/notifications/choices"],
    ["POST", `/api/bulk-batches/${id}/confirmation`],
    ["POST", `/api/bulk-batches/${id}/beginning`],
  ];
  const body = { password: demoPassword, newPassword: "Wode-Mima-7" };
  for (const [method, path] of asked) {
    const refused = await clerk.send(method, path, { body });
    expect([path, refused.status, refused.body.error?.code]).toEqual([path, 403, "not-at-counter"]);
  }
  const refusals = await rows<{ account_id: string }>(
    desk.database,
    "select account_id from audit_log where action = 'access.refused' and data ->> 'code' = 'not-at-counter'",
  );
  expect(new Set(refusals.map(({ account_id }) => account_id))).toEqual(new Set([shizhigaiban]));
  expect((await clerk.send("DELETE", "/api/counter/visit")).status).toBe(200);
  expect((await clerk.get("/api/session")).body.account).toMatchObject({ displayName: "陆云舟", stepUpUntil: null });
  expect((await begin(clerk)).status).toBe(200);
  expect((await clerk.send("DELETE", "/api/session")).status).toBe(200);
  const ended = await row<{ account_id: string }>(
    desk.database,
    "select account_id from audit_log where action = 'session.ended' order by id desc limit 1",
  );
  expect(ended!.account_id).toBe(shizhigaiban);
});

test("B-10 B-21 a session is raised by its own account's password alone, whoever the clerk acts for meanwhile", async () => {
  const clerk = await signIn("shizhigaiban");
  expect((await begin(clerk)).status).toBe(200);
  const session = () =>
    row<{ id: string; step_up_until: Date | null }>(
      desk.database,
      "select id, step_up_until from sessions where account_id = $1 order by created_at desc limit 1",
      [desk.world.accounts["shizhigaiban"]],
    );
  const { id: sessionId } = (await session())!;
  // As a request that came past the door would.
  const visitor = { sessionId, accountId: desk.world.accounts["13900000001"]! };
  await expect(raiseSession(desk, visitor)).rejects.toThrow("not this account's");
  expect((await session())!.step_up_until).toBeNull();
  await raiseSession(desk, { sessionId, accountId: desk.world.accounts["shizhigaiban"]! });
  expect((await session())!.step_up_until).not.toBeNull();
  expect((await clerk.send("DELETE", "/api/counter/visit")).status).toBe(200);
});

test("P9 窗口代办: whoever has a desk of their own is not served, for what lies on it goes by the account", async () => {
  const clerk = await signIn("xianzhigaiban");
  const { id: office_id } = (await row<{ id: string }>(desk.database, "select id from offices limit 1"))!;
  const seat = await buildMembership(desk, {
    ...{ account_id: desk.world.accounts["13900000001"]!, role: "reviewer", office_id },
  });
  expect((await begin(clerk)).body.error.code).toBe("acts-for-a-body");
  expect((await clerk.get("/api/session")).body.account).toMatchObject({ displayName: "周叙白", counter: null });
  await rows(desk.database, "delete from memberships where id = $1", [seat.id]);
  expect((await begin(clerk)).status).toBe(200);
  expect((await clerk.send("DELETE", "/api/counter/visit")).status).toBe(200);
});

test("B-21 窗口代办: only title offices, only with name and number both right, never for oneself, and no longer than the seat", async () => {
  const clerk = await signIn("shizhigaiban");
  const code = async (answer: Promise<LooseJson>) => (await answer).body.error?.code ?? "done";
  expect(await code(begin(clerk, "覃志高"))).toBe("no-such-person");
  expect(
    await code(begin(clerk, "覃志远", `45020019900101001${identityNumberCheckCharacter("45020019900101001")}`)),
  ).toBe("no-such-person");
  const slip = await begin(clerk, "覃志远", `${number.slice(0, 17)}${number[17] === "1" ? "2" : "1"}`);
  expect([slip.status, slip.body.error.fields[0].path]).toEqual([400, "identityNumber"]);
  for (const loginName of ["zhuguan", "danwei", "guanli", "13900000002"])
    expect([loginName, await code(begin(await signIn(loginName)))]).toEqual([loginName, "not-allowed"]);
  expect(await code(clerk.send("DELETE", "/api/counter/visit"))).toBe("not-now");
  const { shizhigaiban } = desk.world.accounts;
  const person = await row<{ person_id: string }>(
    desk.database,
    "select person_id from accounts where login_name = '13900000001'",
  );
  await rows(desk.database, "update accounts set person_id = null where login_name = '13900000001'");
  await rows(desk.database, "update accounts set person_id = $2 where id = $1", [shizhigaiban, person!.person_id]);
  expect(await code(begin(clerk))).toBe("own-case");
  await rows(desk.database, "update accounts set person_id = null where id = $1", [shizhigaiban]);
  await rows(desk.database, "update accounts set person_id = $1 where login_name = '13900000001'", [person!.person_id]);
  expect(await code(begin(clerk))).toBe("done");
  await rows(desk.database, "update memberships set valid_to = '2025-01-01' where account_id = $1", [shizhigaiban]);
  expect((await clerk.get("/api/session")).body.account).toMatchObject({ displayName: "陆云舟", memberships: [] });
});
