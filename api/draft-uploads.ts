import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import { row, rows } from "../db/connection.ts";
import type { DraftRow, MaterialRow } from "../db/rows.ts";
import type { Actor } from "../domain/actor.ts";
import type { MaterialKind } from "../domain/matters/matter.ts";
import { photoRules } from "../domain/photo.ts";
import { Refusal } from "../domain/refusal.ts";
import { uploadLimitBytes } from "../ports/upload-check.ts";
import { BadInput } from "./bad-input.ts";
import type { ApiDeps } from "./deps.ts";
import { formOf, getMaterialKind, refuseHandedIn } from "./draft-rules.ts";
import type { BinaryBody } from "./middleware/request-body.ts";

/**
 * Reads one file, looks at it from all sides, stores it, then names it in the draft. A crash in between leaves a stored
 * file that nobody names, never a name without its file.
 * @throws BadInput · Refusal already-decided, too-many-files {most}, file-too-large, file-type-refused, file-unsafe,
 * photo-refused, storage-full
 */
export async function keepUpload(
  deps: Pick<ApiDeps, "database" | "files" | "uploads">,
  actor: Actor,
  draft: DraftRow,
  named: { kind: string; name: string },
  body: BinaryBody,
): Promise<MaterialRow & { size_in_bytes: number; type: string }> {
  refuseHandedIn(draft);
  const kind = getMaterialKind(formOf(draft), named.kind);
  // Before a byte is read: a tenth file is refused at once, not after ten megabytes.
  await refuseTooMany(deps, draft, kind);
  const given = await body.read(kind.check === "photo" ? photoRules.limitBytes : uploadLimitBytes);
  if (given.length === 0) throw new BadInput([{ path: kind.kind, message: "文件是空的，请重新选择" }]);
  const upload = await deps.uploads.inspect({ content: given, name: named.name, check: kind.check });
  const stored = await deps.files.put(upload.content);
  return deps.database.transaction(async (transaction) => {
    await lockOpenDraft(deps, draft.id, transaction);
    await makeRoom(deps, draft, kind, transaction);
    await rows(
      deps.database,
      `insert into files (hash, size_in_bytes, type, scan_state, stored_at) values ($1, $2, $3, 'clean', now())
       on conflict (hash) do nothing`,
      [stored.hash, stored.size, upload.type],
      transaction,
    );
    const material = await row<MaterialRow>(
      deps.database,
      `insert into materials (id, draft_id, kind, file_hash, name, checks, uploaded_at, uploaded_by)
       values ($1, $2, $3, $4, $5, $6::jsonb, now(), $7) returning *`,
      [uuidv7(), draft.id, kind.kind, stored.hash, upload.name, JSON.stringify(upload.checks), actor.accountId],
      transaction,
    );
    if (!material) throw new Error("a material was not written");
    return { ...material, size_in_bytes: stored.size, type: upload.type };
  });
}

async function lockOpenDraft(deps: Pick<ApiDeps, "database">, id: string, transaction: Transaction): Promise<void> {
  const open = await row<DraftRow>(deps.database, "select * from drafts where id = $1 for update", [id], transaction);
  if (!open) throw new Refusal("not-found");
  refuseHandedIn(open);
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

/** Of the photo there is one: a new one takes the old one's place. */
function isReplaced(kind: MaterialKind): boolean {
  return kind.check === "photo" && kind.most === 1;
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
