import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scanWaitingFiles } from "../activities/upload-watch.ts";
import { rows } from "../db/connection.ts";
import { createFileStore } from "../ports/file-store.ts";
import { createLog } from "../ports/log.ts";
import { createClamdScanner } from "../ports/scanner.ts";
import { Clamd } from "../tests/clamd.ts";
import { openTestApi } from "../tests/test-api.ts";
import { createTestDatabase } from "../tests/test-database.ts";
import { presentHealth } from "./presenters/health.ts";

const hashOf = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");

test("P3 B-26 a file the scanner cannot digest, by its error or its silence, keeps no other waiting and is named on the health page", async () => {
  const db = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), "quarantine-"));
  const files = createFileStore(join(directory, "files"));
  const api = await openTestApi({ ...db, change: { files } });
  const [undigested, swallowed, fine, late] = ["too large", "a riddle", "fine", "late"].map((text) =>
    Buffer.from(text),
  ) as [Buffer, Buffer, Buffer, Buffer];
  const shown: string[] = [];
  let puzzled = true;
  const clamd = new Clamd((content, socket) => {
    shown.push(content.toString());
    if (puzzled && content.equals(swallowed)) return;
    const digested = !puzzled || !content.equals(undigested);
    socket.end(digested ? "stream: OK\0" : "INSTREAM size limit exceeded. ERROR\0");
  });
  const scanner = createClamdScanner({ host: "127.0.0.1", port: await clamd.listen(), timeLimitMilliseconds: 200 });
  const scan = () => scanWaitingFiles({ database: db.database, files, scanner, log: createLog("silent", "test") });
  const arrive = async (content: Buffer) => {
    await rows(
      db.database,
      "insert into files (hash, size_in_bytes, type, scan_state, stored_at) values ($1, $2, 'application/pdf', 'quarantined', clock_timestamp())",
      [hashOf(content), content.length],
    );
    await files.put(content);
  };
  const named = async () => (await presentHealth(api.deps)).filesNotScannable;
  try {
    for (const content of [undigested, swallowed, fine]) await arrive(content);
    expect(await scan()).toBe(1);
    expect(await rows(db.database, "select hash from files where scan_state = 'clean'")).toEqual([
      { hash: hashOf(fine) },
    ]);
    const found = await named();
    expect(found.map(({ hash }) => hash)).toEqual([hashOf(undigested), hashOf(swallowed)]);
    expect(found[0]!.sentence).toContain(`文件 ${hashOf(undigested).slice(0, 12)}`);
    expect(found[0]!.sentence).toContain("INSTREAM size limit exceeded.");

    // What was never shown comes before what was shown in vain.
    await arrive(late);
    shown.length = 0;
    expect(await scan()).toBe(1);
    expect(shown).toEqual(["late", "too large", "a riddle"]);
    puzzled = false;
    expect(await scan()).toBe(2);
    expect(await named()).toEqual([]);
  } finally {
    await clamd.close();
    await api.close();
    await db.drop();
    await rm(directory, { recursive: true, force: true });
  }
});
