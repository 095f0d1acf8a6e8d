import { loadCalendar } from "../../db/calendar.ts";
import { row } from "../../db/connection.ts";
import { addDays, civilDateAt } from "../../domain/civil-date.ts";
import type { Actor } from "../../domain/actor.ts";
import { isWithinOffices } from "../../domain/handing-over.ts";
import { getMatter } from "../../domain/matters/index.ts";
import type { MatterDefinition } from "../../domain/matters/matter.ts";
import { can } from "../../domain/policy/index.ts";
import { concernsSelf, isOwnCase } from "../../domain/policy/task-seats.ts";
import { reasonLabel } from "../../domain/ratings.ts";
import { levelName } from "../../domain/texts/levels.ts";
import { appealSentence, endingSentence } from "../../domain/texts/endings.ts";
import { askSentence, nextSentence, type Standing } from "../../domain/texts/waiting.ts";
import type { CaseView, RouteStep } from "../contracts/cases.ts";
import { isDemo, type ApiDeps } from "../deps.ts";
import { findAppealOffice } from "../queries/appeal-office.ts";
import type { Timeline } from "../queries/case-timeline.ts";
import { listReceiptsOfCase } from "../queries/counter-receipts.ts";
import { presentReceipt, receiptSubject } from "./counter-receipt.ts";
import { presentHistory, remarksOf, textOf } from "./history.ts";
import { presentNotice } from "./notice-summary.ts";
import { predictSteps, type Prediction } from "./prediction.ts";
import { positionOf, presentRoute } from "./route.ts";
import { presentPausedTerms } from "./step-terms.ts";
import { whereIs, type Where } from "./standing.ts";

/** The page of one case, for its applicant, its employer's agent, or a desk that had it. */
export async function presentCase(
  deps: Pick<ApiDeps, "database" | "configuration">,
  actor: Actor,
  timeline: Timeline,
): Promise<CaseView> {
  const { case: theCase, notice, certificate, newCertificate, progress, now, events } = timeline;
  if (!certificate) throw new Error(`case ${theCase.id} concerns no certificate`);
  const definition = getMatter(theCase.matter);
  const own = isOwnCase(actor, timeline.subject);
  const calendar = await loadCalendar(deps.database);
  const ahead = progress.route.map(({ step }) => step).filter((step) => !(step in progress.kept));
  const predictions = await predictSteps(deps.database, timeline, theCase.state === "open" ? ahead : []);
  const route = presentRoute(timeline, predictions, { own });
  const where = whereIs(timeline, calendar, { own });
  const allowed = allowedOf(deps, actor, timeline);
  return {
    id: theCase.id,
    number: theCase.number,
    matter: theCase.matter,
    title: definition.title,
    status: where.status,
    outcome: theCase.outcome,
    ending: await endingOf(deps, timeline, definition),
    round: theCase.round,
    openedAt: theCase.opened_at.toISOString(),
    closedAt: theCase.closed_at?.toISOString() ?? null,
    applicantName: theCase.applicant_name,
    organisationName: theCase.organisation_name,
    certificate: {
      id: certificate.id,
      number: certificate.number,
      title: certificate.title,
      level: levelName(certificate.level),
      speciality: certificate.speciality,
    },
    ...positionOf(timeline),
    step: theCase.step,
    stepTitle: where.stepTitle,
    waiting: where.waiting,
    asked: own ? askedOf(where) : null,
    next: where.standing
      ? nextOf(where.standing, route, predictions, definition)
      : endingSentence(theCase.outcome ?? ""),
    due: where.due,
    paused: presentPausedTerms(timeline, calendar),
    notice: notice ? presentNotice(notice, timeline.pendingObjections, now, calendar) : null,
    route,
    // Who in an office is away, and why, is told there and to nobody else.
    history: presentHistory(
      theCase.matter,
      concernsSelf(actor, timeline.subject) ? events.filter(({ type }) => !isWithinOffices(type)) : events,
    ),
    returned: returnedOf(timeline),
    draftId: own ? await draftOf(deps, timeline) : null,
    documents: documentsOf(timeline, definition, own),
    receipts: await receiptsOf(deps, actor, timeline),
    rating: await ratingOf(deps, timeline),
    newCertificateId: own && newCertificate?.state === "valid" ? newCertificate.id : null,
    allowed,
    now: new Date(now).toISOString(),
  };
}

const abilities = [
  "prepare",
  "submit",
  "withdraw",
  "recall",
  "fast-forward",
  "rate",
  "download-certificate",
  "download-archive-form",
] as const;

function allowedOf(
  { configuration }: Pick<ApiDeps, "configuration">,
  actor: Actor,
  timeline: Timeline,
): CaseView["allowed"] {
  return abilities.filter((ability) => {
    if (ability === "fast-forward" && !isDemo(configuration)) return false;
    return can(ability, actor, timeline.subject);
  });
}

function askedOf({ standing, task }: Where): CaseView["asked"] {
  if (standing?.kind !== "ask") return null;
  return {
    title: standing.stepTitle,
    sentence: askSentence(standing, task?.due_at?.getTime() ?? null),
    action: standing.returned ? "correct" : "submit",
    enabled: true,
  };
}

/** What lies ahead, in a sentence; made from the same route that the page shows. */
function nextOf(
  standing: Standing,
  route: readonly RouteStep[],
  predictions: ReadonlyMap<string, Prediction>,
  { steps }: MatterDefinition,
): string {
  const following = route
    .slice(route.findIndex(({ state }) => state === "current" || state === "failed") + 1)
    .filter(({ state }) => state === "coming" || state === "returned");
  return nextSentence(
    standing,
    following.map(({ step, title, party, who, dueInWorkingDays }) => ({
      who: predictions.get(step)?.who ?? who ?? party,
      title,
      kind: steps[step]!.kind,
      workingDays: dueInWorkingDays,
    })),
  );
}

/** D27: why it ended, the article, and where and until when to appeal. Who reads it in the page is told on that day. */
async function endingOf(
  { database, configuration }: Pick<ApiDeps, "database" | "configuration">,
  { case: theCase }: Timeline,
  { rejection }: MatterDefinition,
): Promise<CaseView["ending"]> {
  if (theCase.state !== "closed" || !theCase.closed_at) return null;
  const appealable = theCase.outcome === "rejected" || theCase.outcome === "objection-upheld";
  const office = appealable ? await findAppealOffice(database, theCase) : undefined;
  const days = rejection.appealDays;
  const until = addDays(civilDateAt(theCase.closed_at.getTime()), days);
  const { superiorTitleOffice } = configuration.city;
  const place = { office: office?.name ?? superiorTitleOffice, phone: office?.phone || null };
  return {
    sentence: endingSentence(theCase.outcome ?? ""),
    reason: theCase.ending_reason || null,
    article: appealable ? rejection.article : null,
    appeal: appealable ? appealSentence({ ...place, days, until }) : null,
  };
}

function returnedOf({ progress, case: theCase }: Timeline): CaseView["returned"] {
  const event = progress.standingReturn;
  if (!event || theCase.state === "closed") return null;
  const defects = event.data["defects"];
  return {
    by: event.actor_name,
    at: event.at.toISOString(),
    opinion: textOf(event, "opinion") ?? "",
    defects: Array.isArray(defects) ? defects.map(String) : [],
    remarks: remarksOf(event),
  };
}

async function draftOf({ database }: Pick<ApiDeps, "database">, { case: theCase }: Timeline): Promise<string | null> {
  const draft = await row<{ id: string }>(
    database,
    "select id from drafts where case_id = $1 and account_id = $2 and handed_in_at is null order by created_at desc limit 1",
    [theCase.id, theCase.account_id],
  );
  return draft?.id ?? null;
}

/** Read by whoever sees the case: what was said of an office is said to it. */
async function ratingOf({ database }: Pick<ApiDeps, "database">, timeline: Timeline): Promise<CaseView["rating"]> {
  const { rating } = timeline;
  if (!rating) return null;
  const office = await row<{ name: string }>(database, "select name from offices where id = $1", [rating.office_id]);
  return {
    ...{ level: rating.level, text: rating.text, reasons: rating.reasons.map(reasonLabel) },
    ...{ ratedAt: rating.rated_at.toISOString(), officeName: office?.name ?? "" },
    answer: rating.answer === null ? null : { text: rating.answer, at: rating.answered_at!.toISOString() },
  };
}

async function receiptsOf(
  { database }: Pick<ApiDeps, "database">,
  actor: Actor,
  { case: { id } }: Timeline,
): Promise<CaseView["receipts"]> {
  const given = await listReceiptsOfCase(database, id);
  return given
    .filter((receipt) => can("see-receipt", actor, receiptSubject(receipt)))
    .map((receipt) => presentReceipt(receipt, actor));
}

function documentsOf({ documents }: Timeline, definition: MatterDefinition, own: boolean): CaseView["documents"] {
  return definition.documents
    .filter((document) => document.for.includes(own ? "applicant" : "employer"))
    .map(({ kind, title }) => ({ kind, title, ready: documents.some((made) => made.kind === kind) }));
}
