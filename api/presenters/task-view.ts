import { loadCalendar } from "../../db/calendar.ts";
import { entriesInForce } from "../../db/catalogues.ts";
import { row } from "../../db/connection.ts";
import type { Actor } from "../../domain/actor.ts";
import { maskIdentityNumber, maskPhoneNumber } from "../../domain/masking.ts";
import { getMatter } from "../../domain/matters/index.ts";
import { can, denialOf } from "../../domain/policy/index.ts";
import { levelName } from "../../domain/texts/levels.ts";
import { refusalSentence } from "../../domain/texts/refusals.ts";
import type { TaskView } from "../contracts/tasks.ts";
import type { ApiDeps } from "../deps.ts";
import type { Timeline } from "../queries/case-timeline.ts";
import { findPhrases } from "../queries/phrases.ts";
import type { TaskWithCase } from "../queries/task-subject.ts";
import { findGivenPhone, presentForms } from "./handed-in-forms.ts";
import { presentHistory } from "./history.ts";
import { presentNotice } from "./notice-summary.ts";
import { predictSteps } from "./prediction.ts";
import { presentRoute } from "./route.ts";
import { presentSigning } from "./signing-view.ts";
import { presentTerm } from "./step-terms.ts";
import { presentTaskRow } from "./task-row.ts";

type Deps = Pick<ApiDeps, "database" | "encryption" | "configuration">;

/** The review page: form and materials, route and opinions, and what this desk may do. */
export async function presentTask(
  deps: Deps,
  actor: Actor,
  found: TaskWithCase,
  timeline: Timeline,
): Promise<TaskView> {
  const { task } = found;
  const { case: theCase, notice, certificate, progress, now } = timeline;
  if (!certificate) throw new Error(`case ${theCase.id} concerns no certificate`);
  const calendar = await loadCalendar(deps.database);
  const definition = getMatter(task.matter);
  const step = definition.steps[task.step];
  if (!step) throw new Error(`unknown step ${task.matter}/${task.step}`);
  const ahead = progress.route.map((read) => read.step).filter((name) => !(name in progress.kept));
  const route = presentRoute(timeline, await predictSteps(deps.database, timeline, ahead), { own: false });
  const needsSeal = found.subject.sealed;
  const [signing, loan] = await Promise.all([
    presentSigning(deps.database, actor, found),
    task.lender_id === null || task.state !== "open" ? null : loanOf(deps, actor, task.id),
  ]);
  const marks = { signing: signing && { given: signing.given, needed: signing.needed }, lender: loan?.lender ?? null };
  return {
    task: presentTaskRow(task, actor, calendar, marks),
    number: theCase.number,
    applicant: await applicantOf(deps, timeline),
    organisation: await organisationOf(deps, timeline),
    certificate: {
      number: certificate.number,
      managementNumber: certificate.management_number,
      title: certificate.title,
      level: levelName(certificate.level),
      series: certificate.series,
      speciality: certificate.speciality,
      awardedOn: certificate.awarded_on,
      issuer: certificate.issuer_name,
      state: certificate.state,
    },
    forms: await presentForms(deps.database, timeline),
    notice: notice ? presentNotice(notice, timeline.pendingObjections, now, calendar) : null,
    objection: task.objection_id ? await objectionOf(deps, task.objection_id) : null,
    route,
    history: presentHistory(task.matter, timeline.events),
    phrases: await findPhrases(deps.database, task),
    defects: task.kind === "review" ? await defectsOf(deps, task.matter, now) : [],
    returnTargets: task.kind === "review" ? returnTargets(timeline, task.step) : [],
    opinionRequired: step.opinionRequired,
    needsSeal,
    sealName: needsSeal ? task.receiver_name : null,
    effect: effectSentence(found, timeline, route),
    signing,
    loan,
    ruleVersion: task.rule_version,
    term: presentTerm(timeline, task, calendar),
    allowed: allowedOf(actor, found, timeline),
    blocked: blockedOf(actor, found),
    now: new Date(now).toISOString(),
  };
}

async function defectsOf({ database }: Deps, matter: string, now: number): Promise<TaskView["defects"]> {
  const offered = await entriesInForce(database, { catalogue: "defects", matter }, now);
  return offered.map(({ code, name, details }) => ({ code, sentence: name, field: details.field ?? null }));
}

const abilities = [
  ["claim", "claim-task"],
  ["release", "release-task"],
  ["approve", "approve-task"],
  ["return", "return-task"],
  ["reject", "reject-task"],
  ["dismiss", "dismiss-objection"],
  ["uphold", "uphold-objection"],
  ["add-signer", "add-signer"],
  ["transfer", "transfer-task"],
  ["lend", "lend-task"],
  ["give-back", "give-back-task"],
  ["urge", "urge-task"],
  ["take-over", "take-over-task"],
] as const;

function allowedOf(actor: Actor, { task, subject }: TaskWithCase, timeline: Timeline): TaskView["allowed"] {
  const allowed: TaskView["allowed"] = abilities
    // The button is there before the password is entered again: pressing it asks for it.
    .filter(([, name]) => (denialOf(name, actor, subject)?.code ?? "step-up-needed") === "step-up-needed")
    .map(([ability]) => ability);
  // One's own task needs no claiming.
  const claimable = allowed.filter((ability) => ability !== "claim" || task.holder_id !== actor.accountId);
  const lastOwn = timeline.events.findLast(({ actor_id: by }) => by !== null)?.task_id === task.id;
  return lastOwn && can("recall", actor, timeline.subject) ? [...claimable, "recall"] : claimable;
}

/** Why a reader who sees the task may not decide it; null when they may, or when nothing is left to decide. */
function blockedOf(actor: Actor, { task, subject }: TaskWithCase): string | null {
  if (task.state !== "open") return null;
  if (can("urge-task", actor, subject) && !subject.holderId?.includes(actor.accountId)) {
    const { receiverName: where } = subject;
    if (denialOf("claim-task", actor, subject)?.code === "not-found") return `逾期报到上级督办，仍由${where}办理。`;
  }
  const denial = denialOf(task.kind === "objection" ? "dismiss-objection" : "return-task", actor, subject);
  return denial ? refusalSentence(denial.code, denial.params) : null;
}

/** Where a return may go: every ask and review that this case has passed before this step, the applicant's first. */
export function returnTargets(
  { progress, case: theCase }: Pick<Timeline, "progress" | "case">,
  step: string,
): { step: string; title: string }[] {
  const { steps } = getMatter(theCase.matter);
  const names = progress.route.map((read) => read.step);
  return names.slice(0, Math.max(0, names.indexOf(step))).flatMap((name) => {
    const definition = steps[name];
    const passed = name in progress.kept && progress.kept[name] !== "skipped";
    const canTake = definition?.kind === "ask" || definition?.kind === "review";
    return definition && passed && canTake ? [{ step: name, title: definition.title }] : [];
  });
}

function effectSentence({ task }: TaskWithCase, { progress }: Timeline, route: TaskView["route"]): string {
  if (task.kind === "objection") return "不成立：公示照常进行。成立：办件终止，并把理由告诉申请人。";
  const seal = route.find(({ step }) => step === task.step) && `通过即加盖${task.receiver_name}印章`;
  const next = route
    .slice(route.findIndex(({ step }) => step === task.step) + 1)
    .find(({ step, state }) => !(step in progress.kept) && state !== "skipped");
  if (!next) return `${seal}。`;
  const { kind } = getMatter(task.matter).steps[next.step]!;
  return kind === "effect"
    ? `${seal}并${next.title}，之后不能收回。`
    : `${seal}，转到${next.who ?? next.party}（${next.title}）。`;
}

async function applicantOf(
  { database, encryption }: Deps,
  { case: theCase, events }: Timeline,
): Promise<TaskView["applicant"]> {
  const person = await row<{ name: string; sex: string; document_number_cipher: string; phone_cipher: string }>(
    database,
    "select name, sex, document_number_cipher, phone_cipher from people where id = $1",
    [theCase.person_id],
  );
  if (!person) throw new Error(`case ${theCase.id} has no applicant (${events.length} events)`);
  return {
    name: person.name,
    sex: person.sex === "male" ? "男" : "女",
    identityNumber: maskIdentityNumber(encryption.decrypt("people.document_number", person.document_number_cipher)),
    // The number given for this case, where there is one: the same that the form shows and that can be revealed.
    phone: maskPhoneNumber(
      (await findGivenPhone(database, theCase)) ?? encryption.decrypt("people.phone", person.phone_cipher),
    ),
  };
}

async function organisationOf({ database }: Deps, { case: theCase }: Timeline): Promise<TaskView["organisation"]> {
  const organisation = await row<{ name: string; credit_code: string; department: string | null }>(
    database,
    "select o.name, o.credit_code, d.name as department from organisations o left join offices d on d.id = o.department_id where o.id = $1",
    [theCase.organisation_id],
  );
  return organisation
    ? { name: organisation.name, creditCode: organisation.credit_code, department: organisation.department }
    : null;
}

async function objectionOf({ database, encryption, configuration }: Deps, id: string): Promise<TaskView["objection"]> {
  const objection = await row<{ id: string; name: string; phone_cipher: string; reason: string; filed_at: Date }>(
    database,
    "select id, name, phone_cipher, reason, filed_at from objections where id = $1",
    [id],
  );
  if (!objection) return null;
  return {
    id: objection.id,
    name: objection.name,
    phone: encryption.decrypt("objections.phone", objection.phone_cipher),
    reason: objection.reason,
    filedAt: objection.filed_at.toISOString(),
    toldBySms: configuration.sms,
  };
}

async function loanOf({ database }: Deps, actor: Actor, taskId: string): Promise<TaskView["loan"]> {
  const loan = await row<{ lender: string; borrower: string; until: string; reason: string; borrower_id: string }>(
    database,
    `select lender_name as lender, borrower_name as borrower, until, reason, borrower_id
     from loans where task_id = $1 and ended_at is null`,
    [taskId],
  );
  if (!loan) return null;
  const { borrower_id: borrowerId, ...shown } = loan;
  return { ...shown, mine: borrowerId === actor.accountId };
}
