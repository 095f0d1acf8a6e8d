import { randomUUID } from "node:crypto";
import { connectDatabase, row, rows } from "./connection.ts";
import { migrate, migrateDown } from "./migrate.ts";

const server = process.env.TEST_DATABASE_URL ?? "";

test("P7 the migrations run once, also when two processes start at the same time, and each can be taken back", async () => {
  const administration = connectDatabase(server, { max: 1 });
  const name = `migrate_${randomUUID().replaceAll("-", "")}`;
  await administration.query(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const [one, other] = [connectDatabase(url.href, { max: 2 }), connectDatabase(url.href, { max: 2 })];
  try {
    const done = await Promise.all([migrate(one), migrate(other)]);
    expect(done.flat().filter((migration, index, all) => all.indexOf(migration) !== index)).toEqual([]);
    expect(await row(one, "select to_regclass('cases')::text as cases")).toEqual({ cases: "cases" });
    await migrateDown(one);
    const left = await rows<{ name: string }>(
      one,
      "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations'",
    );
    expect(left).toEqual([]);
    expect((await migrate(one)).length).toBe(done.flat().length);
  } finally {
    await one.close();
    await other.close();
    await administration.query(`drop database ${name} with (force)`);
    await administration.close();
  }
});
