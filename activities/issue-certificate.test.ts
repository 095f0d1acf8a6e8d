import { randomUUID } from "node:crypto";
import { mkdtemp, rm, utimes, writeFile, mkdir, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { row, rows } from "../db/connection.ts";
import { createFileStore, type FileStore } from "../ports/file-store.ts";
import { createPartialStore } from "../ports/partial-store.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { inReview } from "../tests/paths.ts";
import { until } from "../tests/until.ts";
import { cleanForgottenFiles, cleanUploads } from "./upload-watch.ts";

let directory: string;
let files: FileStore;
let desk: CaseDesk;
/** What happens to the process right after a paper reached the disk. */
let afterPut: (hash: string) => Promise<void> = async () => undefined;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "papers-"));
  files = createFileStore(directory);
  let printed = 0;
  desk = await openCaseDesk({
    files: {
      read: (hash) => files.read(hash),
      async put(content) {
        const stored = await files.put(content);
        await afterPut(stored.hash);
        return stored;
      },
    },
    // As LibreOffice prints: never twice the same bytes.
    render: async () => Buffer.from(`%PDF- ${++printed}`),
  });
});
afterAll(async () => {
  await desk?.stop();
  await rm(directory, { recursive: true, force: true });
});

const pathOf = (hash: string) => join(directory, hash.slice(0, 2), hash.slice(2, 4), hash);
const weekAgo = new Date(Date.now() - 7 * 24 * 3600_000);
const onDisk = async () => (await Array.fromAsync(files.list())).flat().sort();
const named = async () =>
  (await rows<{ hash: string }>(desk.database, "select hash from files order by hash")).map(({ hash }) => hash);

test("P1 S2-11 papers printed by a process that died before it wrote them down go; those that are named stay for ever", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const orphans: string[] = [];
  afterPut = async (hash) => {
    orphans.push(hash);
    throw new Error("killed");
  };
  for (const office of ["danwei", "zhuguan", "shizhigaiban"]) await theCase.approve(office);
  await until(async () => orphans.length > 0, "a paper whose transaction never came");
  afterPut = async () => undefined;
  await desk.engine.retryEffect(theCase.id);
  expect((await theCase.closed()).outcome).toBe("completed");
  expect(await onDisk()).toEqual([...(await named()), ...orphans].sort());

  // Young ones may be another process's, on its way to the transaction.
  expect(await cleanForgottenFiles({ database: desk.database, files })).toBe(0);
  for (const hash of await onDisk()) await utimes(pathOf(hash), weekAgo, weekAgo);
  await rows(desk.database, "update files set stored_at = now() - interval '30 days'");
  const partials = createPartialStore(join(directory, "partial"));
  const watch = { database: desk.database, files, partials, log: desk.deps.log };
  expect(await cleanForgottenFiles(watch)).toBe(orphans.length);
  expect(await cleanUploads(watch)).toMatchObject({ files: 0 });
  expect(await onDisk()).toEqual(await named());
  const documents = await rows<{ file_hash: string }>(desk.database, "select file_hash from documents");
  expect(documents).toHaveLength(2);
  for (const { file_hash: hash } of documents) expect((await files.read(hash)).toString()).toContain("%PDF-");
});

test("P1 a forgotten file that is stored again while it is looked at stays, and is named", async () => {
  const content = Buffer.from(`printed twice ${randomUUID()}`);
  const { hash } = await files.put(content);
  await utimes(pathOf(hash), weekAgo, weekAgo);
  const insert =
    "insert into files (hash, size_in_bytes, type, scan_state, stored_at) values ($1, $2, 'application/pdf', 'clean', now()) on conflict (hash) do nothing";
  let naming: Promise<unknown> | undefined;
  const meanwhile: FileStore = {
    ...files,
    async removeOlder(which, before) {
      await files.put(content);
      // Waits for the claim of the clean-up, and comes after it.
      naming = rows(desk.database, insert, [hash, content.length]);
      return files.removeOlder(which, before);
    },
  };
  expect(await cleanForgottenFiles({ database: desk.database, files: meanwhile })).toBe(0);
  await naming;
  expect((await files.read(hash)).equals(content)).toBe(true);
  expect(await row(desk.database, "select size_in_bytes from files where hash = $1", [hash])).toEqual({
    size_in_bytes: content.length,
  });
});

test("P1 what a process left half written goes after its time, what is being written stays", async () => {
  const incoming = join(directory, "incoming");
  await mkdir(incoming, { recursive: true });
  for (const name of ["old", "young"]) await writeFile(join(incoming, name), "half");
  await utimes(join(incoming, "old"), weekAgo, weekAgo);
  await cleanForgottenFiles({ database: desk.database, files });
  expect(await readdir(incoming)).toEqual(["young"]);
});
