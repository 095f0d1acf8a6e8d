import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { row, rows } from "../../db/connection.ts";
import type { NoticeRow } from "../../db/rows.ts";
import {
  buildApplicant,
  buildCase,
  buildCertificate,
  buildNotice,
  buildOffice,
  plantCalendarVersion,
} from "../../tests/factories.ts";
import { openTestApi, type TestApi } from "../../tests/test-api.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/test-database.ts";

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await createTestDatabase();
  await plantCalendarVersion(db);
  api = await openTestApi(db);
});
afterAll(async () => {
  await api.close();
  await db.drop();
});

async function noticeOf(given: Partial<Record<keyof NoticeRow, unknown>> = {}): Promise<NoticeRow> {
  const account = await buildApplicant(db);
  const theCase = await buildCase(db, { account_id: account.id, person_id: account.person.id });
  return buildNotice(db, { ...given, case_id: theCase.id });
}

const objection = (change: object = {}) => ({
  key: randomUUID(),
  name: "韦示例",
  phone: "13900000009",
  reason: "这本证书并没有遗失，仍在原单位保管。",
  ...change,
});
const file = (notice: NoticeRow, body: object) =>
  api.browser().post(`/api/public/notices/${notice.id}/objections`, body);
const daysFrom = (days: number) => new Date(Date.now() + days * 86_400_000);

test("S2-09 D4 a running notice shows what was published and nothing else, without login", async () => {
  const notice = await noticeOf();
  const { status, body } = await api.browser().get(`/api/public/notices/${notice.id}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ ...notice.published, running: true, mayObject: true, workingDays: 5 });
  expect(Object.keys(body).sort()).toEqual(
    [
      ...[
        "certificateNumber",
        "changes",
        "endsAt",
        "holder",
        "id",
        "issuer",
        "level",
        "mayObject",
        "now",
        "provisional",
        "publishedAt",
      ],
      ...["running", "sentence", "series", "strip", "title", "workingDays", "workingDaysLeft"],
    ].sort(),
  );
});

test("S2-09 notices page by page, newest first, none twice and none left out", async () => {
  await rows(db.database, "update notices set state = 'ended'");
  const made = [];
  for (let day = 0; day < 25; day++) made.push(await noticeOf({ published_at: daysFrom(-Math.floor(day / 3)) }));
  await noticeOf({ ends_at: daysFrom(-1) });
  const seen: string[] = [];
  for (let next: string | null = ""; next !== null;) {
    const { body } = await api.browser().get(`/api/public/notices?after=${next}`);
    seen.push(...body.notices.map(({ id }: { id: string }) => id));
    next = body.next;
  }
  expect(seen).toHaveLength(25);
  expect(new Set(seen)).toEqual(new Set(made.map(({ id }) => id)));
  expect((await api.browser().get("/api/public/notices?after=bm90LW91cnM")).status).toBe(400);
});

test("D3 anyone may object while the notice runs; the phone is kept encrypted", async () => {
  const notice = await noticeOf();
  const given = objection();
  expect((await file(notice, given)).body).toEqual({ done: true });
  const kept = await row<{ name: string; phone_cipher: string; state: string }>(
    db.database,
    "select name, phone_cipher, state from objections where id = $1",
    [given.key],
  );
  expect(kept).toMatchObject({ name: "韦示例", state: "pending" });
  expect(kept!.phone_cipher).not.toContain(given.phone);
  expect(db.encryption.decrypt("objections.phone", kept!.phone_cipher)).toBe(given.phone);
});

test("P2 the same objection sent five times at once is one objection; its key is no other notice's", async () => {
  const notice = await noticeOf();
  const given = objection();
  const answers = await Promise.all(Array.from({ length: 5 }, () => file(notice, given)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(await rows(db.database, "select id from objections where notice_id = $1", [notice.id])).toHaveLength(1);
  expect((await file(await noticeOf(), given)).body.error.code).toBe("key-reused");
});

test("D3 P3 refused once the notice has ended, by the case's own clock, and answered alike when sent again", async () => {
  const running = await noticeOf();
  const given = objection();
  await rows(db.database, "delete from rate_limits");
  await file(running, given);
  await rows(db.database, "update notices set clock_ahead = 8 * 86400000 where id = $1", [running.id]);
  const refused = await file(running, objection());
  expect([refused.status, refused.body.error.code]).toEqual([422, "notice-ended"]);
  expect(refused.body.error.message).toMatch(/^公示已于 .+ 结束，不再受理异议。/);
  expect((await file(running, given)).status).toBe(200);
  const { body } = await api.browser().get(`/api/public/notices/${running.id}`);
  expect(body).toMatchObject({ running: false, mayObject: false, workingDaysLeft: 0 });
});

const plantObjections = (notice: NoticeRow, state: "pending" | "dismissed", many: number) =>
  rows(
    db.database,
    `insert into objections (id, notice_id, name, phone_cipher, reason, filed_at, state)
     select gen_random_uuid(), $1, '某', 'x', '理由', now(), $2 from generate_series(1, $3::int)`,
    [notice.id, state, many],
  );

test("D3 at most twenty undecided objections per notice, also when they come at once", async () => {
  const notice = await noticeOf();
  await plantObjections(notice, "pending", 18);
  await rows(db.database, "delete from rate_limits");
  const answers = await Promise.all(Array.from({ length: 5 }, () => file(notice, objection())));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 422, 422, 422]);
  expect(answers.find(({ status }) => status === 422)!.body.error).toMatchObject({
    code: "objection-limit",
    params: { most: 20 },
  });
});

test("D3 what has been dismissed locks the true holder out of nothing", async () => {
  const notice = await noticeOf();
  await plantObjections(notice, "dismissed", 25);
  await rows(db.database, "delete from rate_limits");
  expect((await file(notice, objection())).status).toBe(200);
});

test("D3 one address may object ten times an hour", async () => {
  await rows(db.database, "delete from rate_limits");
  const answers = [];
  for (let time = 0; time < 11; time++) answers.push((await file(await noticeOf(), objection())).status);
  expect(answers).toEqual([...Array(10).fill(200), 429]);
  await rows(db.database, "delete from rate_limits");
});

test.each([
  ["name", { name: "\u200b\u200b" }],
  ["phone", { phone: "12345" }],
  ["reason", { reason: "不对" }],
  ["reason", { reason: " \u200b".repeat(20) }],
  ["key", { key: "1" }],
])("P10 an objection with a bad %s is refused at that field: %j", async (path, change) => {
  const answer = await file(await noticeOf(), objection(change));
  expect(answer.status).toBe(400);
  expect(answer.body.error.fields).toEqual([{ path, message: expect.any(String) }]);
});

test("D4 a notice that was taken back is not there any more", async () => {
  const notice = await noticeOf({ state: "closed" });
  expect((await api.browser().get(`/api/public/notices/${notice.id}`)).status).toBe(404);
  expect((await file(notice, objection())).status).toBe(404);
});

const token = "A1b2C3d4E5f6G7h8I9j0Kl";
async function issued(change: object = {}) {
  return buildCertificate(db, {
    token_cipher: db.encryption.encrypt("certificates.token", token),
    token_hash: db.encryption.hash("certificate-token", token),
    holder_name: "覃志远",
    documentNumber: "45020019860912003X",
    issued_at: new Date("2026-12-01T10:00:00+08:00"),
    ...change,
  });
}
const verify = (body: object) => api.browser().post("/api/public/certificate-checks", body);

test("S2-12 scanning the code shows what the paper says, its holder masked, and how it stands now", async () => {
  const old = await buildCertificate(db);
  const certificate = await issued({ replaces_id: old.id });
  const { body } = await api.browser().get(`/api/public/certificates/${token}`);
  expect(body).toMatchObject({
    ...{ state: "valid", holder: "覃**", level: "中级", number: certificate.number, replaces: old.number },
    ...{ awardedOn: "2016-12-20", issuedOn: "2026-12-01", replacedAt: null, revokedReason: null, demo: true },
  });
  expect(JSON.stringify(body)).not.toMatch(/志远|45020019860912003/);
  await rows(db.database, "update certificates set state = 'revoked', state_reason = '弄虚作假' where id = $1", [
    certificate.id,
  ]);
  expect((await api.browser().get(`/api/public/certificates/${token}`)).body).toMatchObject({
    state: "revoked",
    revokedReason: "弄虚作假",
  });
  await rows(db.database, "update certificates set state = 'preparing' where id = $1", [certificate.id]);
  expect((await api.browser().get(`/api/public/certificates/${token}`)).status).toBe(404);
  await rows(db.database, "delete from certificates where id = $1", [certificate.id]);
  expect((await api.browser().get(`/api/public/certificates/${token}`)).status).toBe(404);
});

test("P8 a code with one character changed is no certificate's", async () => {
  const certificate = await issued({});
  const statuses = await Promise.all(
    Array.from(token, async (character, at) => {
      const other = character === "A" ? "B" : "A";
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      return (await api.browser().get(`/api/public/certificates/${changed}`)).status;
    }),
  );
  expect(new Set(statuses)).toEqual(new Set([404]));
  expect((await api.browser().get(`/api/public/certificates/${token}`)).status).toBe(200);
  await rows(db.database, "delete from certificates where id = $1", [certificate.id]);
});

test("D25 number and name tell only that it exists and holds good; the last four open the rest", async () => {
  const certificate = await issued({ token_hash: null });
  const known = { number: ` ${certificate.number.slice(0, 4)} ${certificate.number.slice(4)}`, name: "覃志远" };
  const existence = (await verify(known)).body;
  expect(existence.found).toBe(true);
  const { state, number, checkedAt, demo, ...rest } = existence.verification;
  expect({ state, number, demo }).toEqual({ state: "valid", number: certificate.number, demo: true });
  expect(Date.parse(checkedAt)).not.toBeNaN();
  expect(new Set(Object.values(rest))).toEqual(new Set([null]));
  const whole = (await verify({ ...known, lastFour: "003x" })).body;
  expect(whole.verification).toMatchObject({ holder: "覃**", title: "工程师" });
  for (const wrong of [
    { ...known, lastFour: "0031" },
    { ...known, name: "覃志" },
    { ...known, number: "99999999" },
  ])
    expect((await verify(wrong)).body).toEqual({ found: false, verification: null });
});

test("D25 the last four of one certificate cannot be guessed from many addresses", async () => {
  const certificate = await issued({ token_hash: null });
  const proxied = await openTestApi({ ...db, configuration: { behindProxy: true } });
  try {
    const statuses = [];
    for (let guess = 0; guess < 11; guess++) {
      const answer = await proxied.browser().send("POST", "/api/public/certificate-checks", {
        body: { number: certificate.number, name: "覃志远", lastFour: String(1000 + guess) },
        headers: { "X-Forwarded-For": `203.0.113.${guess}` },
      });
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([...Array(10).fill(200), 429]);
  } finally {
    await proxied.close();
  }
});

test("D15 of legacy certificates that carry one number the holder's own is found, the valid one first", async () => {
  const office = await buildOffice(db);
  const twice = { number: "06777777", origin: "imported", needs_review: "编号重复", issuer_office_id: office.id };
  await buildCertificate(db, { ...twice, holder_name: "甲某某", state: "replaced" });
  await buildCertificate(db, { ...twice, holder_name: "乙某某", state: "replaced" });
  await buildCertificate(db, { ...twice, holder_name: "乙某某" });
  expect((await verify({ number: "06777777", name: "甲某某" })).body.verification.state).toBe("replaced");
  expect((await verify({ number: "06777777", name: "乙某某" })).body.verification.state).toBe("valid");
});

test("P8 P10 a file that is no PDF, an unsigned one and one that is too large are told so", async () => {
  const check = (body: Uint8Array) => api.browser().post("/api/public/certificate-files", body);
  expect((await check(Buffer.from("not a pdf"))).body.error.code).toBe("file-type-refused");
  const unsigned = await check(Buffer.from("%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n%%EOF"));
  expect(unsigned.body).toMatchObject({
    signature: "unsigned",
    known: false,
    verification: null,
    sentence: expect.stringContaining("没有电子签名"),
  });
  const large = await check(Buffer.alloc(10 * 1024 * 1024 + 1));
  expect([large.status, large.body.error.code]).toEqual([422, "file-too-large"]);
});
