import type Router from "@koa/router";
import { row, rows } from "../../db/connection.ts";
import type { DraftRow } from "../../db/rows.ts";
import { getMatter } from "../../domain/matters/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import {
  discardDraft,
  getDraft,
  openCaseDraft,
  printDraft,
  removeMaterial,
  saveDraft,
  startDraft,
  submitDraft,
  uploadMaterial,
} from "../contracts/drafts.ts";
import type { ApiDeps } from "../deps.ts";
import { findOrOpenCaseDraft, findOrStartDraft } from "../draft-making.ts";
import { cleanValues, formOf, getOwnDraft, refuseHandedIn } from "../draft-rules.ts";
import { handIn } from "../draft-submission.ts";
import { keepUpload } from "../draft-uploads.ts";
import { presentDraft, presentMaterial } from "../presenters/draft.ts";
import { serve } from "../serve.ts";

export function registerDrafts(router: Router, deps: ApiDeps): void {
  serve(
    router,
    startDraft,
    deps,
  )(async ({ actor, body }) =>
    presentDraft(deps, await findOrStartDraft(deps, actor, body.matter, body.certificateId)),
  );

  serve(
    router,
    openCaseDraft,
    deps,
  )(async ({ actor, params }) => presentDraft(deps, await findOrOpenCaseDraft(deps, actor, params.id)));

  serve(
    router,
    getDraft,
    deps,
  )(async ({ actor, params }) => presentDraft(deps, await getOwnDraft(deps, actor, params.id)));

  serve(
    router,
    printDraft,
    deps,
  )(async ({ actor, params, query }) => {
    const draft = await getOwnDraft(deps, actor, params.id);
    refuseHandedIn(draft);
    await deps.limits.take("preview", actor.accountId);
    return {
      content: await deps.printDraft(draft.id),
      name: `${getMatter(draft.matter).title}申请表（预览）.pdf`,
      type: "application/pdf",
      inline: query.disposition === "inline",
    };
  });

  serve(
    router,
    saveDraft,
    deps,
  )(async ({ actor, params, body }) => {
    const draft = await getOwnDraft(deps, actor, params.id);
    refuseHandedIn(draft);
    const values = cleanValues(formOf(draft), body.form);
    const saved = await row<{ version: number; saved_at: Date }>(
      deps.database,
      `update drafts set form = jsonb_strip_nulls(form || $3::jsonb), version = version + 1, saved_at = now()
       where id = $1 and version = $2 and handed_in_at is null returning version, saved_at`,
      [draft.id, body.version, JSON.stringify(values)],
    );
    if (!saved) throw await staleDraft(deps, draft);
    return { version: saved.version, savedAt: saved.saved_at.toISOString() };
  });

  serve(
    router,
    discardDraft,
    deps,
  )(async ({ actor, params }) => {
    const draft = await getOwnDraft(deps, actor, params.id);
    await deps.database.transaction(async (transaction) => {
      const open = await row<DraftRow>(
        deps.database,
        "select * from drafts where id = $1 and handed_in_at is null for update",
        [draft.id],
        transaction,
      );
      if (!open) throw new Refusal("already-decided");
      await rows(deps.database, "delete from materials where draft_id = $1", [draft.id], transaction);
      await rows(deps.database, "delete from drafts where id = $1", [draft.id], transaction);
    });
    return { done: true as const };
  });

  serve(
    router,
    uploadMaterial,
    deps,
  )(async ({ actor, params, query, body }) => {
    await deps.limits.take("upload", actor.accountId);
    const draft = await getOwnDraft(deps, actor, params.id);
    return presentMaterial(await keepUpload(deps, actor, draft, query, body));
  });

  serve(
    router,
    removeMaterial,
    deps,
  )(async ({ actor, params }) => {
    const draft = await getOwnDraft(deps, actor, params.id);
    refuseHandedIn(draft);
    const removed = await row(
      deps.database,
      `update materials m set removed_at = now() from drafts d
       where m.id = $1 and m.draft_id = $2 and m.removed_at is null and d.id = m.draft_id and d.handed_in_at is null
       returning m.id`,
      [params.materialId, draft.id],
    );
    if (!removed) throw new Refusal("not-found");
    return { done: true as const };
  });

  serve(
    router,
    submitDraft,
    deps,
  )(async ({ actor, params, body, receivedAt }) => handIn(deps, actor, params.id, { ...body, receivedAt }));
}

/** Somebody else's tab was faster, or handed the draft in. */
async function staleDraft(deps: ApiDeps, draft: DraftRow): Promise<Refusal> {
  const now = await row<DraftRow>(deps.database, "select * from drafts where id = $1", [draft.id]);
  if (!now) return new Refusal("not-found");
  return now.handed_in_at
    ? new Refusal("already-decided")
    : new Refusal("stale-version", { at: now.saved_at.toISOString() });
}
