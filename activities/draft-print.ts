import sharp from "sharp";
import { row, rows } from "../db/connection.ts";
import type { CaseRow, CertificateRow, DraftRow, MaterialRow, NoticeRow } from "../db/rows.ts";
import { addDays, civilDateAt } from "../domain/civil-date.ts";
import { getStep } from "../domain/matters/index.ts";
import { Refusal } from "../domain/refusal.ts";
import { levelName } from "../domain/texts/levels.ts";
import { ConversionFailed, ConverterUnavailable } from "../ports/document-converter.ts";
import type { ActivityDeps } from "./deps.ts";
import { lossSentence } from "./published-loss.ts";
import type { ReplacementDraftData } from "./rendering/document-data.ts";

type Reading = Pick<ActivityDeps, "database" | "encryption" | "city" | "demo" | "render"> & {
  files: Pick<ActivityDeps["files"], "read">;
};

type Uploaded = MaterialRow & { scan_state: "clean" | "quarantined" };

interface Person {
  name: string;
  sex: "male" | "female";
  document_number_cipher: string;
  employer: string | null;
  credit_code: string | null;
}

/** 遗失补办申请表 as a draft would print it: the same template and the same way to PDF, unsealed and marked on each page. */
export function createDraftPrint(deps: Reading): (draftId: string) => Promise<Buffer> {
  return async (draftId) => {
    const draft = await get<DraftRow>(deps, "select * from drafts where id = $1", draftId);
    const materials = await rows<Uploaded>(
      deps.database,
      `select m.*, f.scan_state from materials m join files f on f.hash = m.file_hash
       where m.draft_id = $1 and m.removed_at is null order by m.uploaded_at, m.id`,
      [draftId],
    );
    const data = await readDraft(deps, draft, materials);
    const photo = await photoOf(deps, materials);
    try {
      return await deps.render({ template: "certificate-replacement", data, images: { photo } });
    } catch (error) {
      if (error instanceof ConverterUnavailable || error instanceof ConversionFailed)
        throw new Refusal("preview-unavailable");
      throw error;
    }
  };
}

async function readDraft(
  deps: Reading,
  draft: DraftRow,
  materials: readonly Uploaded[],
): Promise<ReplacementDraftData> {
  const certificate = await get<CertificateRow>(deps, "select * from certificates where id = $1", draft.certificate_id);
  const theCase = await row<CaseRow>(deps.database, "select * from cases where id = $1", [draft.case_id]);
  const kinds = new Map(
    (getStep(draft.matter, draft.step).form?.materials ?? []).map(({ kind, title }) => [kind, title]),
  );
  return {
    draft: true,
    area: deps.city.certificateArea,
    caseNumber: theCase?.number ?? "提交后生成",
    applicant: await readApplicant(deps, draft, certificate),
    original: {
      level: levelName(certificate.level),
      series: certificate.series,
      title: certificate.title,
      specialty: certificate.speciality || null,
      awardedOn: certificate.awarded_on,
      committee: certificate.panel || null,
      documentNumber: certificate.document_no || null,
      certificateNumber: certificate.number,
      issuer: certificate.issuer_name,
    },
    ...(await readLoss(deps, draft)),
    materials: materials.map((material) => ({
      title: kinds.get(material.kind) ?? material.kind,
      fileName: material.name,
      uploadedOn: civilDateAt(material.uploaded_at.getTime()),
    })),
    demo: deps.demo,
  };
}

async function readApplicant(
  deps: Reading,
  draft: DraftRow,
  certificate: CertificateRow,
): Promise<ReplacementDraftData["applicant"]> {
  const person = await get<Person>(
    deps,
    `select p.name, p.sex, p.document_number_cipher, o.name as employer, o.credit_code from people p
     left join lateral (
       select organisation_id from employments where person_id = p.id and status = 'in-post' order by valid_from desc limit 1
     ) e on true
     left join organisations o on o.id = e.organisation_id
     where p.id = $1`,
    certificate.person_id,
  );
  const years = Number(draft.form["yearsInProfession"]);
  return {
    name: person.name,
    sex: person.sex === "male" ? "男" : "女",
    identityNumber: deps.encryption.decrypt("people.document_number", person.document_number_cipher),
    phone: textOf(draft.form["phone"]),
    employer: person.employer ?? "无工作单位",
    creditCode: person.credit_code,
    position: textOf(draft.form["position"]),
    yearsInProfession: textOf(draft.form["yearsInProfession"]) && Number.isFinite(years) ? years : null,
  };
}

/** Before the case exists from the form being filled in; afterwards from what was declared and published. */
async function readLoss(deps: Reading, draft: DraftRow): Promise<Pick<ReplacementDraftData, "loss" | "notice">> {
  const declared = await row<{ form: Record<string, unknown>; submitted_at: Date }>(
    deps.database,
    "select form, submitted_at from form_revisions where case_id = $1 and step = 'declare' order by revision desc limit 1",
    [draft.case_id],
  );
  const notice = await row<NoticeRow>(
    deps.database,
    "select * from notices where case_id = $1 order by seq desc limit 1",
    [draft.case_id],
  );
  const form = declared?.form ?? draft.form;
  return {
    loss: {
      sentence: await sentenceOf(deps, draft.matter, form, declared?.submitted_at.getTime() ?? Date.now()),
      statement: textOf(draft.form["statement"]),
      explanation: textOf(form["explanation"]) || null,
      declaredOn: declared ? civilDateAt(declared.submitted_at.getTime()) : null,
    },
    notice: notice
      ? {
          publishedOn: civilDateAt(notice.published_at.getTime()),
          lastDay: addDays(civilDateAt(notice.ends_at.getTime()), -1),
          workingDays: notice.working_days,
          objections: [],
        }
      : null,
  };
}

async function sentenceOf(deps: Reading, matter: string, form: Record<string, unknown>, at: number): Promise<string> {
  const [circumstances, occasion, lostInMonth] = ["circumstances", "occasion", "lostInMonth"].map((name) =>
    textOf(form[name]),
  );
  if (!circumstances || !occasion || !lostInMonth) return "";
  return lossSentence(deps, matter, { circumstances, occasion, lostInMonth }, at);
}

/** The uploaded photo, or white paper where it will be. */
async function photoOf(deps: Reading, materials: readonly Uploaded[]): Promise<Buffer> {
  const photo = materials.findLast(({ kind, scan_state: scan }) => kind === "photo" && scan === "clean");
  if (photo) return deps.files.read(photo.file_hash);
  return sharp({ create: { width: 35, height: 45, channels: 3, background: "#ffffff" } })
    .jpeg()
    .toBuffer();
}

async function get<Row extends object>(deps: Reading, sql: string, id: string | null): Promise<Row> {
  const found = await row<Row>(deps.database, sql, [id]);
  if (!found) throw new Error(`no row for ${id}`);
  return found;
}

/** What is not filled in yet is an empty text. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
