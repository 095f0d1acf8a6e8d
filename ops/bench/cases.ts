import { randomUUID } from "node:crypto";
import { uuidv7 } from "uuidv7";
import type { Draft } from "../../api/contracts/drafts.ts";
import type { Configuration } from "../../config.ts";
import { row, rows, type Database } from "../../db/connection.ts";
import type { TaskRow } from "../../db/rows.ts";
import { demoPassword } from "../demo-data/accounts.ts";
import { plantCertificateLike } from "../demo-data/further-certificates.ts";
import { Visitor } from "../demo-data/visitor.ts";

/** Where the product that is measured answers. */
export interface Measured {
  database: Database;
  configuration: Configuration;
  address: string;
  origin: string;
}

/**
 * Cases that wait at the employer's desk. The notice and the papers are passed over by writing what they would have
 * left: what is measured is the reviewers' three decisions, not the applicant's week.
 */
export async function prepareCases(measured: Measured, many: number): Promise<string[]> {
  const { database } = measured;
  const applicant = await Visitor.logIn(measured.address, measured.origin, "13900000001");
  const made: string[] = [];
  for (let index = 0; index < many; index++) {
    const certificateId = await plantCertificateLike(database, "06000116", `BENCH-${uuidv7()}`);
    const caseId = await applicant.declare(certificateId, {
      ...{ circumstances: "lost", occasion: "moving", lostInMonth: "2026-03", truthful: true },
    });
    await applicant.call("POST", `/api/cases/${caseId}/fast-forward`);
    const draft = await applicant.call<Draft>("POST", `/api/cases/${caseId}/draft`);
    await plantMaterials(database, draft.id);
    await applicant.handIn(draft, {
      ...{ phone: "13900000001", position: "工程师", yearsInProfession: 10, statement: "搬家时遗失，多次寻找未果。" },
      ...{ delivery: "electronic", truthful: true },
    });
    made.push(caseId);
  }
  return made;
}

async function plantMaterials(database: Database, draftId: string): Promise<void> {
  const hash = "0".repeat(64);
  await rows(
    database,
    "insert into files (hash, size_in_bytes, type, scan_state, stored_at) values ($1, 1, 'image/jpeg', 'clean', now()) on conflict do nothing",
    [hash],
  );
  for (const kind of ["photo", "identity", "loss-statement"])
    await rows(
      database,
      `insert into materials (id, draft_id, kind, file_hash, name, uploaded_at, uploaded_by)
       select $1, id, $2, $3, 'bench.jpg', now(), account_id from drafts where id = $4`,
      [uuidv7(), kind, hash, draftId],
    );
}

/** One clerk per office and lane, logged in and with a fresh password for the whole run. */
export interface Lane {
  clerks: readonly Visitor[];
}

export async function openLane(measured: Measured): Promise<Lane> {
  const clerks: Visitor[] = [];
  for (const loginName of ["danwei", "zhuguan", "shizhigaiban"]) {
    const clerk = await Visitor.logIn(measured.address, measured.origin, loginName);
    await clerk.call("POST", "/api/session/step-up", { password: demoPassword });
    clerks.push(clerk);
  }
  return { clerks };
}

/** Approve, confirm, and the last word; the last is a rejection, so that no document work runs beside the measurement. */
export async function decideCase(measured: Measured, lane: Lane, caseId: string): Promise<number[]> {
  const taken: number[] = [];
  for (const [index, clerk] of lane.clerks.entries()) {
    const task = await row<TaskRow>(measured.database, "select * from tasks where case_id = $1 and state = 'open'", [
      caseId,
    ]);
    if (!task) throw new Error(`case ${caseId} has no open task`);
    const { version } = await clerk.call<{ version: number }>("POST", `/api/tasks/${task.id}/claim`);
    const from = performance.now();
    await clerk.call("POST", `/api/tasks/${task.id}/decision`, {
      key: randomUUID(),
      version,
      decision: { outcome: index < 2 ? "approve" : "reject", opinion: "同意。" },
    });
    taken.push(performance.now() - from);
  }
  return taken;
}

/** Writing transactions and bytes of WAL so far, for the whole PostgreSQL server. */
export async function counters(database: Database): Promise<{ transactions: number; bytes: number }> {
  const found = await row<{ transactions: string; bytes: string }>(
    database,
    "select pg_snapshot_xmax(pg_current_snapshot())::text as transactions, (pg_current_wal_lsn() - '0/0'::pg_lsn)::text as bytes",
  );
  return { transactions: Number(found?.transactions), bytes: Number(found?.bytes) };
}
