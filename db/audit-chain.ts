import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign, verify, type KeyObject } from "node:crypto";
import type { Transaction } from "sequelize";
import { row, rows, type Database } from "./connection.ts";
import type { KeyRing } from "./field-encryption.ts";

/** The first row's predecessor. */
export const beginning = "0".repeat(64);
const mostAtOnce = 1_000;
const linkingLock = 20190416;
/** A checkpoint is signed after so many rows, or so many minutes after the last one if there is a new row. */
const checkpointAfterRows = 1_000;
const checkpointAfterMinutes = 10;

/**
 * One row as text, the way it is hashed: all its columns in a fixed order, the instant in UTC to the microsecond, data
 * as the database writes it. The statement stands here and not in a function of the database, which whoever changes a
 * row could change as well.
 */
export const contentOfAudit = `json_build_array('audit', a.id, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  a.account_id, a.action, a.subject_kind, a.subject_id, a.data::text, a.request_id)::text`;
export const contentOfEvent = `json_build_array('event', e.case_id, e.seq, e.part, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  e.type, e.step, e.round, e.actor_id, e.actor_name, e.task_id, e.data::text)::text`;

/** Hex SHA-256 over the hash before and the row's content. */
export function linkHash(previous: string, content: string): string {
  return createHash("sha256").update(`${previous}\n${content}`).digest("hex");
}

interface PendingRow {
  id: number;
  audit_id: number | null;
  case_id: string | null;
  seq: number | null;
  part: number | null;
  content: string;
}

/**
 * Links what was written since the last time, in the order it was noted down. Rows are written without waiting for this:
 * one process at a time links, a second one finds the lock taken and links nothing. Answers how many rows it linked.
 */
export async function linkPending(database: Database): Promise<number> {
  return database.transaction(async (transaction) => {
    if (!(await holdLock(database, transaction))) return 0;
    const pending = await rows<PendingRow>(
      database,
      `select p.id, p.audit_id, p.case_id, p.seq, p.part, coalesce(${contentOfAudit}, '') as content
       from audit_pending p join audit_log a on a.id = p.audit_id where p.audit_id is not null
       union all
       select p.id, p.audit_id, p.case_id, p.seq, p.part, ${contentOfEvent}
       from audit_pending p join case_events e on e.case_id = p.case_id and e.seq = p.seq and e.part = p.part
       order by id limit ${mostAtOnce}`,
      [],
      transaction,
    );
    if (pending.length === 0) return 0;
    const tail = await chainTail(database, transaction);
    let { hash } = tail;
    const links = pending.map(({ content, ...key }, index) => {
      const previous = hash;
      hash = linkHash(previous, content);
      return { ...key, position: tail.position + index + 1, previous, hash };
    });
    await rows(
      database,
      `with linked as (
         insert into audit_chain (position, audit_id, case_id, seq, part, previous_hash, hash)
         select * from json_to_recordset($1::json) as l(position bigint, audit_id bigint, case_id uuid, seq int, part int, previous text, hash text)
       ) delete from audit_pending where id = any($2::bigint[])`,
      [JSON.stringify(links), pending.map(({ id }) => id)],
      transaction,
    );
    return links.length;
  });
}

async function holdLock(database: Database, transaction: Transaction): Promise<boolean> {
  const lock = "select pg_try_advisory_xact_lock($1) as held";
  return (await row<{ held: boolean }>(database, lock, [linkingLock], transaction))?.held ?? false;
}

export interface ChainTail {
  position: number;
  hash: string;
}

async function chainTail(database: Database, transaction?: Transaction): Promise<ChainTail> {
  const last = "select position, hash from audit_chain order by position desc limit 1";
  return (await row<ChainTail>(database, last, [], transaction)) ?? { position: 0, hash: beginning };
}

/** The system's own key for checkpoints (Ed25519), derived from the key ring: whoever holds the database alone has none. */
export function checkpointKey(keyRing: Pick<KeyRing, "lookupKey">): { sign: KeyObject; verify: KeyObject } {
  const seed = Buffer.from(hkdfSync("sha256", keyRing.lookupKey, "", "rencaitong audit checkpoints", 32));
  // RFC 8410: an Ed25519 private key in PKCS #8 is this prefix and the seed.
  const key = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const privateKey = createPrivateKey({ key, format: "der", type: "pkcs8" });
  return { sign: privateKey, verify: createPublicKey(privateKey) };
}

export interface Checkpoint extends ChainTail {
  /** ISO 8601, UTC. */
  at: string;
  /** Ed25519 over position, hash and instant; base64. */
  signature: string;
}

function signedText({ position, hash, at }: Omit<Checkpoint, "signature">): Buffer {
  return Buffer.from(`${position}\n${hash}\n${at}`);
}

export function isSignedBy(key: KeyObject, checkpoint: Checkpoint): boolean {
  return verify(null, signedText(checkpoint), key, Buffer.from(checkpoint.signature, "base64"));
}

/** Signs where the chain stands now, when enough has been linked since the last time or `always`. */
export async function signCheckpoint(
  database: Database,
  key: KeyObject,
  { always = false }: { always?: boolean } = {},
): Promise<Checkpoint | undefined> {
  return database.transaction(async (transaction) => {
    if (!(await holdLock(database, transaction))) return undefined;
    const tail = await chainTail(database, transaction);
    const last = await row<{ position: number; due: boolean }>(
      database,
      `select position, at < now() - interval '${checkpointAfterMinutes} minutes' as due
       from audit_checkpoints order by position desc limit 1`,
      [],
      transaction,
    );
    const unsigned = tail.position - (last?.position ?? 0);
    if (unsigned <= 0 || !(always || (last?.due ?? true) || unsigned >= checkpointAfterRows)) return undefined;
    const at = new Date().toISOString();
    const signature = sign(null, signedText({ ...tail, at }), key).toString("base64");
    await rows(
      database,
      "insert into audit_checkpoints (position, hash, at, signature) values ($1, $2, $3, $4)",
      [tail.position, tail.hash, at, signature],
      transaction,
    );
    return { ...tail, at, signature };
  });
}
