import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { row, rows } from "../../db/connection.ts";
import { handIn, type Parties } from "../demo-data/story.ts";
import { readChildren } from "../instance.ts";
import { rootDirectory } from "../places.ts";
import { runProgram } from "../run-program.ts";
import { shelteredDirectory } from "../postgres-programs.ts";
import { parseLsn } from "./wal-archive.ts";
import { stopOrphans } from "../supervisor.ts";
import { hasTools } from "../test-tools.ts";
import { until } from "../../tests/until.ts";
import { workerProgram } from "../product.ts";
import { again, checkedFile, cityOf, declare, desks, eventsOf, finished, pass, view } from "../../tests/city.ts";
import { destroy, startRunning, type RunningProduct } from "../../tests/running-product.ts";

const passphrase = "只在这一次试验里用的一句口令";
let place: string;
let backups: string;
let archive: string;
const started: ChildProcess[] = [];

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "rencaitong-backup-"));
  // As root the database runs as a user of its own.
  chmodSync(place, 0o711);
  [backups, archive] = [join(place, "backups"), join(place, "archive")];
});

afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  for (const state of ["first", "second", "third"].map((name) => join(place, name))) {
    await stopOrphans(readChildren(state));
    rmSync(shelteredDirectory(join(state, "postgres")), { recursive: true, force: true });
  }
  rmSync(place, { recursive: true, force: true });
});

async function start(name: string, given: NodeJS.ProcessEnv): Promise<RunningProduct> {
  const product = await startRunning(place, name, given);
  started.push(product.process);
  return product;
}

/** Runs the command as npm does; answers what it said, however it ended. */
async function command(file: string, args: string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [join("ops", file), ...args], {
    cwd: rootDirectory,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, BACKUP_PASSPHRASE: passphrase, ...environment },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, said };
}

async function succeed(file: string, args: string[], environment?: NodeJS.ProcessEnv): Promise<string> {
  const { code, said } = await command(file, args, environment);
  if (code !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${code}: ${said}`);
  return said;
}

const whole = hasTools("office") ? test : test.skip;

whole(
  "P7 restored into an empty folder after everything was lost, the same cases go on to their end, to the same instant, engine included",
  async () => {
    // Documents wait for a worker of their own, so that a case can stand at that step.
    let city = cityOf(await start("first", { WAL_ARCHIVE_DIRECTORY: archive, WORKER_QUEUES: "cases" }));
    const first = city.product;
    await runProgram("演示数据", ["ops/demo-data/index.ts", "world"], first.environment);
    const printer = spawn(process.execPath, workerProgram(first.environment).arguments, {
      cwd: rootDirectory,
      stdio: "ignore",
      env: { ...first.environment, WORKER_QUEUES: "documents" },
    });
    started.push(printer);
    const done = await declare(city, "ran", "06000912");
    await handIn(done);
    await pass(done, ...desks);
    await finished(done);
    const certificate = await checkedFile(city, done);
    expect(certificate).toMatchObject({ signature: "intact", state: "valid" });
    printer.kill("SIGTERM");
    await once(printer, "exit");

    const onNotice = await declare(city, "qin", "06000116");
    const noticeBefore = (await view(onNotice)).notice!;
    const atDesk = await declare(city, "wei", "06000215");
    await handIn(atDesk);
    const printing = await declare(city, "liao", "06000813");
    await handIn(printing);
    await pass(printing, ...desks);

    const own = { DATA_DIRECTORY: first.state };
    expect(await succeed("backup/index.ts", ["--to", backups, "--keep", "2"], own)).toContain("核对无误");
    // After the backup: decisions, and a case with files of its own.
    await pass(atDesk, "danwei");
    // Everything that follows from it is written as well.
    await until(
      () => row(first.database, "select id from tasks where case_id = $1 and step = 'department'", [atDesk.caseId]),
      "the case at the department",
    );
    const between = await row<{ instant: Date }>(first.database, "select clock_timestamp() as instant");
    const early: Before = { atDesk, instant: between!.instant, acknowledged: await eventsOf(first) };
    const late = await declare(city, "meng", "06000317");
    await handIn(late);
    expect(await succeed("backup/index.ts", ["--to", backups, "--continue"], own)).toContain("已续存");
    const acknowledged = await eventsOf(first);
    await destroy(first);

    await refusesWhatIsNotWhole();

    const trial = join(place, "trial");
    const atBackup = await succeed("backup/restore.ts", ["--from", backups, "--into", trial, "--until", "backup"]);
    rmSync(shelteredDirectory(join(trial, "postgres")), { recursive: true, force: true });
    rmSync(trial, { recursive: true, force: true });

    const second = join(place, "second");
    const said = await succeed("backup/restore.ts", ["--from", backups, "--into", second]);
    expect(said).toContain("恢复完成");
    const position = (text: string) => parseLsn(/WAL 位置 ([0-9A-F]+\/[0-9A-F]+)/.exec(text)![1]!);
    expect(position(atBackup)).toBeLessThan(position(said));
    expect(said).not.toContain("警告");
    city = cityOf(await start("second", {}));
    expect(await eventsOf(city.product)).toEqual(expect.arrayContaining(acknowledged));

    const compared = await succeed("reconcile.ts", [], { DATA_DIRECTORY: second });
    expect(compared).toMatch(/核对 [1-9]\d* 件，不一致 0 件，没有应答 0 件/);
    const chain = await succeed("audit-verify.ts", [], { DATA_DIRECTORY: second });
    expect(chain).toMatch(/链上 [1-9]\d* 条，检查点 [1-9]\d* 个.*\n没有发现差异。/);

    const [doneNow, onNoticeNow, atDeskNow, printingNow, lateNow] = [
      await again(city, "ran", done),
      await again(city, "qin", onNotice),
      await again(city, "wei", atDesk),
      await again(city, "liao", printing),
      await again(city, "meng", late),
    ];
    expect(await checkedFile(city, doneNow)).toEqual(certificate);
    expect((await view(onNoticeNow)).notice).toMatchObject({
      id: noticeBefore.id,
      publishedAt: noticeBefore.publishedAt,
      endsAt: noticeBefore.endsAt,
      state: "running",
    });
    await finished(printingNow);
    await pass(atDeskNow, "zhuguan", "shizhigaiban");
    await pass(lateNow, ...desks);
    await handIn(onNoticeNow);
    await pass(onNoticeNow, ...desks);
    for (const parties of [atDeskNow, lateNow, onNoticeNow]) {
      await finished(parties);
      expect(await checkedFile(city, parties)).toMatchObject({ signature: "intact", state: "valid" });
    }
    await end(city.product);
    await goesOnFromAnInstant(early, late);
  },
  900_000,
);

interface Before {
  /** A case that the employer had approved. */
  atDesk: Parties;
  /** After that, and before anything else was done. */
  instant: Date;
  acknowledged: string[];
}

/** The instant between two acts: the first is there, the second never was, and rows and engine agree about it. */
async function goesOnFromAnInstant({ atDesk, instant, acknowledged }: Before, later: Parties): Promise<void> {
  const third = join(place, "third");
  const said = await succeed("backup/restore.ts", [
    ...["--from", backups, "--into", third, "--until", instant.toISOString()],
  ]);
  expect(said).toContain("恢复完成");
  const city = cityOf(await start("third", {}));
  expect(await eventsOf(city.product)).toEqual(acknowledged);
  expect(await rows(city.product.database, "select id from cases where id = $1", [later.caseId])).toEqual([]);
  const compared = await succeed("reconcile.ts", [], { DATA_DIRECTORY: third });
  expect(compared).toMatch(/核对 [1-9]\d* 件，不一致 0 件，没有应答 0 件/);

  // A row changed by hand is named by the command, which ends with 1, and is put right by it with `--repair`.
  const step = () =>
    row<{ step: string }>(city.product.database, "select step from cases where id = $1", [atDesk.caseId]);
  await rows(city.product.database, "update cases set step = 'employer' where id = $1", [atDesk.caseId]);
  const differing = await command("reconcile.ts", [], { DATA_DIRECTORY: third });
  expect([differing.code, differing.said]).toEqual([1, expect.stringMatching(/流程停在.*\n核对 \d+ 件，不一致 1 件/)]);
  const repaired = await succeed("reconcile.ts", ["--repair"], { DATA_DIRECTORY: third });
  expect(repaired).toMatch(/正在修复 1 件……\n核对 \d+ 件，不一致 0 件/);
  expect(await step()).toEqual({ step: "department" });

  const atDeskNow = await again(city, "wei", atDesk);
  await pass(atDeskNow, "zhuguan", "shizhigaiban");
  await finished(atDeskNow);
  // What was undone is done again, with other ids, and nothing stands in its way.
  expect((await declare(city, "meng", "06000317")).caseId).not.toBe(later.caseId);
  await end(city.product);
}

async function end(product: RunningProduct): Promise<void> {
  await product.database.close();
  const gone = once(product.process, "exit");
  product.process.kill("SIGTERM");
  await gone;
}

/** A copy of the backups with one thing wrong, and what the restore says to it; nothing may be left behind. */
async function refusal(spoil: (directory: string) => void, args: string[] = [], environment: NodeJS.ProcessEnv = {}) {
  const spoilt = join(place, "spoilt");
  const into = join(place, "refused");
  mkdirSync(spoilt);
  // Links: whoever spoils a file puts another in its place.
  execFileSync("cp", ["--archive", "--link", backups, archive, spoilt]);
  spoil(spoilt);
  const { code, said } = await command(
    "backup/restore.ts",
    ["--from", join(spoilt, "backups"), "--into", into, "--wal", join(spoilt, "archive"), ...args],
    environment,
  );
  rmSync(spoilt, { recursive: true });
  expect(code).toBe(1);
  expect(existsSync(into)).toBe(false);
  expect(said).not.toContain("正在恢复数据库");
  return said;
}

async function refusesWhatIsNotWhole(): Promise<void> {
  const [name] = (await readdir(backups)).filter((entry) => /^\d{8}T\d{6}Z$/.test(entry));
  const inBackup = (directory: string, ...path: string[]) => join(directory, "backups", name!, ...path);
  const replace = (file: string, content: string) => {
    rmSync(file);
    writeFileSync(file, content);
  };
  const rewrite = (directory: string, from: RegExp, to: string) => {
    const text = readFileSync(inBackup(directory, "manifest.json"), "utf8").replace(from, to);
    replace(inBackup(directory, "manifest.json"), text);
    replace(inBackup(directory, "manifest.sha256"), createHash("sha256").update(text).digest("hex"));
  };
  const segments = (await readdir(archive)).filter((entry) => /^[0-9A-F]{24}$/.test(entry)).sort();
  // The file that holds the passphrase's seal never shows what it holds.
  const key = JSON.parse(readFileSync(join(backups, name!, "manifest.json"), "utf8")) as object;
  expect(JSON.stringify(key)).not.toContain("lookupKey");
  expect(readFileSync(join(backups, name!, "secrets.sealed"), "utf8")).not.toContain("lookupKey");

  // `--verify` reads the newest through: sound it says so, damaged it ends with 1 and names the file.
  expect(await succeed("backup/index.ts", ["--verify", backups])).toContain(`备份 ${name} 完好`);
  const copy = join(place, "copy");
  execFileSync("cp", ["--archive", "--link", backups, copy]);
  replace(join(copy, name!, "data", "PG_VERSION"), "18 ");
  const damaged = await command("backup/index.ts", ["--verify", copy]);
  expect([damaged.code, damaged.said]).toEqual([1, expect.stringContaining("PG_VERSION 与清单不符")]);
  rmSync(copy, { recursive: true });

  expect(await refusal(() => {}, [], { BACKUP_PASSPHRASE: "不是那一句备份口令啊，不是" })).toContain("备份口令不对");
  expect(await refusal(() => {}, [], { BACKUP_PASSPHRASE: "" })).toContain("缺少 BACKUP_PASSPHRASE_FILE");
  expect(await refusal((directory) => replace(inBackup(directory, "data", "PG_VERSION"), "18 "))).toContain(
    "PG_VERSION 与清单不符",
  );
  expect(
    await refusal((directory) => rewrite(directory, /"postgresVersion": "18"/, '"postgresVersion": "17"')),
  ).toContain("备份来自 PostgreSQL 17");
  expect(await refusal((directory) => rewrite(directory, /"0001-/, '"9001-'))).toContain("请先升级到那个版本");
  expect(await refusal((directory) => rmSync(join(directory, "archive", segments.at(-1)!)))).toContain(
    `缺少 WAL ${segments.at(-1)}`,
  );
  expect(await refusal(() => {}, ["--until", "2020-01-01T00:00:00Z"])).toContain("没有在那一刻之前完成的备份");
  const used = join(place, "used");
  mkdirSync(used);
  writeFileSync(join(used, "a"), "");
  expect((await command("backup/restore.ts", ["--from", backups, "--into", used])).said).toContain("不是空目录");
}
