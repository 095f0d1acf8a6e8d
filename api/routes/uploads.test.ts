import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import sharp from "sharp";
import { cleanUploads, fileReferences, scanWaitingFiles } from "../../activities/upload-watch.ts";
import { row, rows } from "../../db/connection.ts";
import { createFileStore, type FileStore } from "../../ports/file-store.ts";
import { createPartialStore, type PartialStore } from "../../ports/partial-store.ts";
import { createClamdScanner } from "../../ports/scanner.ts";
import { Clamd } from "../../tests/clamd.ts";
import { until } from "../../tests/until.ts";
import { buildAccount, buildCertificate, buildPerson, testPassword } from "../../tests/factories.ts";
import { certificatePhoto } from "../../tests/pictures.ts";
import { handedMaterials } from "../../tests/test-case.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/test-database.ts";
import { createLog } from "../../ports/log.ts";
import { createUploadInspection } from "../upload-inspection.ts";

let db: TestDatabase;
let api: TestApi;
let directory: string;
let files: FileStore;
let partials: PartialStore;
let clamd: Clamd;
let port: number;
let browser: TestBrowser;
let draft: string;
let applicant: { loginName: string; draft: string };
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const scanner = () => createClamdScanner({ host: "127.0.0.1", port, timeLimitMilliseconds: 5_000 });
const watch = () => ({ database: db.database, files, partials, scanner: scanner(), log: createLog("silent", "test") });

async function openClamd(answer: string | null = "stream: OK\0"): Promise<void> {
  clamd = new Clamd((_content, socket) => (answer === null ? undefined : socket.end(answer)));
  port = await clamd.listen(port);
}

beforeAll(async () => {
  db = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), "uploads-"));
});
afterAll(async () => {
  await db?.drop();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  port = 0;
  await openClamd();
  files = createFileStore(join(directory, "files"));
  partials = createPartialStore(join(directory, "files", "partial"));
  api = await openTestApi({ ...db, change: { files, partials, uploads: createUploadInspection(scanner()) } });
  applicant = await buildDraft();
  browser = await api.browser().signIn(applicant.loginName, testPassword);
  draft = `/api/drafts/${applicant.draft}`;
});
afterEach(async () => {
  await api?.close();
  await clamd?.close();
});

/** A form that asks for materials, as it lies before the person who fills it in. */
async function buildDraft(): Promise<{ loginName: string; draft: string }> {
  const person = await buildPerson(db);
  const account = await buildAccount(db, { person_id: person.id });
  const certificate = await buildCertificate(db, { person_id: person.id });
  const made = await row<{ id: string }>(
    db.database,
    `insert into drafts (id, matter, step, account_id, certificate_id, round, created_at, saved_at)
     values (gen_random_uuid(), 'certificate-replacement', 'materials', $1, $2, 1, now(), now()) returning id`,
    [account.id, certificate.id],
  );
  return { loginName: account.login_name, draft: made!.id };
}

const begin = (content: Uint8Array, kind = "identity", who = browser) =>
  who.post(`${draft}/uploads`, { kind, name: "身份证.jpg", sizeInBytes: content.length, hash: sha256(content) });
const append = (id: string, offset: number, part: Uint8Array, who = browser) =>
  who.send("PATCH", `${draft}/uploads/${id}?offset=${offset}`, { body: part });
const complete = (id: string, who = browser) => who.post(`${draft}/uploads/${id}/completion`);
const upload = (content: Uint8Array, kind = "identity") =>
  browser.post(`${draft}/materials?kind=${kind}&name=${encodeURIComponent("身份证.jpg")}`, content);
const age = (sql: string, bind: unknown[]) => rows(db.database, sql, bind);

/** Noise: no two are alike. */
const page = () =>
  sharp(randomBytes(64 * 64 * 3), { raw: { width: 64, height: 64, channels: 3 } })
    .jpeg()
    .toBuffer();

async function bigPicture(): Promise<Buffer> {
  return sharp(randomBytes(900 * 900 * 3), { raw: { width: 900, height: 900, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** Sends the beginning of a part, then pulls the plug. */
async function sendAndBreak(id: string, offset: number, part: Buffer, arrives: number): Promise<void> {
  const call = request(`${api.origin}${draft}/uploads/${id}?offset=${offset}`, {
    method: "PATCH",
    headers: {
      "X-Requested-With": "rencaitong",
      "Content-Type": "application/octet-stream",
      "Content-Length": part.length,
      Cookie: browser.cookie,
    },
  });
  call.on("error", () => undefined);
  call.write(part.subarray(0, arrives));
  await until(async () => (await partials.size(id)) === offset + arrives, "the part that was sent");
  call.destroy();
}

test("B-26 a connection cut in the middle goes on where it stopped, from another device, and is kept once", async () => {
  const content = await bigPicture();
  const { body: begun } = await begin(content);
  expect(begun).toMatchObject({ offset: 0, sizeInBytes: content.length });
  await sendAndBreak(begun.id, 0, content, 200_000);

  const other = await api.browser().signIn(applicant.loginName, testPassword);
  expect((await other.get(`${draft}/uploads`)).body.uploads).toMatchObject([{ id: begun.id, offset: 200_000 }]);
  const { body: again } = await begin(content, "identity", other);
  expect(again).toMatchObject({ id: begun.id, offset: 200_000 });
  const wrong = await append(begun.id, 100, content.subarray(100), other);
  expect([wrong.status, wrong.body.error.code, wrong.body.error.params]).toEqual([
    409,
    "upload-offset",
    { offset: 200_000 },
  ]);
  const early = await complete(begun.id, other);
  expect([early.status, early.body.error.code]).toEqual([409, "upload-offset"]);
  expect((await append(begun.id, 200_000, content.subarray(200_000), other)).body.offset).toBe(content.length);

  const kept = await Promise.all([complete(begun.id, other), complete(begun.id)]);
  const later = await complete(begun.id);
  expect(later.body).toMatchObject({ kind: "identity", format: "JPG", scan: "clean" });
  expect(kept.map(({ body }) => body.id)).toEqual([later.body.id, later.body.id]);
  expect(await rows(db.database, "select id from materials where draft_id = $1", [applicant.draft])).toHaveLength(1);
  expect((await browser.get(`${draft}/uploads`)).body.uploads).toEqual([]);
  expect(await partials.size(begun.id)).toBe(0);
});

test("B-26 P10 parts that are not the file they promised, too much, too large, another's: refused, and nothing stays", async () => {
  const content = await page();
  const { body: begun } = await begin(content);
  const more = await append(begun.id, 0, Buffer.alloc(content.length + 1));
  expect([more.status, more.body.error.code]).toEqual([422, "file-too-large"]);
  await append(begun.id, 0, Buffer.alloc(content.length, 7));
  const damaged = await complete(begun.id);
  expect([damaged.status, damaged.body.error.code]).toEqual([422, "upload-damaged"]);
  expect((await complete(begun.id)).status).toBe(404);
  expect(await partials.size(begun.id)).toBe(0);

  const large = await browser.post(`${draft}/uploads`, {
    ...{ kind: "identity", name: "大.pdf", sizeInBytes: 10 * 1024 * 1024 + 1, hash: sha256(content) },
  });
  expect([large.status, large.body.error.code]).toEqual([422, "file-too-large"]);
  const { body: mine } = await begin(content);
  const stranger = await api.browser().signIn((await buildDraft()).loginName, testPassword);
  const answers = [
    await begin(content, "identity", stranger),
    await stranger.get(`${draft}/uploads`),
    await append(mine.id, 0, content, stranger),
    await complete(mine.id, stranger),
    await stranger.send("DELETE", `${draft}/uploads/${mine.id}`),
  ];
  expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(404));
  expect((await browser.send("DELETE", `${draft}/uploads/${mine.id}`)).status).toBe(200);
  expect((await browser.get(`${draft}/uploads`)).body.uploads).toEqual([]);
});

test("B-26 scanner down: the file waits in quarantine, opens for nobody, and is usable by itself when the scanner is back", async () => {
  await clamd.close();
  const { status, body: waiting } = await upload(await page());
  expect([status, waiting.scan]).toEqual([200, "waiting"]);
  const closed = await browser.get(`/api/materials/${waiting.id}/content`);
  expect([closed.status, closed.body.error.code]).toEqual([422, "file-waiting"]);
  expect(closed.body.error.message).toContain("正在等待安全检查");
  expect(await scanWaitingFiles(watch())).toBe(0);
  expect((await browser.get(draft)).body.materials).toMatchObject([{ scan: "waiting" }]);

  // One that hangs up in the middle is down as well.
  await openClamd("");
  expect(await scanWaitingFiles(watch())).toBe(0);
  expect((await browser.get(draft)).body.materials).toMatchObject([{ scan: "waiting" }]);
  await clamd.close();

  await openClamd();
  expect(await scanWaitingFiles(watch())).toBe(1);
  expect((await browser.get(draft)).body.materials).toMatchObject([{ scan: "clean" }]);
  const open = await browser.get(`/api/materials/${waiting.id}/content`);
  expect([open.status, open.headers.get("Content-Disposition")?.split(";")[0]]).toEqual([200, "attachment"]);
  expect(open.headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(open.headers.get("Content-Security-Policy")).toMatch(/^sandbox;/);
});

test("B-26 a form is not handed in while one of its files waits; once it was looked at, nothing stands in the way", async () => {
  await clamd.close();
  for (const [kind, content] of [
    ["photo", await certificatePhoto("#2c6bcb")],
    ["identity", await page()],
    ["loss-statement", await page()],
  ] as const)
    expect((await upload(content, kind)).status).toBe(200);
  const { body: saved } = await browser.send("PATCH", draft, { body: { version: 1, form: handedMaterials } });
  const submit = async () =>
    (await browser.post(`${draft}/submission`, { key: randomUUID(), version: saved.version })).body.error;
  expect(await submit()).toMatchObject({ code: "file-waiting", message: expect.stringContaining("自动可用") });
  await openClamd();
  expect(await scanWaitingFiles(watch())).toBe(3);
  expect(await submit()).toMatchObject({ code: "engine-unreachable" });
});

test("B-26 what the scanner finds later is never opened, and has to be taken away before handing in", async () => {
  await clamd.close();
  const content = await page();
  const { body: waiting } = await upload(content);
  await openClamd("stream: Win.Test.EICAR FOUND\0");
  expect(await scanWaitingFiles(watch())).toBe(1);
  expect((await browser.get(draft)).body.materials).toMatchObject([{ scan: "infected" }]);
  const answer = await browser.get(`/api/materials/${waiting.id}/content`);
  expect([answer.status, answer.body.error.code]).toEqual([422, "file-unsafe"]);
  // The same content again, and a scanner that is down: still what it was found to be.
  await clamd.close();
  expect((await upload(content)).body.scan).toBe("infected");
});

test("B-26 P1 without room an upload is refused before a byte is written, and what was typed is saved all the same", async () => {
  const reserveBytes = Number.MAX_SAFE_INTEGER;
  const full = await openTestApi({
    ...db,
    change: {
      files: createFileStore(join(directory, "full"), { reserveBytes }),
      partials: createPartialStore(join(directory, "full", "partial"), { reserveBytes }),
    },
  });
  try {
    browser = await full.browser().signIn(applicant.loginName, testPassword);
    const content = await page();
    const refused = await upload(content);
    expect([refused.status, refused.body.error.code]).toEqual([507, "storage-full"]);
    expect(refused.body.error.message).toContain("存储空间不足");
    const { body: begun } = await begin(content);
    expect((await append(begun.id, 0, content)).status).toBe(507);
    expect(await readdir(join(directory, "full", "incoming"))).toEqual([]);
    expect(await readdir(join(directory, "full", "partial"))).toEqual([]);
    const { body: now } = await browser.get(draft);
    expect(now.materials).toEqual([]);
    const saved = await browser.send("PATCH", draft, { body: { version: now.version, form: { position: "工程师" } } });
    expect(saved.status).toBe(200);
    expect((await browser.get(draft)).body.form).toEqual({ position: "工程师" });
  } finally {
    await full.close();
  }
});

test("B-26 what nobody refers to is cleaned up after its time, and nothing that anybody refers to", async () => {
  const [keptPage, removedPage, photo] = [await page(), await page(), await certificatePhoto()];
  const kept = (await upload(keptPage, "loss-statement")).body;
  const removed = (await upload(removedPage)).body;
  const young = (await upload(await page())).body;
  await upload(photo, "photo");
  for (const { id } of [removed, young]) await browser.send("DELETE", `${draft}/materials/${id}`);
  const { body: given } = await begin(await page());
  await append(given.id, 0, Buffer.alloc(100));
  const { body: going } = await begin(await page());
  const hashOf = async (id: string) =>
    (await row<{ file_hash: string }>(db.database, "select file_hash from materials where id = $1", [id]))!.file_hash;
  const hashes = { kept: await hashOf(kept.id), removed: await hashOf(removed.id), young: await hashOf(young.id) };

  expect(await cleanUploads(watch())).toEqual({ files: 0, uploads: 0 });
  await age("update files set stored_at = now() - interval '8 days' where hash <> $1", [hashes.young]);
  await age("update materials set removed_at = now() - interval '8 days' where id = $1", [removed.id]);
  await age("update uploads set touched_at = now() - interval '4 days' where id = $1", [given.id]);
  expect(await cleanUploads(watch())).toMatchObject({ uploads: 1 });

  expect(await Promise.all(Object.values(hashes).map((hash) => files.has(hash)))).toEqual([true, false, true]);
  expect(await row(db.database, "select hash from files where hash = $1", [hashes.removed])).toBeUndefined();
  expect(await partials.size(given.id)).toBe(0);
  expect((await browser.get(`${draft}/uploads`)).body.uploads).toMatchObject([{ id: going.id }]);
  expect((await browser.get(draft)).body.materials).toHaveLength(2);
  expect((await upload(removedPage)).status).toBe(200);
  expect(await files.has(hashes.removed)).toBe(true);
});

test("B-26 the clean-up knows every place of the database that holds on to a file", async () => {
  const known = await rows<{ table: string; column: string }>(
    db.database,
    `select c.conrelid::regclass::text as table, a.attname as column from pg_constraint c
     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
     where c.contype = 'f' and c.confrelid = 'files'::regclass`,
  );
  expect(known.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(
    fileReferences.map((place) => place.join(".")).sort(),
  );
});
