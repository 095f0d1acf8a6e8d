import { randomUUID } from "node:crypto";
import { row, rows } from "../../db/connection.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { inReview } from "../../tests/paths.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../../tests/test-api.ts";

let desk: CaseDesk;
let api: TestApi;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
});
afterAll(async () => {
  await api.close();
  await desk.stop();
});

const as = (loginName: string) => api.browser().signIn(loginName, demoPassword);
const withPassword = async (loginName: string) => {
  const browser = await as(loginName);
  await browser.post("/api/session/step-up", { password: demoPassword });
  return browser;
};
const wanted = (change: object = {}) => ({
  ...{ key: randomUUID(), reason: "经查，取得时提供虚假材料。", basis: "柳演示〔2026〕3号", misuse: null },
  ...change,
});
const revoke = (browser: TestBrowser, number: string, body: object) =>
  browser.post(`/api/certificate-register/${desk.world.certificates[number]}/revocation`, body);
const check = async (number: string, name: string) =>
  (await api.browser().post("/api/public/certificate-checks", { number, name })).body.verification;

test("D14 S2-12 S2-15 the chief revokes once: verification says so at once, the holder is told, the case's timeline and the record keep it", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  expect(await check("06000116", "覃志远")).toMatchObject({ state: "valid" });
  const chief = await withPassword("shizhigaiban2");
  const body = wanted({ misuse: { kind: "false-declaration", referral: "已移送所在单位处理。" } });
  for (const answer of [await revoke(chief, "06000116", body), await revoke(chief, "06000116", body)])
    expect([answer.status, answer.body]).toEqual([200, { done: true }]);
  expect(await check("06000116", "覃志远")).toMatchObject({ state: "revoked" });
  const whole = { number: "06000116", name: "覃志远", lastFour: "0039" };
  expect((await api.browser().post("/api/public/certificate-checks", whole)).body.verification).toMatchObject({
    ...{ state: "revoked", revokedReason: "经查，取得时提供虚假材料。（依据 柳演示〔2026〕3号）" },
  });

  const holder = await as("13900000001");
  const [told, ...more] = (await holder.get("/api/notifications")).body.notifications.filter(
    ({ title }: { title: string }) => title === "职称证书被撤销",
  );
  expect(more).toEqual([]);
  expect(told.body).toMatch(/已由 柳州市职改办（演示） 撤销/);
  expect(
    await rows(
      desk.database,
      "select 1 from deliveries d join notifications n on n.id = d.notification_id where n.kind = 'certificate-revoked'",
    ),
  ).toHaveLength(1);
  const mine = (await holder.get("/api/my/certificates")).body.certificates.find(
    ({ number }: { number: string }) => number === "06000116",
  );
  expect(mine).toMatchObject({
    state: "revoked",
    revocation: expect.stringMatching(/由柳州市职改办（演示）撤销：经查/),
  });
  expect((await holder.get(`/api/cases/${theCase.id}`)).body.history.at(-1)).toMatchObject({
    ...{ type: "certificate.revoked", who: "农清河，柳州市职改办（演示）" },
    sentence: "证书 06000116 被撤销：经查，取得时提供虚假材料。（依据 柳演示〔2026〕3号）",
  });
  expect(
    await rows(desk.database, "select data ->> 'misuse' as misuse from audit_log where action = 'certificate.revoked'"),
  ).toEqual([{ misuse: "false-declaration" }]);

  // Nothing is issued in its place: the office that would approve is told to reject.
  expect(await theCase.approve("danwei")).toMatchObject({ state: "refused", code: "certificate-revoked" });

  // Revoking has decided nothing of the case: what was handed in can still be taken back.
  const takenBack = await holder.post(`/api/cases/${theCase.id}/recall`, { key: randomUUID(), reason: "先不办了" });
  expect(takenBack.body).toEqual({ state: "accepted", caseId: theCase.id });

  // The record stands beside every certificate of the same person, for whoever sits at a title office.
  const colleague = await as("shizhigaiban");
  const found = (await colleague.get("/api/certificate-register?number=06000011")).body.certificates;
  expect(found).toEqual([expect.objectContaining({ holder: "覃志远", state: "valid", mayRevoke: false })]);
  expect(found[0].misuses).toEqual([
    expect.objectContaining({ number: "06000116", kindName: "提供虚假材料", referral: "已移送所在单位处理。" }),
  ]);
  expect(JSON.stringify(found)).not.toContain("450200198609120039");
  const again = await revoke(chief, "06000116", wanted());
  expect([again.status, again.body.error.code]).toEqual([409, "not-revocable"]);
  const elsewhere = await revoke(chief, "06000215", { ...wanted(), key: body.key });
  expect([elsewhere.status, elsewhere.body.error.code]).toEqual([409, "key-reused"]);
});

test("B-10 S2-02 who may not revoke, without the password again, or without reason and paper, changes nothing", async () => {
  const number = "06000317";
  const answers = [
    [await revoke(api.browser(), number, wanted()), 401, "not-signed-in"],
    [await revoke(await withPassword("13900000001"), number, wanted()), 403, "not-allowed"],
    [await revoke(await withPassword("zhuguan"), number, wanted()), 403, "not-allowed"],
    [await revoke(await withPassword("shizhigaiban"), number, wanted()), 403, "not-allowed"],
    [await revoke(await withPassword("xianzhigaiban"), number, wanted()), 403, "not-allowed"],
    [await revoke(await as("shizhigaiban2"), number, wanted()), 403, "step-up-needed"],
  ] as const;
  for (const [answer, status, code] of answers) expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  const chief = await withPassword("shizhigaiban2");
  for (const [path, change] of [
    ["reason", { reason: "" }],
    ["basis", { basis: " " }],
    ["misuse.kind", { misuse: { kind: "other", referral: "" } }],
  ] as const) {
    const answer = await revoke(chief, number, wanted(change));
    expect([answer.status, answer.body.error.fields?.[0]?.path]).toEqual([400, path]);
  }
  expect(
    await row(desk.database, "select state from certificates where id = $1", [desk.world.certificates[number]]),
  ).toEqual({ state: "valid" });
  expect((await (await as("danwei")).get(`/api/certificate-register?number=${number}`)).status).toBe(403);
});
