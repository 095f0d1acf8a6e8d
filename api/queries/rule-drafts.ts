import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { row, rows, type Database } from "../../db/connection.ts";
import { Refusal } from "../../domain/refusal.ts";
import { routingRule, type RoutingRule } from "../../domain/routing.ts";

export interface RuleVersionRow {
  version: number;
  effective_from: Date;
  effective_to: Date | null;
  author: string;
  approver: string | null;
  note: string;
  based_on: number | null;
  restores: number | null;
  published_at: Date;
  fallback_office_id: string | null;
}

/** Newest first. A version ends where the first later one begins. */
export async function listVersions(database: Database): Promise<RuleVersionRow[]> {
  return rows<RuleVersionRow>(
    database,
    `select s.version, s.effective_from, s.author, s.approver, s.note, s.based_on, s.restores, s.published_at, s.fallback_office_id,
       (select min(later.effective_from) from rule_sets later where later.version > s.version) as effective_to
     from rule_sets s order by s.version desc`,
  );
}

export interface RuleDraftRow {
  id: string;
  based_on: number;
  restores: number | null;
  rules: readonly RoutingRule[];
  note: string;
  effective_from: Date | null;
  fallback_office_id: string | null;
  state: "editing" | "submitted" | "published" | "discarded";
  author_id: string;
  author: string;
  sent_back: string | null;
  sent_back_by: string | null;
  published_as: number | null;
  created_at: Date;
  saved_at: Date;
  submitted_at: Date | null;
  version: number;
}

const stored = z.array(routingRule);

/** @throws Refusal not-found. With a transaction the row is locked. */
export async function getDraft(database: Database, id: string, transaction?: Transaction): Promise<RuleDraftRow> {
  const draft = await row<RuleDraftRow>(
    database,
    `select * from rule_drafts where id = $1${transaction ? " for update" : ""}`,
    [id],
    transaction,
  );
  if (!draft) throw new Refusal("not-found");
  return { ...draft, rules: stored.parse(draft.rules) };
}

/** Drafts that are not published or given up, the last touched first. */
export async function listOpenDrafts(database: Database): Promise<RuleDraftRow[]> {
  return rows<RuleDraftRow>(
    database,
    "select * from rule_drafts where state in ('editing', 'submitted') order by saved_at desc, id",
  );
}

export interface NewDraft {
  basedOn: number;
  restores: number | null;
  rules: readonly RoutingRule[];
  note: string;
  fallbackOfficeId: string | null;
  author: { id: string; name: string };
}

export async function insertDraft(database: Database, draft: NewDraft, transaction: Transaction): Promise<string> {
  const id = uuidv7();
  await rows(
    database,
    `insert into rule_drafts (id, based_on, restores, rules, note, fallback_office_id, state, author_id, author, created_at, saved_at)
     values ($1, $2, $3, $4, $5, $6, 'editing', $7, $8, now(), now())`,
    [
      ...[id, draft.basedOn, draft.restores, JSON.stringify(draft.rules), draft.note, draft.fallbackOfficeId],
      ...[draft.author.id, draft.author.name],
    ],
    transaction,
  );
  return id;
}

/** Columns that one act changes; what is left out stays. */
export type DraftChange = Partial<
  Pick<
    RuleDraftRow,
    | "based_on"
    | "rules"
    | "note"
    | "effective_from"
    | "fallback_office_id"
    | "state"
    | "sent_back"
    | "sent_back_by"
    | "published_as"
    | "submitted_at"
  >
>;

/** Writes a change of a locked draft and answers its new version. */
export async function updateDraft(
  database: Database,
  draft: RuleDraftRow,
  change: DraftChange,
  transaction: Transaction,
): Promise<number> {
  const next = { ...draft, ...change };
  const written = await row<{ version: number }>(
    database,
    `update rule_drafts set based_on = $2, rules = $3, note = $4, effective_from = $5, fallback_office_id = $6, state = $7,
       sent_back = $8, sent_back_by = $9, published_as = $10, submitted_at = $11, saved_at = now(), version = version + 1
     where id = $1 returning version`,
    [
      ...[draft.id, next.based_on, JSON.stringify(next.rules), next.note, next.effective_from],
      ...[next.fallback_office_id, next.state, next.sent_back, next.sent_back_by, next.published_as],
      next.submitted_at,
    ],
    transaction,
  );
  return written!.version;
}

export interface NewRuleSet {
  draft: RuleDraftRow;
  approver: { id: string; name: string };
}

/**
 * Publishes a draft's content as the next version; a date that has passed becomes now. Nobody else publishes meanwhile.
 * @throws Refusal rules-moved-on when another version was published since the draft was made or carried over.
 */
export async function insertRuleSet(
  database: Database,
  { draft, approver }: NewRuleSet,
  transaction: Transaction,
): Promise<{ version: number; effectiveFrom: Date }> {
  await rows(database, "lock table rule_sets in share row exclusive mode", [], transaction);
  const newest = await row<{ version: number; approver: string | null; author: string; published_at: Date }>(
    database,
    "select version, approver, author, published_at from rule_sets order by version desc limit 1",
    [],
    transaction,
  );
  if (!newest) throw new Error("no routing rules were ever published");
  if (newest.version !== draft.based_on)
    throw new Refusal("rules-moved-on", {
      version: newest.version,
      who: newest.approver ?? newest.author,
      at: newest.published_at.toISOString(),
    });
  const id = uuidv7();
  const made = await row<{ version: number; effective_from: Date }>(
    database,
    `insert into rule_sets (id, version, effective_from, author, author_id, approver, approver_id, note, published_at, based_on, restores, fallback_office_id)
     values ($1, $2, greatest($3::timestamptz, clock_timestamp()), $4, $5, $6, $7, $8, clock_timestamp(), $9, $10, $11) returning version, effective_from`,
    [
      ...[id, newest.version + 1, draft.effective_from, draft.author, draft.author_id, approver.name, approver.id],
      ...[draft.note, draft.based_on, draft.restores, draft.fallback_office_id],
    ],
    transaction,
  );
  await rows(
    database,
    `insert into routing_rules (id, rule_set_id, matter, step, area_id, rule)
     select (r->>'id')::uuid, $1, r->>'matter', r->>'step', (r->>'areaId')::uuid, r from jsonb_array_elements($2::jsonb) r`,
    [id, JSON.stringify(draft.rules)],
    transaction,
  );
  return { version: made!.version, effectiveFrom: made!.effective_from };
}
