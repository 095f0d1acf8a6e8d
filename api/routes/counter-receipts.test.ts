import { createHash, randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { createReceiptPaper } from "../../activities/counter-receipts.ts";
import { row, rows } from "../../db/connection.ts";
import { identityNumberCheckCharacter } from "../../domain/identity-number.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { samplePhoto, sampleScan } from "../../ops/demo-data/papers.ts";
import { ConverterUnavailable } from "../../ports/document-converter.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { buildCertificate, buildNotification } from "../../tests/factories.ts";
import { openTestApi, type LooseJson, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import { TestCase, declared, handedMaterials } from "../../tests/test-case.ts";

let desk: CaseDesk;
let api: TestApi;
let printed = 0;
/** Set while the document tools are away. */
let broken = false;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
  const { files } = api.deps;
  // As LibreOffice prints: never twice the same bytes.
  const render = async ({ data }: { data: object }) => {
    if (broken) throw new ConverterUnavailable("away");
    return Buffer.from(JSON.stringify({ data, printed: ++printed }));
  };
  api.deps.receiptPaper = createReceiptPaper({
    ...desk.deps,
    files,
    render,
    seal: async (pdf, seals) => seal(pdf, seals),
  });
  api.deps.files = {
    ...files,
    open: async (hash) => Readable.from([await files.read(hash)]) as never,
  };
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const seal = (pdf: Buffer, seals: readonly object[]) =>
  Buffer.from(JSON.stringify({ ...(JSON.parse(pdf.toString()) as object), seals }));
const signIn = (loginName: string) => api.browser().signIn(loginName, demoPassword);
const numberOf = (body: string) => `${body}${identityNumberCheckCharacter(body)}`;
const qin = { name: "覃志远", identityNumber: numberOf("45020019860912003") };
const receiptsOf = async (browser: TestBrowser, caseId: string): Promise<LooseJson[]> =>
  (await browser.get(`/api/cases/${caseId}`)).body.receipts;
const paperOf = (browser: TestBrowser, id: string, file = "paper") =>
  browser.get(`/api/counter/receipts/${id}/${file}?disposition=inline`);
const codeOf = ({ status, body }: LooseJson) => [status, body.error?.code];

async function submit(browser: TestBrowser, draft: LooseJson, form: object): Promise<LooseJson> {
  await browser.send("PATCH", `/api/drafts/${draft.id}`, { body: { version: draft.version, form } });
  const body = { key: randomUUID(), version: draft.version + 1 };
  const answer = await browser.post(`/api/drafts/${draft.id}/submission`, body);
  expect([answer.status, answer.body.error ?? ""]).toEqual([200, ""]);
  // Sent twice over a bad line: the same act.
  expect((await browser.post(`/api/drafts/${draft.id}/submission`, body)).status).toBe(200);
  return answer.body;
}

async function declare(clerk: TestBrowser, certificateNumber: string): Promise<TestCase> {
  const theCase = new TestCase(desk, "13900000001", certificateNumber);
  const { certificateId } = theCase;
  const { body: draft } = await clerk.post("/api/drafts", { matter: "certificate-replacement", certificateId });
  theCase.id = (await submit(clerk, draft, declared)).caseId;
  return theCase;
}

/** In two parts, as over a bad line. */
async function uploadInParts(browser: TestBrowser, draftId: string, kind: string, content: Buffer) {
  const hash = createHash("sha256").update(content).digest("hex");
  const begun = await browser.post(`/api/drafts/${draftId}/uploads`, {
    ...{ kind, name: "签回.jpg", sizeInBytes: content.length, hash },
  });
  if (begun.status !== 200) return begun;
  const address = `/api/drafts/${draftId}/uploads/${begun.body.id}`;
  const half = Math.floor(content.length / 2);
  await browser.send("PATCH", `${address}?offset=0`, { body: content.subarray(0, half) });
  await browser.send("PATCH", `${address}?offset=${half}`, { body: content.subarray(half) });
  return browser.post(`${address}/completion`);
}

test("B-21 窗口代办: a paper case at the counter from the declaration to 受理通知书, the signed scan, and the materials with their 材料接收凭证", async () => {
  const clerk = await signIn("shizhigaiban");
  expect((await clerk.post("/api/counter/visit", qin)).status).toBe(200);
  const theCase = await declare(clerk, "06000116");
  const [acceptance, ...others] = await receiptsOf(clerk, theCase.id);
  expect(others).toEqual([]);
  const year = acceptance.givenAt.slice(0, 4);
  expect(acceptance).toMatchObject({
    ...{ kind: "acceptance", title: "受理通知书", number: `柳州市职改办受〔${year}〕000001号` },
    ...{ officeName: "柳州市职改办（演示）", clerkName: "陆云舟", signed: "waiting", maySign: true },
    promise:
      "合计 16 个工作日：遗失公示 5 个工作日，单位审核并盖章 3 个工作日，主管部门确认并盖章 3 个工作日，职改办审批 5 个工作日",
  });

  // Without the tools the number stays, and the paper comes later.
  broken = true;
  expect(codeOf(await paperOf(clerk, acceptance.id))).toEqual([422, "paper-unavailable"]);
  broken = false;
  // Asked for three times at once: one paper, the same for everybody ever after.
  const papers = await Promise.all([1, 2, 3].map(() => paperOf(clerk, acceptance.id)));
  expect(papers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(new Set(papers.map(({ body }) => body)).size).toBe(1);
  const { data, seals } = JSON.parse(papers[0]!.body);
  expect(data).toMatchObject({
    ...{ title: "受理通知书", number: acceptance.number, promise: acceptance.promise, clerkName: "陆云舟" },
    applicant: qin,
    certificate: { title: "工程师（机械工程）", number: "06000116" },
    received: [{ title: "遗失声明（窗口录入）", copies: 1 }],
  });
  expect(seals).toMatchObject([{ name: "issuer", officeName: "柳州市职改办（演示）", reason: "出具受理通知书" }]);

  const scan = await sampleScan("受理通知书（签回）", ["申请人：覃志远"]);
  expect((await uploadInParts(clerk, acceptance.draftId, "signed-receipt", scan)).status).toBe(200);
  expect((await receiptsOf(clerk, theCase.id))[0]).toMatchObject({ signed: "signed" });
  // Badly scanned: the next one takes its place.
  const better = await sampleScan("受理通知书（签回，清晰）", ["申请人：覃志远"]);
  expect((await uploadInParts(clerk, acceptance.draftId, "signed-receipt", better)).status).toBe(200);
  const kept = await rows<{ removed: boolean }>(
    desk.database,
    "select removed_at is not null as removed from materials where kind = 'signed-receipt' order by id",
  );
  expect(kept).toEqual([{ removed: true }, { removed: false }]);
  const signed = await row<{ account_id: string; subject_id: string }>(
    desk.database,
    "select account_id, subject_id from audit_log where action = 'receipt.signed' order by id desc limit 1",
  );
  expect(signed).toEqual({ account_id: desk.world.accounts["shizhigaiban"], subject_id: acceptance.id });
  // What was handed in stays as it is: it takes the signed receipt and nothing else.
  expect(codeOf(await uploadInParts(clerk, acceptance.draftId, "identity", scan))).toEqual([409, "already-decided"]);

  await theCase.passNotice();
  const { body: draft } = await clerk.post(`/api/cases/${theCase.id}/draft`);
  const upload = (kind: string, body: Buffer) =>
    clerk.send("POST", `/api/drafts/${draft.id}/materials?kind=${kind}&name=${kind}.jpg`, { body });
  for (const [kind, body] of [
    ["photo", await samplePhoto(1)],
    ["identity", await sampleScan("身份证正面", [])],
    ["identity", await sampleScan("身份证反面", [])],
    ["loss-statement", await sampleScan("遗失情况说明", [])],
  ] as const)
    expect([kind, (await upload(kind, body)).status]).toEqual([kind, 200]);
  await submit(clerk, draft, handedMaterials);
  const [, materials] = await receiptsOf(clerk, theCase.id);
  expect(materials).toMatchObject({
    ...{ kind: "materials", title: "材料接收凭证", number: `柳州市职改办收〔${year}〕000001号`, promise: "" },
    ...{ signed: "waiting", maySign: true },
  });
  expect(JSON.parse((await paperOf(clerk, materials.id)).body).data).toMatchObject({
    promise: null,
    received: [
      { title: "补办材料（窗口录入）", copies: 1 },
      { title: "2 寸证件照", copies: 1 },
      { title: "身份证正反面", copies: 2 },
      { title: "遗失情况说明（本人签名）", copies: 1 },
    ],
  });
  expect((await clerk.send("DELETE", "/api/counter/visit")).status).toBe(200);

  await expectReaders(theCase, acceptance);
});

/** After the visit: who reads the receipt and its scan, and who does not. */
async function expectReaders(theCase: TestCase, acceptance: LooseJson): Promise<void> {
  const person = await signIn("13900000001");
  expect((await receiptsOf(person, theCase.id))[0]).toMatchObject({ signed: "signed", maySign: false });
  expect((await paperOf(person, acceptance.id)).status).toBe(200);
  expect((await paperOf(person, acceptance.id, "scan")).status).toBe(200);
  // Signed at the counter, before the clerk's eyes: nowhere else.
  const elsewhere = await uploadInParts(person, acceptance.draftId, "signed-receipt", await sampleScan("别处", []));
  expect(codeOf(elsewhere)).toEqual([422, "not-now"]);
  const colleague = await signIn("shizhigaiban2");
  const listed: LooseJson = (await colleague.get("/api/counter/receipts")).body;
  expect(listed.receipts).toMatchObject([
    { title: "材料接收凭证", applicantName: "覃志远", signed: "waiting", maySign: false },
    { title: "受理通知书", caseNumber: (await theCase.row())!.number, signed: "signed" },
  ]);
  const only = async (signed: string): Promise<string[]> =>
    (await colleague.get(`/api/counter/receipts?signed=${signed}`)).body.receipts.map(({ title }: LooseJson) => title);
  expect([await only("yes"), await only("no")]).toEqual([["受理通知书"], ["材料接收凭证"]]);
  expect((await paperOf(colleague, acceptance.id, "scan")).status).toBe(200);
  const county = await signIn("xianzhigaiban");
  expect((await county.get("/api/counter/receipts")).body.receipts).toEqual([]);
  for (const loginName of ["xianzhigaiban", "danwei", "13900000002", "guanli"])
    expect([loginName, ...codeOf(await paperOf(await signIn(loginName), acceptance.id))]).toEqual([
      ...[loginName, 404, "not-found"],
    ]);
  // To the employer, who has the case now, the receipt is no material of it.
  const agent = await signIn("danwei");
  expect(await receiptsOf(agent, theCase.id)).toEqual([]);
  const task = await theCase.openTask("employer");
  const { forms }: LooseJson = (await agent.get(`/api/tasks/${task.id}`)).body;
  const kinds = forms.flatMap(({ materials }: LooseJson) => materials.map(({ kind }: LooseJson) => kind));
  expect(kinds).not.toContain("signed-receipt");
  const hidden = await row<{ id: string }>(
    desk.database,
    "select id from materials where kind = 'signed-receipt' and removed_at is null",
  );
  expect((await agent.get(`/api/materials/${hidden!.id}/content`)).status).toBe(404);

  await rows(
    desk.database,
    "update files set scan_state = 'quarantined' where hash = (select file_hash from materials where id = $1)",
    [hidden!.id],
  );
  expect((await receiptsOf(person, theCase.id))[0]).toMatchObject({ signed: "checking" });
  expect(codeOf(await paperOf(person, acceptance.id, "scan"))).toEqual([422, "file-waiting"]);
}

test("B-21 窗口代办: numbers of an office have no gap, and what the person hands in alone gets no receipt", async () => {
  const clerk = await signIn("xianzhigaiban");
  expect((await clerk.post("/api/counter/visit", qin)).status).toBe(200);
  const first = await declare(clerk, "06000011");
  await clerk.post(`/api/cases/${first.id}/withdrawal`, { key: randomUUID(), reason: "找到了" });
  const second = await declare(clerk, "06000011");
  const numbers = [...(await receiptsOf(clerk, first.id)), ...(await receiptsOf(clerk, second.id))];
  expect(numbers.map(({ number }) => number.replace(/〔\d+〕/, "〔〕"))).toEqual([
    ...["鹿寨县职改办受〔〕000001号", "鹿寨县职改办受〔〕000002号"],
  ]);
  await clerk.post(`/api/cases/${second.id}/withdrawal`, { key: randomUUID(), reason: "找到了" });
  await clerk.send("DELETE", "/api/counter/visit");
  const person = await signIn("13900000001");
  const third = await declare(person, "06000011");
  expect(await receiptsOf(person, third.id)).toEqual([]);
});

test("B-21 窗口代办: a clerk looks at the person's messages and marks none as read", async () => {
  const account_id = desk.world.accounts["13900000001"]!;
  const { id } = await buildNotification(desk, { account_id });
  const clerk = await signIn("shizhigaiban");
  expect((await clerk.post("/api/counter/visit", qin)).status).toBe(200);
  const { notifications }: LooseJson = (await clerk.get("/api/notifications")).body;
  expect(notifications.some((one: LooseJson) => one.id === id)).toBe(true);
  expect(codeOf(await clerk.post(`/api/notifications/${id}/read`))).toEqual([403, "not-at-counter"]);
  const kept = await row<{ read_at: Date | null }>(desk.database, "select read_at from notifications where id = $1", [
    id,
  ]);
  expect(kept!.read_at).toBeNull();
  await clerk.send("DELETE", "/api/counter/visit");
});

test("B-21 窗口代办: somebody not known yet is registered by identity card, once, and their imported certificates are theirs", async () => {
  const clerk = await signIn("xianzhigaiban");
  const identityNumber = numberOf("45020019750505123");
  const given = { name: "农新来", identityNumber, identityNumberAgain: identityNumber, phone: "0772-1234567" };
  const register = (change: object = {}) => clerk.post("/api/counter/people", { ...given, ...change });
  const slip = await register({ identityNumberAgain: numberOf("45020019750505125") });
  expect([slip.status, slip.body.error.fields[0].path]).toEqual([400, "identityNumberAgain"]);
  const unborn = numberOf("45020020990505123");
  const early = await register({ identityNumber: unborn, identityNumberAgain: unborn });
  expect([early.status, early.body.error.fields[0].path]).toEqual([400, "identityNumber"]);
  expect(codeOf(await (await signIn("zhuguan")).post("/api/counter/people", given))).toEqual([403, "not-allowed"]);

  // Known to no certificate: registered, and told so.
  expect((await register()).body).toEqual({ certificates: 0 });
  expect(codeOf(await register({ name: "农某某" }))).toEqual([409, "person-otherwise-named"]);
  const person = await row<LooseJson>(
    desk.database,
    "select id, sex, birth_date::text, document_number_cipher, phone_cipher from people where name = '农新来'",
  );
  expect(person).toMatchObject({ sex: "male", birth_date: "1975-05-05" });
  expect(`${person.document_number_cipher}${person.phone_cipher}`).not.toMatch(/1975|1234567/);
  const holder = {
    holder_name: "农新来",
    document_number_hash: desk.encryption.hash("document-number", identityNumber),
  };
  const { id } = await buildCertificate(desk, { ...holder, person_id: null, origin: "imported" });
  await buildCertificate(desk, { ...holder, holder_name: "农旧名", person_id: null, origin: "imported" });
  expect((await register()).body).toEqual({ certificates: 1 });
  expect((await register()).body).toEqual({ certificates: 1 });
  const trail = await rows<{ account_id: string; data: object }>(
    desk.database,
    "select account_id, data from audit_log where action = 'person.registered' order by id",
  );
  const account_id = desk.world.accounts["xianzhigaiban"];
  expect(trail).toEqual([
    { account_id, data: { certificates: 0, assigned: 0 } },
    { account_id, data: { certificates: 1, assigned: 1 } },
  ]);
  // No account is needed: at the counter they are served at once.
  expect((await clerk.post("/api/counter/visit", { name: "农新来", identityNumber })).status).toBe(200);
  const { certificates }: LooseJson = (await clerk.get("/api/my/certificates")).body;
  expect(certificates.map((one: LooseJson) => one.id)).toEqual([id]);
  expect(codeOf(await clerk.post("/api/counter/people", given))).toEqual([403, "not-allowed"]);
  await clerk.send("DELETE", "/api/counter/visit");
});
