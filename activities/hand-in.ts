import { createHash } from "node:crypto";
import { choicesAt } from "../db/catalogues.ts";
import type {
  AreaRow,
  CertificateRow,
  DraftRow,
  MaterialRow,
  OrganisationRow,
  ScanState,
  TaskRow,
} from "../db/rows.ts";
import { civilDateAt } from "../domain/civil-date.ts";
import { endedChoices } from "../domain/catalogues.ts";
import { employerNatures } from "../domain/matters/certificate-replacement.ts";
import { getMatter, getStep } from "../domain/matters/index.ts";
import { Refusal } from "../domain/refusal.ts";
import type { ActInput, Recorded } from "../workflows/book.ts";
import type { Command } from "../workflows/messages.ts";
import { applicantActor, byHandOfClerk } from "./actors.ts";
import { giveReceipt } from "./counter-receipts.ts";
import type { Actor, Writing } from "./writing.ts";

type HandIn = Extract<Command, { kind: "hand-in" }>;

/** The first hand-in makes the case, or refuses: one open case per certificate, one's own, valid, and not senior. */
export async function recordFirstHandIn(writing: Writing, act: ActInput, command: HandIn): Promise<Recorded> {
  const draft = await lockDraft(writing, command);
  if (draft.id !== act.caseId || draft.case_id !== null || draft.step !== getMatter(act.matter).firstStep)
    throw new Refusal("not-now");
  const certificate = await startableCertificate(writing, draft);
  await requireChoices(writing, draft);
  const applicant = await writing.row<{ person_id: string; name: string }>(
    "select a.person_id, p.name from accounts a join people p on p.id = a.person_id where a.id = $1 and a.status = 'active'",
    [command.accountId],
  );
  if (!applicant || certificate.person_id !== applicant.person_id) throw new Refusal("not-your-certificate");
  const organisation = await employerOf(writing, applicant.person_id);
  const area = await areaOf(writing, organisation);
  const facts = {
    level: certificate.level,
    series: certificate.series,
    employerArea: area.level === "county" ? "county" : "city",
    employerInUse: organisation?.status === "in-use" ? "yes" : "no",
    employerNature: natureOf(organisation),
  };
  await writing.rows(
    `insert into cases (id, number, matter, area_id, area_path, account_id, person_id, applicant_name, organisation_id, organisation_name,
       certificate_id, state, step, round, facts, clock_ahead, opened_at, last_seq)
     values ($1, $2, $3, $4, $5::uuid[], $6, $7, $8, $9, $10, $11, 'open', $12, 1, $13, 0, $14, 0)`,
    [
      ...[act.caseId, await nextNumber(writing, act), act.matter, area.id, area.path, command.accountId],
      ...[applicant.person_id, applicant.name, organisation?.id ?? null, organisation?.name ?? null],
      ...[certificate.id, draft.step, JSON.stringify(facts), writing.at],
    ],
  );
  writing.found = await writing.row("select * from cases where id = $1", [act.caseId]);
  const actor = await byHandOfClerk(writing, command, { id: command.accountId, name: applicant.name });
  await writing.event("case.opened", { certificateId: certificate.id }, actor);
  const revision = await keepRevision(writing, draft, actor, null);
  if (actor.hand) await giveReceipt(writing, actor.hand, "acceptance", revision);
  return { state: "done", yields: facts };
}

/** Later rounds and steps: the draft of this (case, step, round), in answer to the open task. */
export async function recordHandIn(writing: Writing, act: ActInput, command: HandIn): Promise<Recorded> {
  const actor = await byHandOfClerk(writing, command, await applicantActor(writing, command.accountId));
  if (getStep(act.matter, act.step).kind === "notice") await refuseWhileNotice(writing);
  if (command.step !== act.step) throw new Refusal("not-now");
  const task = await writing.row<TaskRow>(
    "select * from tasks where case_id = $1 and step = $2 and kind = 'ask' and state = 'open' for update",
    [act.caseId, act.step],
  );
  if (!task) throw new Refusal("already-decided");
  const draft = await lockDraft(writing, command);
  if (draft.case_id !== act.caseId || draft.step !== act.step || draft.round !== act.round)
    throw new Refusal("not-now");
  await requireMaterials(writing, act, draft);
  await requireChoices(writing, draft);
  await writing.rows(
    `update tasks set state = 'decided', outcome = 'handed-in', decided_by = $2, decided_by_name = $3, decided_at = $4,
       version = version + 1 where id = $1`,
    [task.id, actor.id, actor.name, writing.at],
  );
  const revision = await keepRevision(writing, draft, actor, task.id);
  if (actor.hand) await giveReceipt(writing, actor.hand, "materials", revision);
  return { state: "done", yields: act.step === getMatter(act.matter).firstStep ? writing.case.facts : {} };
}

/** An administrator may have ended what was chosen since the API looked. */
async function requireChoices({ database, transaction, act }: Writing, draft: DraftRow): Promise<void> {
  const { form } = getStep(draft.matter, draft.step);
  if (!form) return;
  const choices = await choicesAt(database, { matter: draft.matter, form }, act.at, transaction);
  if (endedChoices(choices, draft.form).length > 0) throw new Refusal("no-such-choice");
}

/** Another tab may have removed a file since the API looked. */
async function requireMaterials(writing: Writing, act: ActInput, draft: DraftRow): Promise<void> {
  const uploaded = await writing.rows<{ kind: string; scan_state: ScanState }>(
    `select m.kind, f.scan_state from materials m join files f on f.hash = m.file_hash
     where m.draft_id = $1 and m.removed_at is null`,
    [draft.id],
  );
  if (uploaded.some(({ scan_state: state }) => state !== "clean")) throw new Refusal("file-waiting");
  const kinds = new Set(uploaded.map(({ kind }) => kind));
  const asked = getStep(act.matter, act.step).form?.materials ?? [];
  if (asked.some(({ kind, required }) => required && !kinds.has(kind))) throw new Refusal("form-incomplete");
}

/** 公示时间不足，系统自动禁止提交材料 (S2-09): here too, whatever the page and the API have said. */
async function refuseWhileNotice(writing: Writing): Promise<never> {
  const notice = await writing.row<{ ends_at: Date; working_days: number }>(
    "select ends_at, working_days from notices where case_id = $1 and state = 'running'",
    [writing.case.id],
  );
  throw notice
    ? new Refusal("notice-running", { from: notice.ends_at.toISOString(), days: notice.working_days })
    : new Refusal("not-now");
}

async function lockDraft(writing: Writing, command: HandIn): Promise<DraftRow> {
  const draft = await writing.row<DraftRow>("select * from drafts where id = $1 for update", [command.draftId]);
  if (!draft || !(await isWriter(writing, draft, command.accountId))) throw new Refusal("not-found");
  if (draft.handed_in_at) throw new Refusal("already-decided");
  if (draft.version !== command.draftVersion) throw new Refusal("stale-version");
  return draft;
}

/** By account, or by the person whose certificate it is about. */
async function isWriter(writing: Writing, draft: DraftRow, accountId: string): Promise<boolean> {
  if (draft.account_id === accountId) return true;
  const person = await writing.row(
    "select 1 as one from accounts a join certificates c on c.person_id = a.person_id where a.id = $1 and c.id = $2",
    [accountId, draft.certificate_id],
  );
  return person !== undefined;
}

async function startableCertificate(writing: Writing, draft: DraftRow): Promise<CertificateRow> {
  const certificate = await writing.row<CertificateRow>("select * from certificates where id = $1 for update", [
    draft.certificate_id,
  ]);
  if (!certificate) throw new Refusal("not-found");
  if (certificate.level === "senior" || certificate.level === "deputy-senior") throw new Refusal("senior-certificate");
  if (certificate.state !== "valid") throw new Refusal("certificate-not-valid");
  const open = await writing.row<{ id: string }>("select id from cases where certificate_id = $1 and state = 'open'", [
    certificate.id,
  ]);
  if (open) throw new Refusal("open-case-exists", { caseId: open.id });
  return certificate;
}

function natureOf(organisation: OrganisationRow | undefined): string {
  if (!organisation) return "none";
  return Object.hasOwn(employerNatures, organisation.nature) ? organisation.nature : "other";
}

async function employerOf(writing: Writing, personId: string): Promise<OrganisationRow | undefined> {
  return writing.row<OrganisationRow>(
    `select o.* from organisations o join employments e on e.organisation_id = o.id
     where e.person_id = $1 and e.status = 'in-post' order by e.valid_from desc limit 1`,
    [personId],
  );
}

/** Where the case belongs: the employer's area, without one the city. */
async function areaOf(writing: Writing, organisation: OrganisationRow | undefined): Promise<AreaRow> {
  const area = organisation
    ? await writing.row<AreaRow>("select * from areas where id = $1", [organisation.area_id])
    : await writing.row<AreaRow>("select * from areas where code = $1", [writing.deps.city.areaCode]);
  if (!area) throw new Error("the case's area has no row");
  return area;
}

/** 受理编号: YS-LZ-2026-000137. */
async function nextNumber(writing: Writing, act: ActInput): Promise<string> {
  const next = await writing.row<{ value: number }>("select nextval('case_number_sequence') as value");
  const year = civilDateAt(act.at).slice(0, 4);
  return `${getMatter(act.matter).numberPrefix}-${writing.deps.city.numberCode}-${year}-${String(next?.value).padStart(6, "0")}`;
}

async function keepRevision(writing: Writing, draft: DraftRow, actor: Actor, taskId: string | null): Promise<number> {
  const materials = await writing.rows<MaterialRow>(
    "select * from materials where draft_id = $1 and removed_at is null order by uploaded_at, id",
    [draft.id],
  );
  const form = JSON.stringify(draft.form);
  const hash = createHash("sha256").update(form);
  for (const material of materials) hash.update(`${material.kind}\0${material.file_hash}`);
  const { revision } = (await writing.row<{ revision: number }>(
    `insert into form_revisions (case_id, revision, step, round, draft_id, form, form_hash, submitted_by, submitted_at)
     select $1, coalesce(max(revision), 0) + 1, $2, $3, $4, $5::jsonb, $6, $7, $8 from form_revisions where case_id = $1
     returning revision`,
    [writing.case.id, draft.step, writing.act.round, draft.id, form, hash.digest("hex"), actor.id, writing.at],
  ))!;
  await writing.rows("update drafts set handed_in_at = $2, case_id = $3 where id = $1", [
    draft.id,
    writing.at,
    writing.case.id,
  ]);
  await writing.event("form.handed-in", { step: draft.step, revision }, actor, taskId);
  return revision;
}
