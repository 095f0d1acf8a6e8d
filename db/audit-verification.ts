import type { KeyObject } from "node:crypto";
import { beginning, contentOfAudit, contentOfEvent, isSignedBy, linkHash, type Checkpoint } from "./audit-chain.ts";
import { row, rows, type Database } from "./connection.ts";

/** One link as it is read or exported. `content` is null where the row it stands for is gone. */
export interface ChainEntry {
  position: number;
  /** The row's own name: `audit 17`, or `event <case> <seq> <part>`. */
  name: string;
  content: string | null;
  previousHash: string;
  hash: string;
}

export interface Difference {
  kind: "changed" | "removed" | "inserted" | "reordered" | "checkpoint";
  /** Where in the chain; null for a row that is not in it. */
  position: number | null;
  /** The row, where it is known. */
  name: string | null;
}

/**
 * Compares a chain with itself and with its signed checkpoints. Each link is judged on its own, so that one changed row
 * is named and the rows behind it are not. Pure: works on a copy as on the original.
 */
export function verifyChain(
  entries: readonly ChainEntry[],
  checkpoints: readonly Checkpoint[],
  key: KeyObject,
): Difference[] {
  const differences: Difference[] = [];
  const say = (kind: Difference["kind"], entry: Pick<ChainEntry, "position" | "name">) =>
    void differences.push({ kind, position: entry.position, name: entry.name });
  const placeOf = new Map(entries.map(({ hash }, index) => [hash, index]));
  const followed = new Set(entries.map(({ previousHash }) => previousHash));
  const moved = new Set<ChainEntry>();
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1];
    if (entry.content === null) say("removed", entry);
    else if (linkHash(entry.previousHash, entry.content) !== entry.hash) say("changed", entry);
    if (entry.previousHash === (before?.hash ?? beginning)) {
      if (before && entry.position !== before.position + 1) say("reordered", entry);
      continue;
    }
    const place = entry.previousHash === beginning ? -1 : placeOf.get(entry.previousHash);
    if (place === undefined) differences.push({ kind: "removed", position: (before?.position ?? 0) + 1, name: null });
    else if (place > index) {
      moved.add(entry);
      say("reordered", entry);
    }
    // Whatever stands between a row and the one it follows came later; unless it was moved there or is followed itself.
    else
      for (const between of entries.slice(place + 1, index))
        if (!followed.has(between.hash) && !moved.has(between)) say("inserted", between);
  }
  return [...differences, ...verifyCheckpoints(entries, checkpoints, key)];
}

function verifyCheckpoints(entries: readonly ChainEntry[], checkpoints: readonly Checkpoint[], key: KeyObject) {
  const hashes = new Map(entries.map(({ position, hash }) => [position, hash]));
  const last = entries.at(-1)?.position ?? 0;
  return checkpoints.flatMap((checkpoint): Difference[] => {
    const { position } = checkpoint;
    if (position > last) return [{ kind: "removed", position: last + 1, name: null }];
    if (isSignedBy(key, checkpoint) && hashes.get(position) === checkpoint.hash) return [];
    return [{ kind: "checkpoint", position, name: null }];
  });
}

/** Of the database's own chain, besides its differences: how many rows wait to be linked. They are not protected yet. */
export interface Verification {
  entries: number;
  checkpoints: number;
  unlinked: number;
  differences: Difference[];
}

export async function verifyDatabase(database: Database, key: KeyObject): Promise<Verification> {
  const [entries, checkpoints] = [await readChain(database), await readCheckpoints(database)];
  const strangers = await rows<{ name: string }>(
    database,
    `select 'audit ' || a.id as name from audit_log a
     where not exists (select from audit_chain l where l.audit_id = a.id) and not exists (select from audit_pending p where p.audit_id = a.id)
     union all
     select concat_ws(' ', 'event', e.case_id, e.seq, e.part) from case_events e
     where not exists (select from audit_chain l where l.case_id = e.case_id and l.seq = e.seq and l.part = e.part)
       and not exists (select from audit_pending p where p.case_id = e.case_id and p.seq = e.seq and p.part = e.part)`,
  );
  const waiting = await row<{ count: number }>(database, "select count(*)::int as count from audit_pending");
  return {
    ...{ entries: entries.length, checkpoints: checkpoints.length, unlinked: waiting?.count ?? 0 },
    differences: [
      ...verifyChain(entries, checkpoints, key),
      ...strangers.map(({ name }): Difference => ({ kind: "inserted", position: null, name })),
    ],
  };
}

export async function readChain(database: Database): Promise<ChainEntry[]> {
  return rows<ChainEntry>(
    database,
    `select l.position, l.previous_hash as "previousHash", l.hash,
       case when l.audit_id is not null then 'audit ' || l.audit_id else concat_ws(' ', 'event', l.case_id, l.seq, l.part) end as name,
       case when a.id is not null then ${contentOfAudit} when e.case_id is not null then ${contentOfEvent} end as content
     from audit_chain l left join audit_log a on a.id = l.audit_id
     left join case_events e on e.case_id = l.case_id and e.seq = l.seq and e.part = l.part
     order by l.position`,
  );
}

export async function readCheckpoints(database: Database): Promise<Checkpoint[]> {
  const found = await rows<Omit<Checkpoint, "at"> & { at: Date }>(
    database,
    "select position, hash, at, signature from audit_checkpoints order by position",
  );
  return found.map(({ at, ...checkpoint }) => ({ ...checkpoint, at: at.toISOString() }));
}
