import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { rootDirectory } from "./places.ts";

const accountsSchema = z.array(
  z.object({ loginName: z.string(), password: z.string(), label: z.string(), goodFor: z.string() }),
);
export type DemoAccounts = z.infer<typeof accountsSchema>;

/** The demo's accounts, one per role, as the closing block prints them. Read late: a production start has no need of them. */
export async function readDemoAccounts(): Promise<DemoAccounts> {
  const file = join(rootDirectory, "ops", "demo-data", "accounts.ts");
  if (!existsSync(file)) return [];
  const { demoAccounts } = (await import(file)) as { demoAccounts: unknown };
  return accountsSchema.parse(demoAccounts);
}
