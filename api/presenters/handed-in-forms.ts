import type { z } from "zod";
import { nameAt } from "../../db/catalogues.ts";
import { rows, type Database } from "../../db/connection.ts";
import type { CaseRow, MaterialRow, ScanState } from "../../db/rows.ts";
import { signedReceipt } from "../../domain/counter-receipts.ts";
import { maskPhoneNumber } from "../../domain/masking.ts";
import { fieldsOf, selectsOf } from "../../domain/matters/form-layout.ts";
import { getMatter } from "../../domain/matters/index.ts";
import type { FormDefinition } from "../../domain/matters/matter.ts";
import { formValues, type FormValues } from "../contracts/drafts.ts";
import type { handedInForm } from "../contracts/tasks.ts";
import type { EventRow, Timeline } from "../queries/case-timeline.ts";
import { remarksOf } from "./history.ts";
import { presentMaterial } from "./draft.ts";

export type HandedInForm = z.infer<typeof handedInForm>;

interface Revision {
  revision: number;
  step: string;
  round: number;
  draft_id: string;
  form: unknown;
  submitted_at: Date;
}

type Kept = MaterialRow & { type: string; size_in_bytes: number; scan_state: ScanState };

/** Every form handed in to a case as it stands now, each beside its round before: what changed is named. */
export async function presentForms(
  database: Database,
  timeline: Pick<Timeline, "case" | "events">,
): Promise<HandedInForm[]> {
  const { case: theCase, events } = timeline;
  const revisions = await rows<Revision>(
    database,
    "select revision, step, round, draft_id, form, submitted_at from form_revisions where case_id = $1 order by revision",
    [theCase.id],
  );
  const materials = await rows<Kept>(
    database,
    `select m.*, f.type, f.size_in_bytes, f.scan_state from materials m join files f on f.hash = m.file_hash
     where m.draft_id = any($1::uuid[]) and m.kind <> $2 and m.removed_at is null order by m.uploaded_at, m.id`,
    [revisions.map(({ draft_id: draft }) => draft), signedReceipt.kind],
  );
  const steps = [...new Set(revisions.map(({ step }) => step))];
  const forms = steps.map(async (step) => {
    const rounds = revisions.filter((revision) => revision.step === step);
    const current = rounds.at(-1);
    const definition = getMatter(theCase.matter).steps[step];
    if (!current || !definition?.form) return [];
    const previous = rounds.at(-2);
    const of = (revision: Revision | undefined) =>
      materials.filter(({ draft_id: draft }) => draft === revision?.draft_id);
    const [values, before] = [formValues.parse(current.form), previous ? formValues.parse(previous.form) : null];
    const shown = (form: FormValues, at: Date) =>
      spellChoices(
        database,
        { matter: theCase.matter, form: definition.form! },
        maskPhones(form, definition.form!),
        at,
      );
    return {
      step,
      title: definition.title,
      round: current.round,
      submittedAt: current.submitted_at.toISOString(),
      values: await shown(values, current.submitted_at),
      previous: before && (await shown(before, previous!.submitted_at)),
      changed: before ? changedKeys(values, before) : [],
      materials: of(current).map((material) => ({
        ...presentMaterial(material),
        isNew:
          previous !== undefined &&
          !of(previous).some((old) => old.kind === material.kind && old.file_hash === material.file_hash),
      })),
      remarks: remarksFor(events, definition.form, current.submitted_at),
    };
  });
  return (await Promise.all(forms)).flat();
}

/** What was chosen from a catalogue in the words of the hour at which it was handed in. */
async function spellChoices(
  database: Database,
  { matter, form }: { matter: string; form: FormDefinition },
  values: FormValues,
  at: Date,
): Promise<FormValues> {
  const spelled = { ...values };
  for (const { name, catalogue } of selectsOf(form.layout)) {
    const code = values[name];
    if (typeof code === "string" && code)
      spelled[name] = (await nameAt(database, { catalogue, matter, code }, at.getTime())) ?? code;
  }
  return spelled;
}

function phoneFields(form: FormDefinition): string[] {
  return fieldsOf(form.layout).flatMap(({ kind, name }) => (kind === "phone" ? [name] : []));
}

/** Whole numbers are shown on request and on the record alone (B-27). */
function maskPhones(values: FormValues, form: FormDefinition): FormValues {
  const masked = { ...values };
  for (const name of phoneFields(form))
    if (typeof masked[name] === "string") masked[name] = maskPhoneNumber(masked[name]);
  return masked;
}

/** The number that the applicant gave last in this case; null when no form has asked for one yet. */
export async function findGivenPhone(
  database: Database,
  theCase: Pick<CaseRow, "id" | "matter">,
): Promise<string | null> {
  const revisions = await rows<{ step: string; form: Record<string, unknown> }>(
    database,
    "select step, form from form_revisions where case_id = $1 order by revision desc",
    [theCase.id],
  );
  for (const { step, form } of revisions) {
    const definition = getMatter(theCase.matter).steps[step]?.form;
    const given =
      definition &&
      phoneFields(definition)
        .map((name) => form[name])
        .find((value) => typeof value === "string");
    if (given) return String(given);
  }
  return null;
}

/** Keys whose values differ, in the order of the newer form. */
export function changedKeys(values: object, before: object): string[] {
  const old = before as Record<string, unknown>;
  const now = values as Record<string, unknown>;
  const keys = new Set([...Object.keys(now), ...Object.keys(old)]);
  return [...keys].filter((key) => JSON.stringify(now[key] ?? null) !== JSON.stringify(old[key] ?? null));
}

/** Remarks of the last return before this form came in, as far as they concern its fields and materials. */
function remarksFor(
  events: readonly EventRow[],
  form: FormDefinition,
  submittedAt: Date,
): { field: string; text: string }[] {
  const last = events.findLast(({ type, at }) => type === "task.returned" && at <= submittedAt);
  if (!last) return [];
  const known = new Set([...fieldsOf(form.layout).map(({ name }) => name), ...form.materials.map(({ kind }) => kind)]);
  return remarksOf(last).filter(({ field }) => known.has(field));
}
