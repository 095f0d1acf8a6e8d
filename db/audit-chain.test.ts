import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { writeAudit } from "../api/audit.ts";
import { exportText, verifyExport } from "../ops/audit-verify.ts";
import { createTestDatabase, testKeyRing, type TestDatabase } from "../tests/test-database.ts";
import { beginning, checkpointKey, linkHash, linkPending, signCheckpoint } from "./audit-chain.ts";
import { readChain, readCheckpoints, verifyChain, verifyDatabase, type ChainEntry } from "./audit-verification.ts";
import { row, rows } from "./connection.ts";

const key = checkpointKey(testKeyRing);
let db: TestDatabase;
beforeEach(async () => {
  db = await createTestDatabase();
});
afterEach(() => db.drop());

const entry = (index: number) => ({
  ...{ accountId: null, action: "test.done", subjectKind: "test", subjectId: String(index), requestId: null },
  data: { index, word: "甲 ≠ 乙 \u2028" },
});

async function write(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => writeAudit(db.database, entry(index))));
}

async function link(): Promise<void> {
  while ((await linkPending(db.database)) > 0);
}

/** As somebody with every right on the database would. */
async function tamper(sql: string, bind: readonly unknown[] = []): Promise<void> {
  await db.database.transaction(async (transaction) => {
    for (const table of ["audit_log", "audit_chain", "case_events"])
      await rows(db.database, `alter table ${table} disable trigger user`, [], transaction);
    await rows(db.database, sql, bind, transaction);
    for (const table of ["audit_log", "audit_chain", "case_events"])
      await rows(db.database, `alter table ${table} enable trigger user`, [], transaction);
  });
}

test("P5 rows written at once, some of them taken back, become one chain without a gap; two linkers never make two", async () => {
  const lost = Array.from({ length: 20 }, (_, index) =>
    db.database
      .transaction(async (transaction) => {
        await writeAudit(db.database, entry(index), transaction);
        throw new Error("taken back");
      })
      .catch(() => undefined),
  );
  await Promise.all([write(150), ...lost, linkPending(db.database), linkPending(db.database)]);
  await Promise.all([link(), link()]);
  const chain = await readChain(db.database);
  expect(chain.map(({ position }) => position)).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
  expect(await signCheckpoint(db.database, key.sign, { always: true })).toMatchObject({ position: 150 });
  expect(await signCheckpoint(db.database, key.sign, { always: true })).toBeUndefined();
  expect(await verifyDatabase(db.database, key.verify)).toEqual({
    ...{ entries: 150, checkpoints: 1, unlinked: 0, differences: [] },
  });
});

test("P5 the events of cases are links as well", async () => {
  await plantEvent();
  await link();
  const [event] = await readChain(db.database);
  expect(event!.name).toMatch(/^event [\da-f-]{36} 1 0$/);
  await tamper('update case_events set data = \'{"by":"another"}\'');
  expect((await verifyDatabase(db.database, key.verify)).differences).toEqual([
    { kind: "changed", position: 1, name: event!.name },
  ]);
});

test.each(["audit_log", "case_events", "audit_chain", "audit_checkpoints"])(
  "P5 %s only grows: the database itself refuses to change or remove a row",
  async (table) => {
    await plantEvent();
    await write(1);
    await link();
    await signCheckpoint(db.database, key.sign, { always: true });
    const column = { audit_log: "action", case_events: "type", audit_chain: "hash", audit_checkpoints: "hash" }[table];
    for (const sql of [`update ${table} set ${column} = 'x'`, `delete from ${table}`, `truncate ${table} cascade`])
      await expect(rows(db.database, sql)).rejects.toThrow("only grows");
    expect(
      (await row<{ count: number }>(db.database, `select count(*)::int as count from ${table}`))!.count,
    ).toBeGreaterThan(0);
  },
);

test("P5 what was done to the rows of the database is named row by row, and what waits to be linked is counted", async () => {
  await write(6);
  await link();
  const names = (await readChain(db.database)).map(({ name }) => name);
  const ids = names.map((name) => Number(name.split(" ")[1]));
  await tamper("update audit_log set at = at + interval '1 second' where id = $1", [ids[1]]);
  await tamper("delete from audit_log where id = $1", [ids[3]]);
  await tamper("insert into audit_log (at, action, subject_kind) values (now(), 'test.forged', 'test')");
  await write(1);
  const { differences, unlinked } = await verifyDatabase(db.database, key.verify);
  expect(unlinked).toBe(1);
  expect(differences).toEqual([
    { kind: "changed", position: 2, name: names[1] },
    { kind: "removed", position: 4, name: names[3] },
    { kind: "inserted", position: null, name: expect.stringMatching(/^audit \d+$/) },
  ]);
});

test("P5 an export is verified without the database; a foreign key and a cut-off end are seen", async () => {
  await write(5);
  await link();
  await signCheckpoint(db.database, key.sign, { always: true });
  const text = exportText(await readChain(db.database), await readCheckpoints(db.database), key.verify);
  expect(verifyExport(text, key.verify)).toEqual({ links: 5, differences: [] });
  const stranger = checkpointKey({ lookupKey: randomBytes(32) });
  expect(verifyExport(text, stranger.verify).differences).toEqual([{ kind: "checkpoint", position: 5, name: null }]);
  const short = text.split("\n").slice(0, -1).join("\n");
  expect(verifyExport(short, key.verify).differences).toEqual([{ kind: "removed", position: 5, name: null }]);
});

/** A chain that nobody touched, long enough for every mutation. */
function chainOf(contents: readonly string[]): ChainEntry[] {
  let hash = beginning;
  return contents.map((content, index) => {
    const previousHash = hash;
    hash = linkHash(previousHash, content);
    return { position: index + 1, name: `audit ${index + 1}`, content, previousHash, hash };
  });
}
/** As a forger would who knows that positions are looked at. */
const renumbered = (entries: readonly ChainEntry[]) => entries.map((one, index) => ({ ...one, position: index + 1 }));

test("P5 whichever row of a copy is changed, removed, inserted or moved, that row is named and no other", () => {
  const kinds = fc.constantFrom("change", "remove", "insert", "move");
  const chains = fc.array(fc.string(), { minLength: 4, maxLength: 30 });
  fc.assert(
    fc.property(chains, kinds, fc.nat(), fc.boolean(), (contents, kind, seed, numbered) => {
      const chain = chainOf(contents);
      // Neither end: what was cut off there only a checkpoint shows.
      const at = 1 + (seed % (chain.length - 2));
      const { name, position } = chain[at]!;
      const number = numbered ? renumbered : (entries: ChainEntry[]) => entries;
      expect(verifyChain(chain, [], key.verify)).toEqual([]);
      const found = (entries: ChainEntry[]) => verifyChain(number(entries), [], key.verify);
      switch (kind) {
        case "change":
          expect(found(chain.with(at, { ...chain[at]!, content: `${chain[at]!.content}x` }))).toEqual([
            { kind: "changed", position, name },
          ]);
          return;
        case "remove":
          expect(found(chain.toSpliced(at, 1))).toEqual([{ kind: "removed", position, name: null }]);
          return;
        case "insert": {
          const content = "forged";
          const previousHash = chain[at - 1]!.hash;
          const hash = linkHash(previousHash, content);
          const forged = { position, name: "audit 99", content, previousHash, hash };
          expect(found(chain.toSpliced(at, 0, forged))).toEqual([{ kind: "inserted", position, name: "audit 99" }]);
          return;
        }
        case "move": {
          const moved = renumbered([...chain.slice(0, at), chain[at + 1]!, chain[at]!, ...chain.slice(at + 2)]);
          expect(verifyChain(moved, [], key.verify)).toEqual([
            { kind: "reordered", position, name: chain[at + 1]!.name },
          ]);
        }
      }
    }),
  );
});

test("P5 a chain rewritten from one row on, every hash made anew, breaks at the signed checkpoint behind it", async () => {
  await write(6);
  await link();
  await signCheckpoint(db.database, key.sign, { always: true });
  const [chain, checkpoints] = [await readChain(db.database), await readCheckpoints(db.database)];
  const forged = chainOf(chain.map(({ content }, index) => (index === 2 ? `${content} ` : content!)));
  expect(verifyChain(forged, checkpoints, key.verify)).toEqual([{ kind: "checkpoint", position: 6, name: null }]);
});

/** One event of one case, with no more around it than the foreign keys ask for. */
async function plantEvent(): Promise<void> {
  await rows(
    db.database,
    `with area as (insert into areas (id, code, name, level, path) values (gen_random_uuid(), '450200', '示例市', 'city', '{}') returning id),
     person as (insert into people (id, document_type, document_number_cipher, document_number_hash, name, sex, birth_date, phone_cipher, phone_hash)
       values (gen_random_uuid(), 'identity-card', 'c', 'h', '覃示例', 'male', '1980-01-01', 'c', 'h') returning id),
     account as (insert into accounts (id, login_name, password_hash, display_name) values (gen_random_uuid(), 'one', 'x', '覃示例') returning id),
     made as (insert into cases (id, number, matter, area_id, area_path, account_id, person_id, applicant_name, state, round, facts, opened_at, last_seq)
       select gen_random_uuid(), 'YS-1', 'certificate-replacement', area.id, '{}', account.id, person.id, '覃示例', 'open', 1, '{}', now(), 1 from area, person, account returning id)
     insert into case_events (case_id, seq, type, round, actor_name, at) select id, 1, 'case.opened', 1, '覃示例', now() from made`,
  );
}
