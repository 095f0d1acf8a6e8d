import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeAudit } from "../api/audit.ts";
import { checkpointKey, linkPending, signCheckpoint } from "../db/audit-chain.ts";
import { rows } from "../db/connection.ts";
import { createTestDatabase, testKeyRing, type TestDatabase } from "../tests/test-database.ts";
import { rootDirectory } from "./places.ts";

let db: TestDatabase;
let place: string;
beforeAll(async () => {
  db = await createTestDatabase();
  place = mkdtempSync(join(tmpdir(), "rencaitong-audit-"));
  for (const subjectId of ["1", "2", "3"])
    await writeAudit(db.database, {
      ...{ accountId: null, action: "test.done", subjectKind: "test", subjectId, requestId: null, data: {} },
    });
  while ((await linkPending(db.database)) > 0);
  await signCheckpoint(db.database, checkpointKey(testKeyRing).sign, { always: true });
});
afterAll(async () => {
  rmSync(place, { recursive: true, force: true });
  await db?.drop();
});

/** As npm runs it. `DATABASE_URL` empty: the product of `npm start` in that folder is meant. */
async function command(args: string[], environment: NodeJS.ProcessEnv) {
  const { current, keys, lookupKey } = testKeyRing;
  const ring = {
    ...{ current, lookupKey: Buffer.from(lookupKey).toString("base64") },
    keys: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, Buffer.from(key).toString("base64")])),
  };
  const child = spawn("node", ["ops/bootstrap.mjs", "audit-verify", ...args], {
    cwd: rootDirectory,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...{ PATH: process.env["PATH"], HOME: process.env["HOME"], RENCAITONG_MODE: "test" },
      ...{ DATA_DIRECTORY: place, KEY_RING: JSON.stringify(ring), ...environment },
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, said };
}

const outside = () => ({ DATABASE_URL: db.url, TEMPORAL_ADDRESS: "127.0.0.1:1" });

test("P5 npm run audit-verify: the chain of a database, and its export without one, hold; a row changed afterwards is named and ends with 1", async () => {
  const file = join(place, "chain.jsonl");
  const whole = await command(["--export", file], outside());
  expect(whole).toMatchObject({ code: 0, said: expect.stringMatching(/链上 3 条，检查点 1 个[^]*没有发现差异/) });
  expect(await command([file], {})).toMatchObject({ code: 0, said: expect.stringContaining("文件里有 3 条") });

  await db.database.transaction(async (transaction) => {
    await rows(db.database, "alter table audit_log disable trigger user", [], transaction);
    await rows(db.database, "update audit_log set action = 'test.undone' where subject_id = '2'", [], transaction);
    await rows(db.database, "alter table audit_log enable trigger user", [], transaction);
  });
  const changed = await command([], outside());
  expect(changed.code).toBe(1);
  expect(changed.said).toMatch(/第 2 条 .*内容被改动\n发现 1 处差异/);
});

test("P5 npm run audit-verify without a product running says so and ends with 1", async () => {
  writeFileSync(join(place, "ports.json"), "{}");
  expect(await command([], {})).toMatchObject({ code: 1, said: expect.stringContaining("人才通没有在运行") });
});
