import type { Transaction } from "sequelize";
import { row, rows, type Database } from "../../db/connection.ts";

export interface SuccessionProposalRow {
  id: string;
  office_id: string;
  successor_id: string;
  successor_name: string;
  reason: string;
  state: "waiting" | "carried-out" | "declined" | "withdrawn";
  author_id: string;
  author: string;
  seen: string;
  proposed_at: Date;
}

/** The one that waits for somebody to approve it. */
export async function findWaitingProposal(
  database: Database,
  officeId: string,
  transaction?: Transaction,
): Promise<SuccessionProposalRow | undefined> {
  return row(
    database,
    `select p.*, o.name as successor_name from succession_proposals p join offices o on o.id = p.successor_id
     where p.office_id = $1 and p.state = 'waiting'`,
    [officeId],
    transaction,
  );
}

/** Locked until the transaction ends; of this office, whatever became of it. */
export async function lockProposal(
  database: Database,
  asked: { id: string; officeId: string },
  transaction: Transaction,
): Promise<SuccessionProposalRow | undefined> {
  return row(
    database,
    `select p.*, o.name as successor_name from succession_proposals p join offices o on o.id = p.successor_id
     where p.id = $1 and p.office_id = $2 for update of p`,
    [asked.id, asked.officeId],
    transaction,
  );
}

export async function insertProposal(
  database: Database,
  made: Pick<SuccessionProposalRow, "id" | "office_id" | "successor_id" | "reason" | "author_id" | "author" | "seen">,
  transaction: Transaction,
): Promise<void> {
  await rows(
    database,
    `insert into succession_proposals (id, office_id, successor_id, reason, state, author_id, author, seen, proposed_at)
     values ($1, $2, $3, $4, 'waiting', $5, $6, $7, now())`,
    [made.id, made.office_id, made.successor_id, made.reason, made.author_id, made.author, made.seen],
    transaction,
  );
}

export async function settleProposal(
  database: Database,
  id: string,
  settled: { state: "carried-out" | "declined" | "withdrawn"; by: string; answer?: string },
  transaction: Transaction,
): Promise<void> {
  await rows(
    database,
    "update succession_proposals set state = $2, decided_by = $3, decided_at = now(), answer = $4 where id = $1",
    [id, settled.state, settled.by, settled.answer ?? null],
    transaction,
  );
}
