import { row, rows } from "../db/connection.ts";
import type { CaseRow, CertificateRow, MaterialRow, NoticeRow, PublishedLoss, TaskRow } from "../db/rows.ts";
import { addDays, civilDateAt } from "../domain/civil-date.ts";
import { signedReceipt } from "../domain/counter-receipts.ts";
import { getMatter, getStep } from "../domain/matters/index.ts";
import { levelName } from "../domain/texts/levels.ts";
import type { ActInput } from "../workflows/book.ts";
import type { ActivityDeps } from "./deps.ts";
import type { CertificateData, ReplacementFormData, SealName } from "./rendering/document-data.ts";
import type { Seal } from "./rendering/seal-document.ts";

/** The certificate as PDF, sealed by its issuer (S2-12, S2-16). */
export async function certificatePrint(
  deps: ActivityDeps,
  act: ActInput,
  certificate: CertificateRow,
): Promise<Buffer> {
  const template = certificate.level === "junior" ? "certificate-junior" : "certificate-middle";
  const issuedOn = civilDateAt(act.at);
  const token = deps.encryption.decrypt("certificates.token", certificate.token_cipher ?? "");
  const data: CertificateData = {
    area: deps.city.certificateArea,
    holderName: certificate.holder_name,
    sex: sexWord(certificate.holder_sex),
    identityNumber: deps.encryption.decrypt("certificates.document_number", certificate.document_number_cipher),
    obtainedBy: certificate.obtained_how,
    series: certificate.series,
    title: certificate.title,
    specialty: certificate.speciality || null,
    awardedOn: certificate.awarded_on,
    committee: certificate.panel || null,
    documentNumber: certificate.document_no || null,
    certificateNumber: certificate.number,
    managementNumber: certificate.management_number ?? "",
    verificationPage: `${deps.baseUrl}/v`,
    verificationUrl: `${deps.baseUrl}/v/${token}`,
    issuer: certificate.issuer_name,
    issuedOn,
    dataSource: deps.city.dataSource,
    demo: deps.demo,
  };
  const pdf = await deps.render({ template, data, images: { photo: await photoOf(deps, certificate) } });
  const seal = {
    name: "issuer" as const,
    officeName: certificate.issuer_name,
    reason: "签发职称电子证书",
    at: new Date(act.at),
  };
  return deps.seal(pdf, [seal]);
}

/** 遗失补办申请表: all opinions, names, dates and seals, for the personnel file (S2-14). */
export async function archiveForm(deps: ActivityDeps, act: ActInput, certificate: CertificateRow): Promise<Buffer> {
  const { data, seals } = await readArchive(deps, act, certificate);
  const template = "certificate-replacement";
  return deps.seal(await deps.render({ template, data, images: { photo: await photoOf(deps, certificate) } }), seals);
}

async function photoOf(deps: ActivityDeps, certificate: CertificateRow): Promise<Buffer> {
  if (!certificate.photo_hash) throw new Error(`certificate ${certificate.id} has no photo`);
  return deps.files.read(certificate.photo_hash);
}

async function readArchive(
  deps: ActivityDeps,
  act: ActInput,
  certificate: CertificateRow,
): Promise<{ data: ReplacementFormData; seals: Seal[] }> {
  const { database } = deps;
  const theCase = await get<CaseRow>(deps, "select * from cases where id = $1", act.caseId);
  const old = await get<CertificateRow>(deps, "select * from certificates where id = $1", certificate.replaces_id);
  const notice = await get<NoticeRow>(
    deps,
    "select * from notices where case_id = $1 and state = 'ended' order by seq desc limit 1",
    act.caseId,
  );
  const approvals = await rows<TaskRow>(
    database,
    "select distinct on (step, signer) t.*, case when signing_id is null then null else sign_order end as signer from tasks t where case_id = $1 and kind = 'review' and state = 'decided' and outcome = 'approved' order by step, signer, seq desc",
    [act.caseId],
  );
  approvals.sort((one, other) => one.seq - other.seq);
  return {
    data: {
      draft: false,
      area: deps.city.certificateArea,
      caseNumber: theCase.number,
      applicant: await readApplicant(deps, theCase),
      original: {
        level: levelName(old.level),
        series: old.series,
        title: old.title,
        specialty: old.speciality || null,
        awardedOn: old.awarded_on,
        committee: old.panel || null,
        documentNumber: old.document_no || null,
        certificateNumber: old.number,
        issuer: old.issuer_name,
      },
      loss: await readLoss(deps, theCase, notice.published),
      notice: {
        publishedOn: civilDateAt(notice.published_at.getTime()),
        lastDay: addDays(civilDateAt(notice.ends_at.getTime()), -1),
        workingDays: notice.working_days,
        objections: await readObjections(deps, notice.id),
      },
      materials: await readMaterials(deps, theCase),
      opinions: approvals.map((task) => ({
        seal: sealOf(task.step),
        heading: `${getStep(task.matter, task.step).title}意见`,
        officeName: task.receiver_name,
        outcome: "同意",
        opinion: task.opinion ?? "",
        decidedBy: task.decided_by_name?.split("，")[0] ?? "",
        decidedOn: civilDateAt(task.decided_at!.getTime()),
      })),
      returns: await readReturns(deps, act.caseId),
      result: {
        certificateNumber: certificate.number,
        managementNumber: certificate.management_number ?? "",
        issuedOn: civilDateAt(act.at),
        issuer: certificate.issuer_name,
      },
      demo: deps.demo,
    },
    seals: approvals.map((task) => ({
      name: sealOf(task.step),
      officeName: task.receiver_name,
      reason: getStep(task.matter, task.step).title,
      at: task.decided_at ?? new Date(act.at),
    })),
  };
}

async function readApplicant(deps: ActivityDeps, theCase: CaseRow): Promise<ReplacementFormData["applicant"]> {
  const person = await get<{ name: string; sex: "male" | "female"; document_number_cipher: string }>(
    deps,
    "select name, sex, document_number_cipher from people where id = $1",
    theCase.person_id,
  );
  const employer = await row<{ credit_code: string }>(
    deps.database,
    "select credit_code from organisations where id = $1",
    [theCase.organisation_id],
  );
  const { form } = await latestForm(deps, theCase.id, "materials");
  return {
    name: person.name,
    sex: sexWord(person.sex),
    identityNumber: deps.encryption.decrypt("people.document_number", person.document_number_cipher),
    phone: textOf(form.phone),
    employer: theCase.organisation_name ?? "无工作单位",
    creditCode: employer?.credit_code ?? null,
    position: textOf(form.position),
    yearsInProfession: Number(form.yearsInProfession ?? 0),
  };
}

async function readLoss(
  deps: ActivityDeps,
  theCase: CaseRow,
  published: PublishedLoss,
): Promise<ReplacementFormData["loss"]> {
  const declared = await latestForm(deps, theCase.id, "declare");
  const materials = await latestForm(deps, theCase.id, "materials");
  return {
    sentence: published.sentence,
    statement: textOf(materials.form.statement),
    explanation: textOf(declared.form.explanation) || null,
    declaredOn: civilDateAt(declared.submitted_at.getTime()),
  };
}

async function readObjections(
  deps: ActivityDeps,
  noticeId: string,
): Promise<ReplacementFormData["notice"]["objections"]> {
  const decided = await rows<{ filed_at: Date; decided_at: Date; opinion: string; decided_by_name: string }>(
    deps.database,
    `select o.filed_at, o.decided_at, o.opinion, t.decided_by_name from objections o join tasks t on t.id = o.task_id
     where o.notice_id = $1 and o.state = 'dismissed' order by o.filed_at, o.id`,
    [noticeId],
  );
  return decided.map((objection) => ({
    filedOn: civilDateAt(objection.filed_at.getTime()),
    decision: "不成立",
    reason: objection.opinion,
    decidedBy: objection.decided_by_name,
    decidedOn: civilDateAt(objection.decided_at.getTime()),
  }));
}

async function readMaterials(deps: ActivityDeps, theCase: CaseRow): Promise<ReplacementFormData["materials"]> {
  const { draft_id: draftId } = await latestForm(deps, theCase.id, "materials");
  const uploaded = await rows<MaterialRow>(
    deps.database,
    "select * from materials where draft_id = $1 and kind <> $2 and removed_at is null order by uploaded_at, id",
    [draftId, signedReceipt.kind],
  );
  const kinds = new Map(
    (getMatter(theCase.matter).steps.materials?.form?.materials ?? []).map(({ kind, title }) => [kind, title]),
  );
  return uploaded.map((material) => ({
    title: kinds.get(material.kind) ?? material.kind,
    fileName: material.name,
    uploadedOn: civilDateAt(material.uploaded_at.getTime()),
  }));
}

async function readReturns(deps: ActivityDeps, caseId: string): Promise<ReplacementFormData["returns"]> {
  const returned = await rows<TaskRow>(
    deps.database,
    "select * from tasks where case_id = $1 and outcome = 'returned' and state = 'decided' order by seq",
    [caseId],
  );
  return returned.map((task) => ({
    returnedOn: civilDateAt(task.decided_at!.getTime()),
    officeName: task.receiver_name,
    returnedBy: task.decided_by_name?.split("，")[0] ?? "",
    reason: task.opinion ?? "",
  }));
}

interface HandedIn {
  draft_id: string;
  form: Record<string, unknown>;
  submitted_at: Date;
}

async function latestForm(deps: ActivityDeps, caseId: string, step: string): Promise<HandedIn> {
  const found = await row<HandedIn>(
    deps.database,
    "select draft_id, form, submitted_at from form_revisions where case_id = $1 and step = $2 order by revision desc limit 1",
    [caseId, step],
  );
  if (!found) throw new Error(`case ${caseId} has no form of ${step}`);
  return found;
}

async function get<Row extends object>(deps: ActivityDeps, sql: string, id: string | null): Promise<Row> {
  const found = await row<Row>(deps.database, sql, [id]);
  if (!found) throw new Error(`no row for ${id}`);
  return found;
}

function sealOf(step: string): Exclude<SealName, "issuer"> {
  if (step === "employer" || step === "department") return step;
  return "title-office";
}

function sexWord(sex: "male" | "female"): "男" | "女" {
  return sex === "male" ? "男" : "女";
}

/** A form's free text; what is no text was never asked for. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
