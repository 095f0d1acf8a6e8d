import type { Transaction } from "sequelize";
import type { z } from "zod";
import { officesShared } from "../../db/case-events.ts";
import { row, rows, type Database } from "../../db/connection.ts";
import { endOfDay, parseCivilDate, startOfDay } from "../../domain/civil-date.ts";
import type { RatingLevel, RatingReason } from "../../domain/ratings.ts";
import type { ratingFilters } from "../contracts/ratings.ts";
import { readCursor } from "../cursor.ts";
import type { AnalyticsScope } from "./analytics.ts";

export type RatingFilters = z.output<z.ZodObject<typeof ratingFilters>>;

export interface RatingRow {
  case_id: string;
  office_id: string;
  task_id: string;
  level: RatingLevel;
  reasons: RatingReason[];
  text: string;
  rated_by: string;
  rated_at: Date;
  answer: string | null;
  answered_by_name: string | null;
  answered_at: Date | null;
}
export interface ListedRating extends RatingRow {
  /** Of the case, as lists page by it. */
  id: string;
  number: string;
  matter: string;
  office_name: string;
}

export async function findRating(
  database: Database,
  caseId: string,
  transaction?: Transaction,
): Promise<RatingRow | undefined> {
  return row<RatingRow>(
    database,
    `select * from ratings where case_id = $1${transaction ? " for update" : ""}`,
    [caseId],
    transaction,
  );
}

/** Where an office's ratings are answered: at the last of its successors. Held until the transaction ends. */
export async function answeringOffice(database: Database, officeId: string, transaction: Transaction): Promise<string> {
  await rows(database, officesShared, [], transaction);
  const last = await row<{ id: string }>(
    database,
    `with recursive later as (
       select id, successor_id from offices where id = $1
       union all select o.id, o.successor_id from later l join offices o on o.id = l.successor_id)
     select id from later where successor_id is null`,
    [officeId],
    transaction,
  );
  return last!.id;
}

/** One more row than `limit` is read: it tells whether there is a next page. */
export async function listRatings(
  database: Database,
  scope: AnalyticsScope,
  filters: RatingFilters,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<ListedRating[]> {
  const { sql, values } = conditions(scope, filters);
  const from = readCursor(after);
  if (from) values.push(from.at, from.id);
  const page = from
    ? ` and (r.rated_at, r.case_id) < ($${values.length - 1}::timestamptz, $${values.length}::uuid)`
    : "";
  return rows<ListedRating>(
    database,
    `select r.*, r.case_id as id, c.number, c.matter, o.name as office_name
     from ratings r join cases c on c.id = r.case_id join offices o on o.id = r.office_id
     where ${sql}${page} order by r.rated_at desc, r.case_id desc limit ${limit + 1}`,
    values,
  );
}

/** How many of each level; levels that nobody gave are left out. */
export async function countRatings(
  database: Database,
  scope: AnalyticsScope,
  filters: RatingFilters,
): Promise<{ level: RatingLevel; count: number }[]> {
  const { sql, values } = conditions(scope, filters);
  return rows(
    database,
    `select r.level, count(*)::int as count from ratings r join cases c on c.id = r.case_id where ${sql} group by r.level`,
    values,
  );
}

function conditions(scope: AnalyticsScope, filters: RatingFilters) {
  const values: unknown[] = [];
  const add = (value: unknown) => `$${values.push(value)}`;
  const said = ["true"];
  if (scope !== "everybody") said.push(`r.office_id = any(${add(scope)}::uuid[])`);
  if (filters.officeId) said.push(`r.office_id = ${add(filters.officeId)}::uuid`);
  if (filters.matter) said.push(`c.matter = ${add(filters.matter)}`);
  if (filters.areaId) said.push(`${add(filters.areaId)}::uuid = any(c.area_path)`);
  if (filters.level) said.push(`r.level = ${add(filters.level)}::int`);
  if (filters.answered) said.push(`r.answer is ${filters.answered === "yes" ? "not null" : "null"}`);
  if (filters.from) said.push(`r.rated_at >= ${add(new Date(startOfDay(parseCivilDate(filters.from))))}`);
  if (filters.to) said.push(`r.rated_at < ${add(new Date(endOfDay(parseCivilDate(filters.to))))}`);
  return { sql: said.join(" and "), values };
}
