import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectDatabase, row, rows } from "../db/connection.ts";
import { demoPassword } from "../ops/demo-data/accounts.ts";
import { openCaseDesk } from "./case-desk.ts";
import { inReview } from "./paths.ts";
import { openTestApi } from "./test-api.ts";

// A disk of its own is what only root can give PostgreSQL.
(process.getuid?.() === 0 ? test : test.skip)(
  "P1 P4 PostgreSQL's disk full: a decision and a saved form are refused with a sentence, nothing of them is written, and both work once there is room",
  async () => {
    const desk = await openCaseDesk();
    const api = await openTestApi({ ...desk, url: desk.databaseUrl });
    const disk = mkdtempSync(join(tmpdir(), "rencaitong-full-"));
    const sql = (statement: string, ...bind: unknown[]) => rows(desk.database, statement, bind);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m,mode=711", "tmpfs", disk]);
    const space = `full_${Date.now()}`;
    try {
      const theCase = await inReview(desk, "13900000001", "06000116");
      const place = join(disk, "tables");
      mkdirSync(place);
      const cluster = await row<{ data: string }>(
        desk.database,
        "select setting as data from pg_settings where name = 'data_directory'",
      );
      const { uid, gid } = statSync(cluster!.data);
      chownSync(place, uid, gid);
      await desk.database.query(`create tablespace ${space} location '${place}'`);
      // Each new row wants a page of its own, and a page is what the disk has none of.
      for (const table of ["case_events", "saved_filters"])
        await desk.database.query(
          `alter table ${table} set (fillfactor = 10); alter table ${table} set tablespace ${space}`,
        );
      const filler = join(disk, "filler");
      fill(filler);

      const standing = () =>
        sql(
          `select t.id, t.state, t.outcome, c.step, c.last_seq, (select count(*)::int from commands where case_id = c.id) as commands
           from tasks t join cases c on c.id = t.case_id where c.id = $1 order by t.id`,
          theCase.id,
        );
      const before = await standing();
      const refused = await theCase.decide("danwei", { outcome: "approve", opinion: "情况属实" });
      expect(refused).toEqual({ state: "refused", code: "storage-full", params: {} });
      expect(await standing()).toEqual(before);
      const agent = await api.browser().signIn("danwei", demoPassword);
      const filter = { name: "我的筛选", page: "inbox", query: {}, officeId: null };
      const kept = await agent.post("/api/filters", filter);
      expect([kept.status, kept.body.error?.code]).toEqual([507, "storage-full"]);
      expect(kept.body.error.message).toContain("存储空间不足");

      rmSync(filler);
      expect(await theCase.decide("danwei", { outcome: "approve", opinion: "情况属实" })).toEqual({
        state: "accepted",
      });
      expect((await agent.post("/api/filters", filter)).status).toBe(200);
      expect(await sql("select 1 from commands where case_id = $1", theCase.id)).toHaveLength(3);
    } finally {
      await api.close();
      const url = desk.databaseUrl;
      await desk.stop();
      await dropTablespace(url, space);
      execFileSync("umount", ["-l", disk]);
      rmSync(disk, { recursive: true, force: true });
    }
  },
  300_000,
);

/** Until not one byte more fits. */
function fill(file: string): void {
  for (const size of [65_536, 4_096, 1])
    for (;;)
      try {
        writeFileSync(file, Buffer.alloc(size), { flag: "a" });
      } catch {
        break;
      }
}

async function dropTablespace(databaseUrl: string, space: string): Promise<void> {
  const url = new URL(databaseUrl);
  url.pathname = "/postgres";
  const administration = connectDatabase(url.href, { max: 1 });
  await administration.query(`drop tablespace if exists ${space}`);
  await administration.close();
}
