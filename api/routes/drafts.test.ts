import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { row, rows } from "../../db/connection.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { until } from "../../tests/until.ts";
import { declared, handedMaterials, TestCase } from "../../tests/test-case.ts";
import { certificatePhoto, scannedPage } from "../../tests/pictures.ts";
import { sendBack } from "../../tests/paths.ts";
import { openTestApi, type ApiAnswer, type TestApi, type TestBrowser } from "../../tests/test-api.ts";

let desk: CaseDesk;
let api: TestApi;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({ ...desk, url: desk.databaseUrl });
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const signIn = (phone: string) => api.browser().signIn(phone, demoPassword);
const start = (browser: TestBrowser, number: string) =>
  browser.post("/api/drafts", { matter: "certificate-replacement", certificateId: desk.world.certificates[number] });
const save = (browser: TestBrowser, id: string, version: number, form: object) =>
  browser.send("PATCH", `/api/drafts/${id}`, { body: { version, form } });
const submit = (browser: TestBrowser, id: string, version: number, key: string = randomUUID()) =>
  browser.post(`/api/drafts/${id}/submission`, { key, version });
const upload = (browser: TestBrowser, id: string, kind: string, content: Uint8Array, name = "照片.jpg") =>
  browser.post(`/api/drafts/${id}/materials?kind=${kind}&name=${encodeURIComponent(name)}`, content);
const paths = (answer: ApiAnswer): string[] =>
  answer.body.error.fields.map(({ path }: { path: string }) => path).toSorted();

async function declareThrough(browser: TestBrowser, number: string): Promise<string> {
  const { body: draft } = await start(browser, number);
  const { body: saved } = await save(browser, draft.id, draft.version, declared);
  const answer = await submit(browser, draft.id, saved.version);
  expect(answer.body).toEqual({ state: "accepted", caseId: draft.id });
  return draft.id;
}

test("S2-09 started twice at once it is one draft, with what the office knows beside it", async () => {
  const browser = await signIn("13900000001");
  const answers = await Promise.all([1, 2, 3].map(() => start(browser, "06000116")));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  const { body } = answers[0]!;
  expect(body).toMatchObject({ caseId: null, step: "declare", round: 1, version: 1, form: {}, notYet: null });
  expect(body.known).toMatchObject({
    person: { name: "覃志远", identityNumber: expect.stringMatching(/^450200\*{5}\w{4}$/), phone: "139****0001" },
    organisation: { name: "柳州市示例机械有限公司", department: "柳州市示例工业主管局" },
    certificate: { number: "06000116", level: "中级" },
  });
});

test("S2-09 a 高级 certificate is refused with the reason; another person's is not there", async () => {
  const browser = await signIn("13900000001");
  const senior = await start(browser, "05000021");
  expect([senior.status, senior.body.error.code]).toEqual([422, "senior-certificate"]);
  expect(senior.body.error.message).toContain("自治区");
  expect((await start(browser, "06000215")).status).toBe(404);
  expect(
    (await browser.post("/api/drafts", { matter: "nothing", certificateId: desk.world.certificates["06000116"] }))
      .status,
  ).toBe(400);
});

test("S2-14 saving compares versions, takes known fields only, and leaves out what nobody can see", async () => {
  const browser = await signIn("13900000002");
  const { body: draft } = await start(browser, "06000215");
  const first = await save(browser, draft.id, 1, { circumstances: "lost", explanation: "  一行\u200b\r\n二行  " });
  expect(first.body.version).toBe(2);
  const stale = await save(browser, draft.id, 1, { occasion: "moving" });
  expect([stale.status, stale.body.error.code]).toEqual([409, "stale-version"]);
  expect(
    paths(await save(browser, draft.id, 2, { occasion: "moving", role: "administrator", constructor_: "x" })),
  ).toEqual(["constructor_", "role"]);
  await save(browser, draft.id, 2, { occasion: "moving", circumstances: null });
  expect((await browser.get(`/api/drafts/${draft.id}`)).body).toMatchObject({
    version: 3,
    form: { occasion: "moving", explanation: "一行\n二行" },
  });
  const two = await Promise.all([
    save(browser, draft.id, 3, { occasion: "travel" }),
    save(browser, draft.id, 3, { occasion: "disaster" }),
  ]);
  expect(two.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
});

test("P9 another person's draft is not there for anything", async () => {
  const { body: draft } = await start(await signIn("13900000003"), "06000317");
  const other = await signIn("13900000004");
  const material = `/api/drafts/${draft.id}/materials/${randomUUID()}`;
  const answers = [
    await other.get(`/api/drafts/${draft.id}`),
    await other.get(`/api/drafts/${draft.id}/print`),
    await save(other, draft.id, 1, {}),
    await submit(other, draft.id, 1),
    await upload(other, draft.id, "photo", await certificatePhoto()),
    await other.send("DELETE", material),
    await other.send("DELETE", `/api/drafts/${draft.id}`),
  ];
  expect(answers.map(({ status }) => status)).toEqual(Array(7).fill(404));
});

test("S2-09 all that is missing is told at once, at its field; nothing has begun", async () => {
  const browser = await signIn("13900000003");
  const { body: draft } = await start(browser, "06000317");
  const answer = await submit(browser, draft.id, draft.version);
  expect(answer.status).toBe(400);
  expect(paths(answer)).toEqual(["circumstances", "lostInMonth", "occasion", "truthful"]);
  expect(await row(desk.database, "select id from cases where id = $1", [draft.id])).toBeUndefined();
});

test("S2-09 a draft that was thrown away is gone; one that was handed in stays", async () => {
  const browser = await signIn("13900000003");
  const { body: draft } = await start(browser, "06000317");
  expect((await browser.send("DELETE", `/api/drafts/${draft.id}`)).status).toBe(200);
  expect((await browser.get(`/api/drafts/${draft.id}`)).status).toBe(404);
  const caseId = await declareThrough(browser, "06000317");
  const gone = await browser.send("DELETE", `/api/drafts/${caseId}`);
  expect([gone.status, gone.body.error.code]).toEqual([409, "already-decided"]);
  expect((await save(browser, caseId, 2, {})).body.error.code).toBe("already-decided");
  const again = await start(browser, "06000317");
  expect([again.status, again.body.error.code, again.body.error.params]).toEqual([409, "open-case-exists", { caseId }]);
});

test("P2 the same key five times at once, and again later: one case, one declaration", async () => {
  const browser = await signIn("13900000004");
  const { body: draft } = await start(browser, "06000418");
  const { body: saved } = await save(browser, draft.id, draft.version, declared);
  const key = randomUUID();
  const answers = await Promise.all(Array.from({ length: 5 }, () => submit(browser, draft.id, saved.version, key)));
  answers.push(await submit(browser, draft.id, saved.version, key));
  expect(answers.map(({ body }) => body)).toEqual(Array(6).fill({ state: "accepted", caseId: draft.id }));
  expect(await rows(desk.database, "select revision from form_revisions where case_id = $1", [draft.id])).toHaveLength(
    1,
  );
  const second = await submit(browser, draft.id, saved.version);
  expect([second.status, second.body.error.code]).toEqual([409, "already-decided"]);
});

test("S2-09 D23 S2-10 while the notice runs materials are prepared but not handed in; afterwards they are, once complete", async () => {
  const browser = await signIn("13900000001");
  const caseId = await declareThrough(browser, "06000116");
  const opened = await Promise.all([1, 2].map(() => browser.post(`/api/cases/${caseId}/draft`)));
  expect(opened[0]!.body.id).toBe(opened[1]!.body.id);
  const { body: draft } = opened[0]!;
  const notice = await row<{ ends_at: Date }>(desk.database, "select ends_at from notices where case_id = $1", [
    caseId,
  ]);
  expect(draft).toMatchObject({
    ...{ caseId, step: "materials", round: 1, form: { phone: "13900000001", position: "机械设计工程师" } },
    notYet: { code: "notice-running", from: notice!.ends_at.toISOString() },
  });
  const early = await submit(browser, draft.id, draft.version);
  expect([early.status, early.body.error.code]).toEqual([422, "notice-running"]);
  expect(early.body.error.message).toMatch(/^公示未满 5 个工作日，\d{4}年\d+月\d+日 00:00 起可提交。$/);

  expect((await browser.post(`/api/cases/${caseId}/fast-forward`)).status).toBe(200);
  await until(async () => (await browser.get(`/api/drafts/${draft.id}`)).body.notYet === null, "the end of the notice");
  const incomplete = await submit(browser, draft.id, draft.version);
  expect(paths(incomplete)).toEqual([
    "delivery",
    "identity",
    "loss-statement",
    "photo",
    "statement",
    "truthful",
    "yearsInProfession",
  ]);

  const photo = await upload(browser, draft.id, "photo", await certificatePhoto());
  expect(photo.body).toMatchObject({
    kind: "photo",
    format: "JPG",
    checks: expect.arrayContaining([expect.objectContaining({ result: "cannot-check" })]),
  });
  const file = await browser.get(`/api/materials/${photo.body.id}/content?disposition=inline`);
  expect([file.status, file.headers.get("Content-Type"), file.headers.get("X-Content-Type-Options")]).toEqual([
    200,
    "image/jpeg",
    "nosniff",
  ]);
  expect(file.headers.get("Content-Security-Policy")).toMatch(/^sandbox;/);
  expect(file.headers.get("Content-Disposition")).toMatch(
    /^inline; filename="[^"]+"; filename\*=UTF-8''%E7%85%A7%E7%89%87.jpg$/,
  );
  expect((await (await signIn("13900000002")).get(`/api/materials/${photo.body.id}/content`)).status).toBe(404);
  await upload(browser, draft.id, "identity", await scannedPage(1), "身份证.png");
  await upload(browser, draft.id, "loss-statement", await scannedPage(2));
  const { body: saved } = await save(browser, draft.id, draft.version, handedMaterials);
  expect((await submit(browser, draft.id, saved.version)).body).toEqual({ state: "accepted", caseId });
  expect((await row<{ step: string }>(desk.database, "select step from cases where id = $1", [caseId]))!.step).toBe(
    "employer",
  );
  const nothing = await browser.post(`/api/cases/${caseId}/draft`);
  expect([nothing.status, nothing.body.error.code]).toEqual([422, "not-now"]);
});

test("D26 B-08 after a return the draft begins with what was handed in, its files and the remarks, and a new promise", async () => {
  const theCase = new TestCase(desk, "13900000002", "06000215");
  await rows(desk.database, "delete from drafts where account_id = $1 and handed_in_at is null", [theCase.applicant]);
  await theCase.declare();
  await theCase.passNotice();
  await theCase.handIn();
  expect((await theCase.decide("danwei", sendBack(false))).state).toBe("accepted");
  const browser = await signIn("13900000002");
  const { body: draft } = await browser.post(`/api/cases/${theCase.id}/draft`);
  const { truthful: _, ...kept } = handedMaterials;
  expect(draft).toMatchObject({ round: 2, form: kept, remarks: [{ field: "phone", text: "打不通" }], notYet: null });
  expect(draft.form).not.toHaveProperty("truthful");
  expect(draft.materials.map(({ kind }: { kind: string }) => kind)).toEqual(["photo", "identity", "loss-statement"]);
  // What is taken away now was handed in before, and stays there.
  await browser.send("DELETE", `/api/drafts/${draft.id}/materials/${draft.materials[0].id}`);
  const handedIn = await rows(
    desk.database,
    `select m.id from form_revisions r join materials m on m.draft_id = r.draft_id and m.removed_at is null
     where r.case_id = $1 and r.step = 'materials'`,
    [theCase.id],
  );
  expect(handedIn).toHaveLength(3);
});

test("S4-18 P10 uploads: too many, too large, another type, malware, a bad photo, nothing at all", async () => {
  const browser = await signIn("13900000005");
  const caseId = await declareThrough(browser, "06000516");
  const { body: draft } = await browser.post(`/api/cases/${caseId}/draft`);
  const code = async (kind: string, content: Uint8Array, name?: string) => {
    const { status, body } = await upload(browser, draft.id, kind, content, name);
    return `${status} ${body.error?.code ?? "ok"}`;
  };
  const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");
  expect(await code("photo", Buffer.alloc(1024 * 1024 + 1))).toBe("422 file-too-large");
  expect(await code("identity", Buffer.alloc(10 * 1024 * 1024 + 1))).toBe("422 file-too-large");
  expect(await code("identity", Buffer.from("PK\u0003\u0004 an archive"), "身份证.jpg")).toBe("422 file-type-refused");
  expect(await code("identity", Buffer.from(eicar))).toBe("422 file-unsafe");
  // Another ground is for people to judge: it is taken, and the warning goes along.
  const white = await upload(browser, draft.id, "photo", await certificatePhoto("#ffffff"));
  expect(white.body.checks).toContainEqual(expect.objectContaining({ result: "warning" }));
  expect(await code("photo", await scannedPage(3))).toBe("422 photo-refused");
  expect(await code("identity", Buffer.alloc(0))).toBe("400 bad-input");
  expect(await code("diploma", await scannedPage(4))).toBe("400 bad-input");
  // Two sides of a card, and three at once for two places.
  const three = await Promise.all([5, 6, 7].map(async (number) => code("identity", await scannedPage(number))));
  expect(three.sort()).toEqual(["200 ok", "200 ok", "422 too-many-files"]);
  // There is one photo: the new one takes the place of the old one.
  expect(await code("photo", await certificatePhoto())).toBe("200 ok");
  expect(await code("photo", await certificatePhoto("#1f5fc0"), "../../新照片.jpg")).toBe("200 ok");
  const { body: now } = await browser.get(`/api/drafts/${draft.id}`);
  expect(now.materials.map(({ kind }: { kind: string }) => kind).sort()).toEqual(["identity", "identity", "photo"]);
  expect(now.materials.find(({ kind }: { kind: string }) => kind === "photo").name).toBe("新照片.jpg");
});

test("P10 without an engine a submission is refused with what to do, and nothing is lost", async () => {
  const away = await openTestApi({ database: desk.database, encryption: desk.encryption, url: desk.databaseUrl });
  try {
    const browser = away.browser();
    await browser.signIn("13900000006", demoPassword);
    const { body: draft } = await start(browser, "06000614");
    const { body: saved } = await save(browser, draft.id, draft.version, declared);
    const answer = await submit(browser, draft.id, saved.version);
    expect([answer.status, answer.body.error.code]).toEqual([422, "engine-unreachable"]);
    expect((await browser.get(`/api/drafts/${draft.id}`)).body).toMatchObject({
      version: saved.version,
      form: declared,
    });
  } finally {
    await away.close();
  }
});

test("202: an answer that did not come in time is neither yes nor no", async () => {
  const engine = { ...desk.engine, begin: async () => ({ state: "unknown" as const }) };
  const slow = await openTestApi({
    database: desk.database,
    encryption: desk.encryption,
    url: desk.databaseUrl,
    engine,
  });
  try {
    const browser = slow.browser();
    await browser.signIn("13900000006", demoPassword);
    const { body: draft } = await start(browser, "06000614");
    const { body: saved } = await save(browser, draft.id, draft.version, declared);
    const key = randomUUID();
    const answer = await submit(browser, draft.id, saved.version, key);
    expect([answer.status, answer.body]).toEqual([202, { state: "unknown", key }]);
    // Asked again where the engine answers: the same key, and now it is known.
    const other = await signIn("13900000006");
    expect((await submit(other, draft.id, saved.version, key)).body).toEqual({ state: "accepted", caseId: draft.id });
  } finally {
    await slow.close();
  }
});
