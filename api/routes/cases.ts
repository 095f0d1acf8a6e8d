import type Router from "@koa/router";
import { loadCalendar } from "../../db/calendar.ts";
import { row, rows } from "../../db/connection.ts";
import type { CertificateRow, DraftRow, MaterialRow, ScanState } from "../../db/rows.ts";
import type { Actor } from "../../domain/actor.ts";
import { signedReceipt } from "../../domain/counter-receipts.ts";
import { getMatter } from "../../domain/matters/index.ts";
import { authorize, can } from "../../domain/policy/index.ts";
import { isOwnCase } from "../../domain/policy/task-seats.ts";
import { Refusal } from "../../domain/refusal.ts";
import {
  downloadDocument,
  fastForwardCase,
  getCase,
  getMaterial,
  listMyCases,
  recallDecision,
  withdrawCase,
} from "../contracts/cases.ts";
import type { ApiDeps } from "../deps.ts";
import { askCase } from "../engine-answer.ts";
import { presentCard, presentDraftCard } from "../presenters/case-card.ts";
import { presentCase } from "../presenters/case-view.ts";
import { getTimeline, type Timeline } from "../queries/case-timeline.ts";
import { serve } from "../serve.ts";
import { waitFor } from "../wait-for.ts";

interface KeptMaterial extends MaterialRow {
  account_id: string;
  person_id: string | null;
  case_id: string | null;
  handed_in_at: Date | null;
  type: string;
  size_in_bytes: number;
  scan_state: ScanState;
}

/** Closed cases that *My matters* shows at most. */
const closedShown = 100;

export function registerCases(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    listMyCases,
    deps,
  )(async ({ actor, query }) => {
    const calendar = await loadCalendar(database);
    const mine = await rows<{ id: string; draft_id: string | null }>(
      database,
      `select c.id, d.id as draft_id from cases c
       left join drafts d on d.case_id = c.id and d.handed_in_at is null
       where (c.account_id = $1 or c.person_id = $3) and c.state = $2 order by c.opened_at desc limit ${closedShown}`,
      [actor.accountId, query.state, actor.personId],
    );
    const cards = await Promise.all(
      mine.map(async ({ id, draft_id: draftId }) => presentCard(await getTimeline(database, id), calendar, draftId)),
    );
    const drafts = query.state === "open" ? await startedDrafts(deps, actor) : [];
    const closed = await row<{ count: number }>(
      database,
      "select count(*)::int as count from cases where (account_id = $1 or person_id = $2) and state = 'closed'",
      [actor.accountId, actor.personId],
    );
    // What waits for the reader stands first; the order within stays, newest first.
    const cases = [...cards, ...drafts].sort((one, other) => Number(other.asked) - Number(one.asked));
    return { cases, closedCount: closed?.count ?? 0 };
  });

  serve(
    router,
    getCase,
    deps,
  )(async ({ actor, params }) => {
    const timeline = await getTimeline(database, params.id);
    authorize("see-case", actor, timeline.subject);
    return presentCase(deps, actor, timeline);
  });

  // Both take something back, with a reason that may be empty.
  for (const [endpoint, kind] of [
    [withdrawCase, "withdraw"],
    [recallDecision, "recall"],
  ] as const)
    serve(
      router,
      endpoint,
      deps,
    )(async ({ actor, params, body, receivedAt }) => {
      const timeline = await getTimeline(database, params.id);
      authorize("see-case", actor, timeline.subject);
      const { accountId, sessionId } = actor;
      const command = { kind, ...body, accountId, sessionId, receivedAt };
      return askCase(deps, params.id, command, async () => {
        authorize(kind, actor, timeline.subject);
        return deps.engine.command(params.id, command);
      });
    });

  serve(
    router,
    downloadDocument,
    deps,
  )(async ({ actor, params }) => {
    const timeline = await getTimeline(database, params.id);
    authorize("see-case", actor, timeline.subject);
    return documentFile(deps, timeline, params.kind, actorSees(timeline, actor, params.kind));
  });

  serve(
    router,
    getMaterial,
    deps,
  )(async ({ actor, params, query }) => {
    const material = await row<KeptMaterial>(
      database,
      `select m.*, d.account_id, c.person_id, d.case_id, d.handed_in_at, f.type, f.size_in_bytes, f.scan_state
       from materials m join drafts d on d.id = m.draft_id join certificates c on c.id = d.certificate_id
       join files f on f.hash = m.file_hash where m.id = $1 and m.removed_at is null`,
      [params.id],
    );
    // What came back signed to the counter is read there (routes/counter-receipts.ts).
    if (!material || material.kind === signedReceipt.kind) throw new Refusal("not-found");
    const own = {
      accountId: material.account_id,
      personId: material.person_id,
      handedIn: material.handed_in_at !== null,
    };
    if (!can("see-draft", actor, own)) {
      // A draft is its owner's alone; handed in, it belongs to the case and to those who may see it.
      if (!material.case_id || !material.handed_in_at) throw new Refusal("not-found");
      authorize("see-case", actor, (await getTimeline(database, material.case_id)).subject);
    }
    if (material.scan_state === "quarantined") throw new Refusal("file-waiting");
    if (material.scan_state !== "clean") throw new Refusal("file-unsafe", { reason: "安全检查发现恶意内容" });
    return {
      content: await deps.files.open(material.file_hash),
      name: material.name,
      type: material.type,
      sizeInBytes: material.size_in_bytes,
      hash: material.file_hash,
      inline: query.disposition === "inline",
    };
  });

  serve(
    router,
    fastForwardCase,
    deps,
  )(async ({ actor, params }) => {
    if (!actor) throw new Refusal("not-signed-in");
    const timeline = await getTimeline(database, params.id);
    authorize("fast-forward", actor, timeline.subject);
    const { notice } = timeline;
    if (!notice) throw new Refusal("not-now");
    // A moment past the end: the timer fires at the instant itself, and the page must find the notice ended.
    await deps.engine.fastForward(params.id, notice.ends_at.getTime() + 1_000);
    await waitFor(async () => {
      const seen = await row<{ state: string; pending: boolean }>(
        database,
        `select n.state, exists (select from objections o where o.notice_id = n.id and o.state = 'pending') as pending
         from notices n where n.id = $1`,
        [notice.id],
      );
      // An undecided objection holds the notice open beyond its instant: there is nothing to wait for then.
      return seen === undefined || seen.state !== "running" || seen.pending;
    });
    return { done: true as const };
  });
}

function actorSees(timeline: Timeline, actor: Actor, kind: string): boolean {
  const document = getMatter(timeline.case.matter).documents.find((candidate) => candidate.kind === kind);
  if (!document) return false;
  if (isOwnCase(actor, timeline.subject))
    return document.for.includes("applicant") && can("download-certificate", actor, timeline.subject);
  return document.for.includes("employer") && can("download-archive-form", actor, timeline.subject);
}

/** @throws Refusal("not-found") for what does not exist yet and for what is not this reader's. */
async function documentFile(deps: ApiDeps, timeline: Timeline, kind: string, sees: boolean) {
  const document = timeline.documents.find((candidate) => candidate.kind === kind);
  if (!document || !sees) throw new Refusal("not-found");
  // The certificate is handed out as long as it is in force, and no longer.
  const certificate = timeline.newCertificate;
  if (certificate?.file_hash === document.file_hash && certificate.state !== "valid")
    throw new Refusal("certificate-not-valid");
  const title = getMatter(timeline.case.matter).documents.find((candidate) => candidate.kind === kind)?.title ?? kind;
  return {
    content: await deps.files.open(document.file_hash),
    name: `${title} ${timeline.case.number}.pdf`,
    type: "application/pdf",
    hash: document.file_hash,
  };
}

async function startedDrafts({ database }: ApiDeps, actor: Actor) {
  const drafts = await rows<DraftRow & Pick<CertificateRow, "title" | "speciality" | "level">>(
    database,
    `select d.*, c.title, c.speciality, c.level from drafts d join certificates c on c.id = d.certificate_id
     where (d.account_id = $1 or c.person_id = $2) and d.case_id is null and d.handed_in_at is null
     order by d.saved_at desc`,
    [actor.accountId, actor.personId],
  );
  return Promise.all(drafts.map(presentDraftCard));
}
