import { createHash } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { row, rows } from "../db/connection.ts";
import type { DraftRow, UploadRow } from "../db/rows.ts";
import type { Actor } from "../domain/actor.ts";
import { signedReceipt } from "../domain/counter-receipts.ts";
import { Refusal } from "../domain/refusal.ts";
import type { PartialUpload } from "./contracts/uploads.ts";
import type { ApiDeps } from "./deps.ts";
import { getOpenKind, keepFile, mostBytesOf, type KeptMaterial } from "./draft-uploads.ts";
import { refuseHandedIn } from "./draft-rules.ts";
import type { BinaryBody } from "./middleware/request-body.ts";

type Keeping = Pick<ApiDeps, "database" | "files" | "partials" | "uploads">;

/** Whoever begins more files than this in one draft, and finishes none, has something else in mind. */
const mostUnfinished = 20;

/**
 * Begins a file, or finds how far the same file of this draft has come, from whichever page or device.
 * @throws BadInput · Refusal already-decided, too-many-files, file-too-large
 */
export async function beginPartialUpload(
  deps: Keeping,
  actor: Actor,
  draft: DraftRow,
  given: { kind: string; name: string; sizeInBytes: number; hash: string },
): Promise<PartialUpload> {
  const kind = await getOpenKind(deps, actor, draft, given.kind);
  const limitBytes = mostBytesOf(kind);
  if (given.sizeInBytes > limitBytes)
    throw new Refusal("file-too-large", { mostInMegabytes: Math.round((limitBytes / 1024 / 1024) * 10) / 10 });
  const others = await listPartialUploads(deps, draft);
  if (others.length >= mostUnfinished && !others.some(({ hash }) => hash === given.hash))
    throw new Refusal("too-many-files");
  const upload = await row<UploadRow>(
    deps.database,
    `insert into uploads (id, draft_id, kind, name, content_hash, size_in_bytes, touched_at)
     values ($1, $2, $3, $4, $5, $6, now())
     on conflict (draft_id, kind, content_hash) where material_id is null do update set touched_at = now(), name = excluded.name
     returning *`,
    [uuidv7(), draft.id, kind.kind, given.name, given.hash, given.sizeInBytes],
  );
  if (!upload) throw new Error("an upload was not written");
  return present(deps, upload);
}

/** What has begun and not ended in this draft, oldest first. */
export async function listPartialUploads(
  deps: Pick<Keeping, "database" | "partials">,
  draft: Pick<DraftRow, "id">,
): Promise<PartialUpload[]> {
  const found = await rows<UploadRow>(
    deps.database,
    "select * from uploads where draft_id = $1 and material_id is null order by id",
    [draft.id],
  );
  return Promise.all(found.map((upload) => present(deps, upload)));
}

/**
 * The next part. What arrived before a connection broke stays.
 * @throws Refusal already-decided · not-found · upload-offset {offset} · file-too-large · storage-full
 */
export async function appendPartialUpload(
  deps: Keeping,
  draft: DraftRow,
  uploadId: string,
  offset: number,
  body: BinaryBody,
): Promise<PartialUpload> {
  const upload = await getUnfinished(deps, draft, uploadId);
  const limitBytes = upload.size_in_bytes;
  await deps.partials.append(upload.id, offset, body.stream(Math.max(0, limitBytes - offset)), limitBytes);
  await rows(deps.database, "update uploads set touched_at = now() where id = $1", [upload.id]);
  return present(deps, upload);
}

/**
 * Everything has arrived: looked at and kept. Asked again, the same answer.
 * @throws Refusal already-decided · not-found · upload-offset {offset} while bytes are missing · upload-damaged, and it begins anew ·
 * whatever keeping a file refuses; then the parts are gone as well
 */
export async function completePartialUpload(
  deps: Keeping,
  actor: Actor,
  draft: DraftRow,
  uploadId: string,
): Promise<KeptMaterial> {
  const done = await findCompleted(deps, draft, uploadId);
  if (done) return done;
  const upload = await getUnfinished(deps, draft, uploadId);
  const size = await deps.partials.size(upload.id);
  if (size < upload.size_in_bytes) throw new Refusal("upload-offset", { offset: size });
  try {
    const content = await deps.partials.read(upload.id);
    if (createHash("sha256").update(content).digest("hex") !== upload.content_hash) throw new Refusal("upload-damaged");
    const material = await keepFile(deps, actor, draft, { ...upload, content }, async (materialId, transaction) => {
      const mine = await row(
        deps.database,
        "update uploads set material_id = $2 where id = $1 and material_id is null returning id",
        [upload.id, materialId],
        transaction,
      );
      if (!mine) throw new Refusal("already-decided");
    });
    await deps.partials.remove(upload.id);
    return material;
  } catch (error) {
    // Asked twice at once: the other one was faster, and what it kept is the answer to both.
    const kept = await findCompleted(deps, draft, uploadId);
    if (kept) return kept;
    // A refused file is refused the next time as well; only room on the disk may come back.
    if (error instanceof Refusal && error.code !== "storage-full") await dropPartialUpload(deps, draft, upload.id);
    throw error;
  }
}

async function findCompleted(
  deps: Pick<Keeping, "database">,
  draft: Pick<DraftRow, "id">,
  uploadId: string,
): Promise<KeptMaterial | undefined> {
  return row<KeptMaterial>(
    deps.database,
    `select m.*, f.size_in_bytes, f.type, f.scan_state from uploads u join materials m on m.id = u.material_id
     join files f on f.hash = m.file_hash where u.id = $1 and u.draft_id = $2 and m.removed_at is null`,
    [uploadId, draft.id],
  );
}

/** Forgets what has arrived of it; one that is finished or gone is no error. */
export async function dropPartialUpload(
  deps: Pick<Keeping, "database" | "partials">,
  draft: Pick<DraftRow, "id">,
  uploadId: string,
): Promise<void> {
  const gone = await row<{ id: string }>(
    deps.database,
    "delete from uploads where id = $1 and draft_id = $2 and material_id is null returning id",
    [uploadId, draft.id],
  );
  if (gone) await deps.partials.remove(gone.id);
}

async function getUnfinished(deps: Pick<Keeping, "database">, draft: DraftRow, uploadId: string): Promise<UploadRow> {
  const upload = await row<UploadRow>(
    deps.database,
    "select * from uploads where id = $1 and draft_id = $2 and material_id is null",
    [uploadId, draft.id],
  );
  if (upload?.kind !== signedReceipt.kind) refuseHandedIn(draft);
  if (!upload) throw new Refusal("not-found");
  return upload;
}

async function present(deps: Pick<Keeping, "partials">, upload: UploadRow): Promise<PartialUpload> {
  return {
    id: upload.id,
    kind: upload.kind,
    name: upload.name,
    hash: upload.content_hash,
    sizeInBytes: upload.size_in_bytes,
    offset: await deps.partials.size(upload.id),
  };
}
