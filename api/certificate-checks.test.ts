import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { PDF } from "@libpdf/core";
import { rows } from "../db/connection.ts";
import { createDevelopmentSeal } from "../ports/seal-development.ts";
import { checkSignature } from "../ports/signature-check.ts";
import { buildCertificate } from "../tests/factories.ts";
import { openTestApi, type TestApi } from "../tests/test-api.ts";
import { createTestDatabase, type TestDatabase } from "../tests/test-database.ts";

let db: TestDatabase;
let api: TestApi;
let directory: string;
let sealed: Buffer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "certificate-checks-"));
  const seal = createDevelopmentSeal({ mode: "test", directory: join(directory, "secrets") });
  const pdf = PDF.create();
  pdf.addPage({ size: "a4" }).drawText("06000116", { x: 60, y: 700, size: 14 });
  sealed = await seal.seal(Buffer.from(await pdf.save()), {
    place: { page: 1, left: 140, top: 207, size: 42 },
    officeName: "柳州市职改办（演示）",
    reason: "签发职称电子证书",
    at: new Date("2026-12-16T01:02:03Z"),
  });
  const trusted = await seal.trusted();
  db = await createTestDatabase();
  api = await openTestApi({ ...db, change: { checkSignature: (given) => checkSignature(given, trusted) } });
});
afterAll(async () => {
  await api?.close();
  await db?.drop();
  await rm(directory, { recursive: true, force: true });
});

const check = async (pdf: Buffer) => (await api.browser().post("/api/public/certificate-files", pdf)).body;

test("P8 S2-12 a file we issued is intact and valid; voided, it says so; one flipped byte, and it is no certificate", async () => {
  expect(await check(sealed)).toMatchObject({
    ...{ signature: "intact", known: false, verification: null, signedAt: "2026-12-16T01:02:03.000Z" },
    sentence: "签名完整，但这不是本平台签发的证书文件。",
  });

  const hash = createHash("sha256").update(sealed).digest("hex");
  await rows(
    db.database,
    "insert into files (hash, size_in_bytes, type, scan_state, stored_at) values ($1, $2, 'application/pdf', 'clean', now())",
    [hash, sealed.length],
  );
  const certificate = await buildCertificate(db, { file_hash: hash, holder_name: "覃志远" });
  const valid = await check(sealed);
  expect(valid).toMatchObject({
    signature: "intact",
    known: true,
    sentence: "签名完整，是本平台签发的证书，现在有效。",
  });
  expect(valid.verification).toMatchObject({
    number: certificate.number,
    holder: "覃**",
    state: "valid",
    fileSha256: hash,
  });

  await rows(
    db.database,
    "update certificates set state = 'replaced', state_changed_at = '2026-12-20T08:00:00+08:00' where id = $1",
    [certificate.id],
  );
  expect((await check(sealed)).sentence).toBe("签名完整，但证书已于 2026年12月20日 补发新证，这一本不再有效。");

  const altered = Buffer.from(sealed);
  const position = altered.indexOf("06000116") === -1 ? 200 : altered.indexOf("06000116");
  altered[position] = altered[position]! ^ 1;
  expect(await check(altered)).toMatchObject({ signature: "altered", known: false, verification: null });
  expect(await rows(db.database, "select hash from files")).toHaveLength(1);
});

test("P8 a file that somebody else signed is not ours", async () => {
  const stranger = createDevelopmentSeal({ mode: "test", directory: join(directory, "other") });
  const pdf = PDF.create();
  pdf.addPage({ size: "a4" });
  const foreign = await stranger.seal(Buffer.from(await pdf.save()), {
    place: { page: 1, left: 10, top: 10, size: 42 },
    officeName: "别处",
    reason: "签发",
    at: new Date(),
  });
  expect(await check(foreign)).toMatchObject({ signature: "unknown-signer", known: false });
});
