import { createHash } from "node:crypto";
import type Router from "@koa/router";
import { row, rows } from "../../db/connection.ts";
import type { ScanState } from "../../db/rows.ts";
import { authorize } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { uploadLimitBytes } from "../../ports/upload-check.ts";
import { writeAudit } from "../audit.ts";
import { BadInput } from "../bad-input.ts";
import { attachCalendarDocument, readCalendarDocument } from "../contracts/calendar.ts";
import type { ApiDeps } from "../deps.ts";
import { serve } from "../serve.ts";

interface KeptDocument {
  document_hash: string;
  document_name: string;
  type: string;
  size_in_bytes: number;
  scan_state: ScanState;
}

/** The scanned notice that an import of the calendar was read from (D2): looked at as every upload, kept with the import. */
export function registerCalendarDocuments(router: Router, deps: ApiDeps): void {
  const { database } = deps;
  serve(
    router,
    attachCalendarDocument,
    deps,
  )(async ({ actor, params, query, body, requestId }) => {
    authorize("change-calendar", actor, null);
    await deps.limits.take("upload", actor.accountId);
    const known = await row(database, "select 1 as one from calendar_imports where id = $1", [params.id]);
    if (!known) throw new Refusal("not-found");
    const given = await body.read(uploadLimitBytes);
    if (given.length === 0) throw new BadInput([{ path: "file", message: "文件是空的，请重新选择" }]);
    const upload = await deps.uploads.inspect({ content: given, name: query.name, check: "proof" });
    const hash = createHash("sha256").update(upload.content).digest("hex");
    // Its row before the file: a crash in between leaves what nothing refers to, which is taken away.
    await rows(
      database,
      `insert into files (hash, size_in_bytes, type, scan_state, stored_at) values ($1, $2, $3, $4, now())
       on conflict (hash) do update set stored_at = now(),
         scan_state = case when excluded.scan_state = 'clean' then 'clean' else files.scan_state end`,
      [hash, upload.content.length, upload.type, upload.scanned ? "clean" : "quarantined"],
    );
    await deps.files.put(upload.content);
    await database.transaction(async (transaction) => {
      await rows(
        database,
        "update calendar_imports set document_hash = $2, document_name = $3 where id = $1",
        [params.id, hash, upload.name],
        transaction,
      );
      await writeAudit(
        database,
        {
          ...{ accountId: actor.accountId, action: "calendar.document-attached", subjectKind: "calendar-import" },
          ...{ subjectId: params.id, data: { hash, name: upload.name }, requestId },
        },
        transaction,
      );
    });
    return { documentName: upload.name };
  });

  serve(
    router,
    readCalendarDocument,
    deps,
  )(async ({ actor, params }) => {
    authorize("read-calendar", actor, null);
    const kept = await row<KeptDocument>(
      database,
      `select i.document_hash, i.document_name, f.type, f.size_in_bytes, f.scan_state
       from calendar_imports i join files f on f.hash = i.document_hash where i.id = $1`,
      [params.id],
    );
    if (!kept) throw new Refusal("not-found");
    if (kept.scan_state === "quarantined") throw new Refusal("file-waiting");
    if (kept.scan_state !== "clean") throw new Refusal("file-unsafe", { reason: "安全检查发现恶意内容" });
    return {
      content: await deps.files.open(kept.document_hash),
      ...{ name: kept.document_name, type: kept.type, sizeInBytes: kept.size_in_bytes, hash: kept.document_hash },
    };
  });
}
