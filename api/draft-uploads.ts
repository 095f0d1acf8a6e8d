import { createHash } from "node:crypto";
import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import { row, rows } from "../db/connection.ts";
import type { DraftRow, MaterialRow, ScanState } from "../db/rows.ts";
import type { Actor } from "../domain/actor.ts";
import { signedReceipt } from "../domain/counter-receipts.ts";
import type { MaterialKind } from "../domain/matters/matter.ts";
import { photoRules } from "../domain/photo.ts";
import { Refusal } from "../domain/refusal.ts";
import { uploadLimitBytes } from "../ports/upload-check.ts";
import { BadInput } from "./bad-input.ts";
import type { ApiDeps } from "./deps.ts";
import { formOf, getMaterialKind, refuseHandedIn } from "./draft-rules.ts";
import type { BinaryBody } from "./middleware/request-body.ts";
import { authorizeSigning, keepSigning } from "./counter-signatures.ts";

export type KeptMaterial = MaterialRow & { size_in_bytes: number; type: string; scan_state: ScanState };
type Keeping = Pick<ApiDeps, "database" | "files" | "uploads">;

/**
 * One file in one request: read, looked at from all sides, stored, named in the draft.
 * @throws BadInput · Refusal already-decided, too-many-files {most}, file-too-large, file-type-refused, file-unsafe,
 * photo-refused, storage-full
 */
export async function keepUpload(
  deps: Keeping,
  actor: Actor,
  draft: DraftRow,
  named: { kind: string; name: string },
  body: BinaryBody,
): Promise<KeptMaterial> {
  const kind = await getOpenKind(deps, actor, draft, named.kind);
  const given = await body.read(mostBytesOf(kind));
  if (given.length === 0) throw new BadInput([{ path: kind.kind, message: "文件是空的，请重新选择" }]);
  return keepFile(deps, actor, draft, { ...named, content: given });
}

/**
 * Asked before a byte is read: a tenth file is refused at once, not after ten megabytes. What was handed in takes one
 * thing more, at the counter alone: the receipt that its person has signed.
 */
export async function getOpenKind(deps: Keeping, actor: Actor, draft: DraftRow, name: string): Promise<MaterialKind> {
  if (name === signedReceipt.kind) {
    await authorizeSigning(deps.database, actor, draft.id);
    return signedReceipt;
  }
  refuseHandedIn(draft);
  const kind = getMaterialKind(formOf(draft), name);
  await refuseTooMany(deps, draft, kind);
  return kind;
}

export function mostBytesOf(kind: MaterialKind): number {
  return kind.check === "photo" ? photoRules.limitBytes : uploadLimitBytes;
}

/**
 * Looks at a file that has arrived, and keeps it. Its row in `files` comes before the file, the material's row after
 * it: a crash in between leaves something that nothing refers to, which the sweep takes away, and never a name without
 * its file. `then` is done in the transaction that names it.
 */
export async function keepFile(
  deps: Keeping,
  actor: Actor,
  draft: DraftRow,
  given: { kind: string; name: string; content: Buffer },
  then?: (materialId: string, transaction: Transaction) => Promise<unknown>,
): Promise<KeptMaterial> {
  const kind = kindOf(draft, given.kind);
  const upload = await deps.uploads.inspect({ content: given.content, name: given.name, check: kind.check });
  const hash = createHash("sha256").update(upload.content).digest("hex");
  const file = await row<{ scan_state: ScanState }>(
    deps.database,
    // The same content again: clean once is clean; otherwise what this scan says.
    `insert into files (hash, size_in_bytes, type, scan_state, stored_at) values ($1, $2, $3, $4, now())
     on conflict (hash) do update set stored_at = now(),
       scan_state = case when excluded.scan_state = 'clean' then 'clean' else files.scan_state end
     returning scan_state`,
    [hash, upload.content.length, upload.type, upload.scanned ? "clean" : "quarantined"],
  );
  await deps.files.put(upload.content);
  return deps.database.transaction(async (transaction) => {
    await lockOpenDraft(deps, draft.id, kind, transaction);
    await makeRoom(deps, draft, kind, transaction);
    const material = await row<MaterialRow>(
      deps.database,
      `insert into materials (id, draft_id, kind, file_hash, name, checks, uploaded_at, uploaded_by)
       values ($1, $2, $3, $4, $5, $6::jsonb, now(), $7) returning *`,
      [uuidv7(), draft.id, kind.kind, hash, upload.name, JSON.stringify(upload.checks), actor.accountId],
      transaction,
    );
    if (!material || !file) throw new Error("a material was not written");
    if (kind === signedReceipt) await keepSigning(deps.database, actor, draft.id, transaction);
    await then?.(material.id, transaction);
    return { ...material, size_in_bytes: upload.content.length, type: upload.type, scan_state: file.scan_state };
  });
}

const kindOf = (draft: DraftRow, name: string) =>
  name === signedReceipt.kind ? signedReceipt : getMaterialKind(formOf(draft), name);

async function lockOpenDraft(
  deps: Pick<ApiDeps, "database">,
  id: string,
  kind: MaterialKind,
  transaction: Transaction,
): Promise<void> {
  const open = await row<DraftRow>(deps.database, "select * from drafts where id = $1 for update", [id], transaction);
  if (!open) throw new Refusal("not-found");
  if (kind !== signedReceipt) refuseHandedIn(open);
}

async function refuseTooMany(
  deps: Pick<ApiDeps, "database">,
  draft: Pick<DraftRow, "id">,
  kind: MaterialKind,
  transaction?: Transaction,
): Promise<void> {
  if (isReplaced(kind)) return;
  const found = await row<{ count: number }>(
    deps.database,
    "select count(*)::int as count from materials where draft_id = $1 and kind = $2 and removed_at is null",
    [draft.id, kind.kind],
    transaction,
  );
  if ((found?.count ?? 0) >= kind.most) throw new Refusal("too-many-files", { most: kind.most });
}

/** Of the photo there is one, and of a signed receipt: a new one takes the old one's place. */
function isReplaced(kind: MaterialKind): boolean {
  return (kind.check === "photo" && kind.most === 1) || kind === signedReceipt;
}

async function makeRoom(
  deps: Pick<ApiDeps, "database">,
  draft: Pick<DraftRow, "id">,
  kind: MaterialKind,
  transaction: Transaction,
): Promise<void> {
  await refuseTooMany(deps, draft, kind, transaction);
  if (isReplaced(kind))
    await rows(
      deps.database,
      "update materials set removed_at = now() where draft_id = $1 and kind = $2 and removed_at is null",
      [draft.id, kind.kind],
      transaction,
    );
}
