import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import { row, rows } from "../db/connection.ts";
import type { CaseRow, CertificateRow, DraftRow } from "../db/rows.ts";
import type { Actor } from "../domain/actor.ts";
import { signedReceipt } from "../domain/counter-receipts.ts";
import { fieldsOf } from "../domain/matters/form-layout.ts";
import { authorize } from "../domain/policy/index.ts";
import { Refusal } from "../domain/refusal.ts";
import type { FormValues } from "./contracts/drafts.ts";
import type { ApiDeps } from "./deps.ts";
import { getTimeline } from "./queries/case-timeline.ts";
import { firstStepOf, formOf, getOwnCertificate, preparableStep, refuseUnstartable } from "./draft-rules.ts";

type Writing = Pick<ApiDeps, "database" | "encryption">;

/**
 * The draft that begins a case on one's own certificate: the open one where there is one, else a new one.
 * @throws Refusal not-found · senior-certificate · certificate-not-valid · open-case-exists
 */
export async function findOrStartDraft(
  deps: Writing,
  actor: Actor,
  matter: string,
  certificateId: string,
): Promise<DraftRow> {
  const step = firstStepOf(matter);
  const certificate = await getOwnCertificate(deps, actor, certificateId);
  await refuseUnstartable(deps, certificate);
  const form = await profileValues(deps, actor, { matter, step });
  // Two tabs at once meet in the partial unique index: both get the same row.
  await rows(
    deps.database,
    `insert into drafts (id, matter, step, account_id, certificate_id, round, form, created_at, saved_at)
     values ($1, $2, $3, $4, $5, 1, $6::jsonb, now(), now())
     on conflict (account_id, certificate_id, matter) where case_id is null and handed_in_at is null do nothing`,
    [uuidv7(), matter, step, actor.accountId, certificateId, JSON.stringify(form)],
  );
  const found = await row<DraftRow>(
    deps.database,
    "select * from drafts where account_id = $1 and certificate_id = $2 and matter = $3 and case_id is null and handed_in_at is null",
    [actor.accountId, certificateId, matter],
  );
  // Handed in or thrown away in another tab between the two statements.
  if (!found) throw new Refusal("stale-version");
  return found;
}

/**
 * The draft for what the case asks of its applicant now, or will ask when the notice has ended (D23).
 * @throws Refusal not-found · case-closed · not-now
 */
export async function findOrOpenCaseDraft(deps: Writing, actor: Actor, caseId: string): Promise<DraftRow> {
  authorize("prepare", actor, (await getTimeline(deps.database, caseId)).subject);
  return deps.database.transaction(async (transaction) => {
    // Two tabs at once wait for each other here; the second one finds what the first one made.
    const found = await row<CaseRow>(
      deps.database,
      "select * from cases where id = $1 for no key update",
      [caseId],
      transaction,
    );
    if (!found?.certificate_id) throw new Refusal("not-found");
    const step = await preparableStep(found);
    const open = await row<DraftRow>(
      deps.database,
      // A draft prepared before a return belongs to the round that is on now.
      `update drafts set round = $3 where case_id = $1 and step = $2 and handed_in_at is null returning *`,
      [caseId, step, found.round],
      transaction,
    );
    return (
      open ?? (await makeCaseDraft(deps, actor, { ...found, certificate_id: found.certificate_id }, step, transaction))
    );
  });
}

async function makeCaseDraft(
  deps: Writing,
  actor: Actor,
  found: CaseRow & { certificate_id: CertificateRow["id"] },
  step: string,
  transaction: Transaction,
): Promise<DraftRow> {
  const { matter } = found;
  const before = await row<{ draft_id: string; form: FormValues }>(
    deps.database,
    "select draft_id, form from form_revisions where case_id = $1 and step = $2 order by revision desc limit 1",
    [found.id, step],
    transaction,
  );
  const form = before
    ? withoutConfirmations({ matter, step }, before.form)
    : await profileValues(deps, actor, { matter, step }, transaction);
  const made = await row<DraftRow>(
    deps.database,
    `insert into drafts (id, matter, step, account_id, certificate_id, case_id, round, form, created_at, saved_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, now(), now()) returning *`,
    [uuidv7(), matter, step, actor.accountId, found.certificate_id, found.id, found.round, JSON.stringify(form)],
    transaction,
  );
  if (!made) throw new Error("a draft was not written");
  if (before) await copyMaterials(deps, before.draft_id, made.id, transaction);
  return made;
}

/** A promise is given anew each time. */
function withoutConfirmations(draft: Pick<DraftRow, "matter" | "step">, values: FormValues): FormValues {
  const confirmations = new Set(
    fieldsOf(formOf(draft).layout)
      .filter(({ kind }) => kind === "confirm")
      .map(({ name }) => name),
  );
  return Object.fromEntries(Object.entries(values).filter(([name]) => !confirmations.has(name)));
}

/** What the profile knows of the form's fields, by their names. */
async function profileValues(
  deps: Writing,
  actor: Actor,
  draft: Pick<DraftRow, "matter" | "step">,
  transaction?: Transaction,
): Promise<FormValues> {
  const person = await row<{ phone_cipher: string; position: string; email: string | null }>(
    deps.database,
    "select phone_cipher, position, email from people where id = $1",
    [actor.personId],
    transaction,
  );
  if (!person) return {};
  const profile: Readonly<Record<string, () => string | null>> = {
    phone: () => deps.encryption.decrypt("people.phone", person.phone_cipher),
    position: () => person.position,
    email: () => person.email,
  };
  const names = Object.keys(formOf(draft).schema.shape);
  const values = names.map((name) => [name, profile[name]?.()] as const);
  return Object.fromEntries(values.filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/** The same files again: nothing is uploaded twice because one line was wrong. */
async function copyMaterials(deps: Writing, from: string, to: string, transaction: Transaction): Promise<void> {
  const found = await rows<{ id: string }>(
    deps.database,
    "select id from materials where draft_id = $1 and kind <> $2 and removed_at is null order by uploaded_at, id",
    [from, signedReceipt.kind],
    transaction,
  );
  for (const { id } of found)
    await rows(
      deps.database,
      `insert into materials (id, draft_id, kind, file_hash, name, checks, uploaded_at, uploaded_by)
       select $1, $2, kind, file_hash, name, checks, uploaded_at, uploaded_by from materials where id = $3`,
      [uuidv7(), to, id],
      transaction,
    );
}
