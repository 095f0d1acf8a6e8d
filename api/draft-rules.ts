import { row } from "../db/connection.ts";
import type { CaseRow, CertificateRow, DraftRow, NoticeRow } from "../db/rows.ts";
import type { Actor } from "../domain/actor.ts";
import { endedChoices } from "../domain/catalogues.ts";
import { fieldsOf } from "../domain/matters/form-layout.ts";
import { findMatter, getStep } from "../domain/matters/index.ts";
import type { FormDefinition, MaterialKind } from "../domain/matters/matter.ts";
import { authorize } from "../domain/policy/index.ts";
import { Refusal } from "../domain/refusal.ts";
import { cleanLine, cleanLines } from "../domain/text-input.ts";
import { sentenceOfIssue } from "../domain/texts/input-errors.ts";
import { readRoute } from "../workflows/reading.ts";
import { BadInput, fieldErrors, type FieldError } from "./bad-input.ts";
import type { Draft, FormValues } from "./contracts/drafts.ts";
import type { ApiDeps } from "./deps.ts";

type Reading = Pick<ApiDeps, "database">;

/** @throws Error when the step asks for no form: drafts are only made for those that do. */
export function formOf(draft: Pick<DraftRow, "matter" | "step">): FormDefinition {
  const { form } = getStep(draft.matter, draft.step);
  if (!form) throw new Error(`${draft.matter}/${draft.step} has no form`);
  return form;
}

/**
 * May this certificate's replacement be started? The same is asked again in the transaction that makes the case.
 * @throws Refusal senior-certificate · certificate-not-valid · open-case-exists {caseId}
 */
export async function refuseUnstartable(deps: Reading, certificate: CertificateRow): Promise<void> {
  if (certificate.level === "senior" || certificate.level === "deputy-senior") throw new Refusal("senior-certificate");
  if (certificate.state !== "valid") throw new Refusal("certificate-not-valid");
  const open = await row<{ id: string }>(
    deps.database,
    "select id from cases where certificate_id = $1 and state = 'open'",
    [certificate.id],
  );
  if (open) throw new Refusal("open-case-exists", { caseId: open.id });
}

/** One's own certificate; of others' not even the existence is told. @throws Refusal not-found */
export async function getOwnCertificate(deps: Reading, actor: Actor, id: string): Promise<CertificateRow> {
  const found = await row<CertificateRow>(deps.database, "select * from certificates where id = $1", [id]);
  if (!found || actor.personId === null || found.person_id !== actor.personId) throw new Refusal("not-found");
  return found;
}

/** One's own, by account or person. @throws Refusal not-found, also for anybody else's. */
export async function getOwnDraft(deps: Reading, actor: Actor, id: string): Promise<DraftRow> {
  const found = await row<DraftRow & { person_id: string | null }>(
    deps.database,
    "select d.*, c.person_id from drafts d join certificates c on c.id = d.certificate_id where d.id = $1",
    [id],
  );
  if (!found) throw new Refusal("not-found");
  const { person_id: personId, ...draft } = found;
  authorize("see-draft", actor, { accountId: draft.account_id, personId, handedIn: draft.handed_in_at !== null });
  return draft;
}

/** @throws Refusal already-decided: what was handed in stays as it is. */
export function refuseHandedIn(draft: Pick<DraftRow, "handed_in_at">): void {
  if (draft.handed_in_at) throw new Refusal("already-decided");
}

/** @throws BadInput for a matter that we do not have. */
export function firstStepOf(matter: string): string {
  const definition = findMatter(matter);
  if (!definition) throw new BadInput([{ path: "matter", message: "没有这个办理事项" }]);
  return definition.firstStep;
}

/**
 * The step the applicant may fill in now: the one the case asks for, or, while a notice runs, the next one that will
 * ask (D23). In the order of the matter's own prose.
 * @throws Refusal case-closed · not-now
 */
export async function preparableStep(found: Pick<CaseRow, "matter" | "state" | "step">): Promise<string> {
  if (found.state === "closed") throw new Refusal("case-closed");
  if (!found.step) throw new Refusal("not-now");
  const { kind } = getStep(found.matter, found.step);
  if (kind === "ask") return found.step;
  if (kind !== "notice") throw new Refusal("not-now");
  const path = await readRoute(found.matter);
  const here = path.findIndex(({ step }) => step === found.step);
  const next = path.slice(here + 1).find(({ verb }) => verb === "ask");
  if (!next) throw new Refusal("not-now");
  return next.step;
}

/** Why a draft cannot be handed in yet; undefined when nothing of the kind stands in the way. */
export async function findObstacle(
  deps: Reading,
  draft: Pick<DraftRow, "case_id" | "step" | "handed_in_at">,
): Promise<Refusal | undefined> {
  if (draft.handed_in_at) return new Refusal("already-decided");
  if (!draft.case_id) return undefined;
  const found = await row<CaseRow>(deps.database, "select * from cases where id = $1", [draft.case_id]);
  if (!found || found.state === "closed") return new Refusal("case-closed");
  if (found.step === draft.step) return undefined;
  const notice = await row<NoticeRow>(
    deps.database,
    "select * from notices where case_id = $1 and step = $2 and state = 'running' order by seq desc limit 1",
    [found.id, found.step],
  );
  if (!notice) return new Refusal("not-now");
  return new Refusal("notice-running", { from: notice.ends_at.toISOString(), days: notice.working_days });
}

/**
 * Values as they may be kept in a draft: known fields only, texts cleaned of what nobody can see.
 * @throws BadInput naming each field that the form does not have.
 */
export function cleanValues(form: FormDefinition, values: FormValues): FormValues {
  const kinds = new Map(fieldsOf(form.layout).map((field) => [field.name, field.kind]));
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(form.schema.shape, name));
  if (unknown.length > 0) throw new BadInput(unknown.map((path) => ({ path, message: "这张表没有这一项" })));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const clean = kinds.get(name) === "textarea" ? cleanLines : cleanLine;
      return [name, typeof value === "string" ? clean(value) : Array.isArray(value) ? value.map(cleanLine) : value];
    }),
  );
}

/** @throws BadInput with every field and every material that is missing or wrong, all at once. */
export function refuseIncomplete(
  form: FormDefinition,
  values: Record<string, unknown>,
  counts: ReadonlyMap<string, number>,
  choices: Draft["choices"],
): void {
  // An emptied field is one that was not filled in.
  const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ""));
  const parsed = form.schema.safeParse(filled, { error: sentenceOfIssue });
  const fields: FieldError[] = parsed.success ? [] : fieldErrors(parsed.error);
  for (const material of form.materials) {
    const count = counts.get(material.kind) ?? 0;
    if (material.required && count === 0) fields.push({ path: material.kind, message: `请上传${material.title}` });
    if (count > material.most)
      fields.push({ path: material.kind, message: `${material.title}最多 ${material.most} 个文件` });
  }
  for (const path of endedChoices(choices, filled)) fields.push({ path, message: "选的一项已经停用，请重新选择" });
  if (fields.length > 0) throw new BadInput(fields);
}

/** @throws BadInput when the form does not ask for such a file. */
export function getMaterialKind(form: FormDefinition, kind: string): MaterialKind {
  const found = form.materials.find((material) => material.kind === kind);
  if (!found) throw new BadInput([{ path: "kind", message: "这张表不收这种材料" }]);
  return found;
}
