import type Router from "@koa/router";
import { appendUpload, beginUpload, completeUpload, dropUpload, listUploads } from "../contracts/uploads.ts";
import type { ApiDeps } from "../deps.ts";
import { getOwnDraft } from "../draft-rules.ts";
import {
  appendPartialUpload,
  beginPartialUpload,
  completePartialUpload,
  dropPartialUpload,
  listPartialUploads,
} from "../partial-uploads.ts";
import { presentMaterial } from "../presenters/draft.ts";
import { serve } from "../serve.ts";

/** Files that arrive in parts, so that a bad line costs a moment and not the file. */
export function registerUploads(router: Router, deps: ApiDeps): void {
  serve(
    router,
    beginUpload,
    deps,
  )(async ({ actor, params, body }) => {
    await deps.limits.take("upload", actor.accountId);
    return beginPartialUpload(deps, actor, await getOwnDraft(deps, actor, params.id), body);
  });

  serve(
    router,
    listUploads,
    deps,
  )(async ({ actor, params }) => ({
    uploads: await listPartialUploads(deps, await getOwnDraft(deps, actor, params.id)),
  }));

  serve(
    router,
    appendUpload,
    deps,
  )(async ({ actor, params, query, body }) =>
    appendPartialUpload(deps, await getOwnDraft(deps, actor, params.id), params.uploadId, query.offset, body),
  );

  serve(
    router,
    completeUpload,
    deps,
  )(async ({ actor, params }) =>
    presentMaterial(
      await completePartialUpload(deps, actor, await getOwnDraft(deps, actor, params.id), params.uploadId),
    ),
  );

  serve(
    router,
    dropUpload,
    deps,
  )(async ({ actor, params }) => {
    await dropPartialUpload(deps, await getOwnDraft(deps, actor, params.id), params.uploadId);
    return { done: true as const };
  });
}
