import { pathToFileURL } from "node:url";
import { SequelizeStorage, Umzug } from "umzug";
import { endProgram, readConfiguration } from "../config.ts";
import { connectDatabase, rows, type Database } from "./connection.ts";
import * as placesAndPeople from "./migrations/0001-places-and-people.ts";
import * as certificatesAndCases from "./migrations/0002-certificates-and-cases.ts";
import * as rulesAndTime from "./migrations/0003-rules-and-time.ts";
import * as inbox from "./migrations/0004-inbox.ts";
import * as rateLimits from "./migrations/0005-rate-limits.ts";
import * as auditChain from "./migrations/0006-audit-chain.ts";
import * as repair from "./migrations/0007-repair.ts";
import * as uploads from "./migrations/0008-uploads.ts";
import * as ruleDrafts from "./migrations/0010-rule-drafts.ts";
import * as officesAndAccounts from "./migrations/0011-offices-and-accounts.ts";
import * as calendarImports from "./migrations/0012-calendar-imports.ts";
import * as calendarRecomputations from "./migrations/0013-calendar-recomputations.ts";
import * as counterSigning from "./migrations/0014-counter-signing.ts";
import * as handingOver from "./migrations/0015-handing-over.ts";
import * as notificationTexts from "./migrations/0016-notification-texts.ts";
import * as analytics from "./migrations/0017-analytics.ts";
import * as deskSearch from "./migrations/0018-desk-search.ts";
import * as substitutes from "./migrations/0019-substitutes.ts";
import * as counterReceipts from "./migrations/0020-counter-receipts.ts";
import * as bulkDecisions from "./migrations/0021-bulk-decisions.ts";
import * as ownDesk from "./migrations/0022-own-desk.ts";
import * as stepTerms from "./migrations/0023-step-terms.ts";
import * as newsChoices from "./migrations/0024-news-choices.ts";
import * as ratings from "./migrations/0025-ratings.ts";
import * as counterService from "./migrations/0025b-counter-service.ts";
import * as signersByPlace from "./migrations/0026-signers-by-place.ts";
import * as catalogues from "./migrations/0028-catalogues.ts";
import * as timeAndMoves from "./migrations/0030-time-and-moves.ts";
import * as openDeskCases from "./migrations/0031-open-desk-cases.ts";
import * as objectorNews from "./migrations/0032-objector-news.ts";
import * as certificateRevocations from "./migrations/0032b-certificate-revocations.ts";
import * as scanTries from "./migrations/0033-scan-tries.ts";
import * as peopleBehindAccounts from "./migrations/0034-people-behind-accounts.ts";
import * as escalatedTasks from "./migrations/0035-escalated-tasks.ts";
import * as successionProposals from "./migrations/0036-succession-proposals.ts";
import * as filtersWithoutNumbers from "./migrations/0038-filters-without-numbers.ts";

const migrations = [
  { name: "0001-places-and-people", ...placesAndPeople },
  { name: "0002-certificates-and-cases", ...certificatesAndCases },
  { name: "0003-rules-and-time", ...rulesAndTime },
  { name: "0004-inbox", ...inbox },
  { name: "0005-rate-limits", ...rateLimits },
  { name: "0006-audit-chain", ...auditChain },
  { name: "0007-repair", ...repair },
  { name: "0008-uploads", ...uploads },
  { name: "0010-rule-drafts", ...ruleDrafts },
  { name: "0011-offices-and-accounts", ...officesAndAccounts },
  { name: "0012-calendar-imports", ...calendarImports },
  { name: "0013-calendar-recomputations", ...calendarRecomputations },
  { name: "0014-counter-signing", ...counterSigning },
  { name: "0015-handing-over", ...handingOver },
  { name: "0016-notification-texts", ...notificationTexts },
  { name: "0017-analytics", ...analytics },
  { name: "0018-desk-search", ...deskSearch },
  { name: "0019-substitutes", ...substitutes },
  { name: "0020-counter-receipts", ...counterReceipts },
  { name: "0021-bulk-decisions", ...bulkDecisions },
  { name: "0022-own-desk", ...ownDesk },
  { name: "0023-step-terms", ...stepTerms },
  { name: "0024-news-choices", ...newsChoices },
  { name: "0025-ratings", ...ratings },
  { name: "0025b-counter-service", ...counterService },
  { name: "0026-signers-by-place", ...signersByPlace },
  { name: "0028-catalogues", ...catalogues },
  { name: "0030-time-and-moves", ...timeAndMoves },
  { name: "0031-open-desk-cases", ...openDeskCases },
  { name: "0032-objector-news", ...objectorNews },
  { name: "0032b-certificate-revocations", ...certificateRevocations },
  { name: "0033-scan-tries", ...scanTries },
  { name: "0034-people-behind-accounts", ...peopleBehindAccounts },
  { name: "0035-escalated-tasks", ...escalatedTasks },
  { name: "0036-succession-proposals", ...successionProposals },
  { name: "0038-filters-without-numbers", ...filtersWithoutNumbers },
];

/** What this release knows, oldest first. */
export const migrationNames: readonly string[] = migrations.map(({ name }) => name);

/** Brings the database to this release's shape; safe to run twice, and by two processes at once (advisory lock). */
export async function migrate(database: Database): Promise<string[]> {
  return database.transaction(async (transaction) => {
    await database.query("select pg_advisory_xact_lock(20190415)", { transaction });
    return (await umzug(database).up()).map((migration) => migration.name);
  });
}

/** Whether the database has this release's shape; false also where it cannot be read. */
export async function isCurrent(database: Database): Promise<boolean> {
  const done = await rows<{ name: string }>(database, "select name from schema_migrations").catch(() => []);
  const names = new Set(done.map(({ name }) => name));
  return migrations.every(({ name }) => names.has(name));
}

/** Takes the last migration back; tests prove that each can be. */
export async function migrateDown(database: Database): Promise<void> {
  await umzug(database).down({ to: 0 });
}

function umzug(database: Database) {
  return new Umzug({
    migrations: migrations.map(({ name, up, down }) => ({
      name,
      up: () => database.transaction((transaction) => database.query(up, { transaction })),
      down: () => database.transaction((transaction) => database.query(down, { transaction })),
    })),
    storage: new SequelizeStorage({ sequelize: database, modelName: "schema_migrations" }),
    logger: undefined,
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const database = connectDatabase(readConfiguration().databaseUrl);
    const done = await migrate(database);
    console.log(done.length ? `数据库已更新：${done.join("、")}` : "数据库已是最新");
    await database.close();
  } catch (error) {
    endProgram(error);
  }
}
