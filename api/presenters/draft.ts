import type { z } from "zod";
import { choicesAt } from "../../db/catalogues.ts";
import { row, rows } from "../../db/connection.ts";
import type { CertificateRow, DraftRow, MaterialRow, ScanState } from "../../db/rows.ts";
import { maskIdentityNumber, maskPhoneNumber } from "../../domain/masking.ts";
import { levelName } from "../../domain/texts/levels.ts";
import { refusalSentence } from "../../domain/texts/refusals.ts";
import type { Draft, FormValues, draft as draftSchema, material } from "../contracts/drafts.ts";
import type { ApiDeps } from "../deps.ts";
import { findObstacle, formOf } from "../draft-rules.ts";

type MaterialWithFile = MaterialRow & { size_in_bytes: number; type: string; scan_state: ScanState };
const formats: Readonly<Record<string, string>> = { "image/jpeg": "JPG", "image/png": "PNG", "application/pdf": "PDF" };

export function presentMaterial(found: MaterialWithFile): z.input<typeof material> {
  return {
    id: found.id,
    kind: found.kind,
    name: found.name,
    format: formats[found.type] ?? found.type,
    sizeInBytes: found.size_in_bytes,
    uploadedAt: found.uploaded_at.toISOString(),
    checks: found.checks,
    scan: found.scan_state === "quarantined" ? "waiting" : found.scan_state,
  };
}

/** Files of a draft that were not taken away again, oldest first. */
export async function listMaterials(deps: Pick<ApiDeps, "database">, draftId: string): Promise<MaterialWithFile[]> {
  return rows<MaterialWithFile>(
    deps.database,
    `select m.*, f.size_in_bytes, f.type, f.scan_state from materials m join files f on f.hash = m.file_hash
     where m.draft_id = $1 and m.removed_at is null order by m.uploaded_at, m.id`,
    [draftId],
  );
}

/** A draft for its owner: what was typed, what was uploaded, what the office knows already. */
export async function presentDraft(
  deps: Pick<ApiDeps, "database" | "encryption">,
  draft: DraftRow,
): Promise<z.input<typeof draftSchema>> {
  const [materials, known, remarks, obstacle, choices] = await Promise.all([
    listMaterials(deps, draft.id),
    presentKnown(deps, draft.certificate_id),
    listRemarks(deps, draft),
    findObstacle(deps, draft),
    presentChoices(deps, draft),
  ]);
  const from = obstacle?.params["from"];
  return {
    id: draft.id,
    caseId: draft.case_id,
    matter: draft.matter,
    step: draft.step,
    round: draft.round,
    version: draft.version,
    form: draft.form as FormValues,
    materials: materials.map(presentMaterial),
    choices,
    known,
    remarks,
    savedAt: draft.saved_at.toISOString(),
    notYet: obstacle
      ? {
          code: obstacle.code,
          message: refusalSentence(obstacle.code, obstacle.params),
          from: typeof from === "string" ? from : null,
        }
      : null,
  };
}

/** What its catalogues offer at the hour of its case. */
export async function presentChoices(
  { database }: Pick<ApiDeps, "database">,
  draft: Pick<DraftRow, "matter" | "step" | "case_id">,
): Promise<Draft["choices"]> {
  const found = await row<{ clock_ahead: number }>(database, "select clock_ahead from cases where id = $1", [
    draft.case_id,
  ]);
  const at = Date.now() + (found?.clock_ahead ?? 0);
  return choicesAt(database, { matter: draft.matter, form: formOf(draft) }, at);
}

interface KnownRow {
  name: string;
  sex: "male" | "female";
  document_number_cipher: string;
  phone_cipher: string;
  organisation_id: string | null;
  organisation_name: string | null;
  credit_code: string | null;
  department: string | null;
}

async function presentKnown(
  deps: Pick<ApiDeps, "database" | "encryption">,
  certificateId: string,
): Promise<Draft["known"]> {
  const person = await row<KnownRow>(
    deps.database,
    `select p.name, p.sex, p.document_number_cipher, p.phone_cipher, o.id as organisation_id, o.name as organisation_name,
       o.credit_code, d.name as department
     from certificates c join people p on p.id = c.person_id
     left join lateral (
       select organisation_id from employments where person_id = p.id and status = 'in-post' order by valid_from desc limit 1
     ) e on true
     left join organisations o on o.id = e.organisation_id
     left join offices d on d.id = o.department_id
     where c.id = $1`,
    [certificateId],
  );
  const certificate = await row<CertificateRow>(deps.database, "select * from certificates where id = $1", [
    certificateId,
  ]);
  if (!person || !certificate) throw new Error("a draft without its person or certificate");
  return {
    person: {
      name: person.name,
      sex: person.sex === "male" ? "男" : "女",
      identityNumber: maskIdentityNumber(
        deps.encryption.decrypt("people.document_number", person.document_number_cipher),
      ),
      phone: maskPhoneNumber(deps.encryption.decrypt("people.phone", person.phone_cipher)),
    },
    organisation:
      person.organisation_id === null
        ? null
        : {
            id: person.organisation_id,
            name: person.organisation_name ?? "",
            creditCode: person.credit_code ?? "",
            department: person.department,
          },
    certificate: {
      id: certificate.id,
      number: certificate.number,
      title: certificate.title,
      level: levelName(certificate.level),
      series: certificate.series,
      speciality: certificate.speciality,
      awardedOn: certificate.awarded_on,
      issuer: certificate.issuer_name,
    },
  };
}

interface ReturnRow {
  data: { to?: string; remarks?: { field: string; text: string }[] };
}

/** What the last return says beside the fields, as long as it was not answered by handing in again. */
async function listRemarks(
  deps: Pick<ApiDeps, "database">,
  draft: DraftRow,
): Promise<{ field: string; text: string }[]> {
  if (!draft.case_id || draft.handed_in_at) return [];
  const last = await row<ReturnRow>(
    deps.database,
    `select data from case_events e where case_id = $1 and type = 'task.returned' and data->>'to' = $2
       and not exists (select 1 from case_events later where later.case_id = e.case_id and later.seq > e.seq
                       and later.type = 'form.handed-in' and later.data->>'step' = $2)
     order by seq desc limit 1`,
    [draft.case_id, draft.step],
  );
  return last?.data.remarks ?? [];
}
