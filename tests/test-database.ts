import { randomUUID } from "node:crypto";
import { connectDatabase, type Database } from "../db/connection.ts";
import { FieldEncryption, type KeyRing } from "../db/field-encryption.ts";
import { migrate } from "../db/migrate.ts";

export const testKeyRing: KeyRing = {
  current: "test",
  keys: { test: Buffer.alloc(32, 7) },
  lookupKey: Buffer.alloc(32, 9),
};

export interface TestDatabase {
  database: Database;
  url: string;
  encryption: FieldEncryption;
  /** Closes the pool and throws the database away. */
  drop(): Promise<void>;
}

/** A fresh, migrated database beside the one that TEST_DATABASE_URL names; nobody else knows it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env["TEST_DATABASE_URL"];
  if (!server) throw new Error("TEST_DATABASE_URL is not set: start ops/test-services.ts, or run npm test");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const administration = connectDatabase(server, { max: 1 });
  await administration.query(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database = connectDatabase(url.href, { max: 12 });
  await migrate(database);
  return {
    database,
    url: url.href,
    encryption: new FieldEncryption(testKeyRing),
    async drop() {
      await database.close();
      await administration.query(`drop database ${name} with (force)`);
      await administration.close();
    },
  };
}
