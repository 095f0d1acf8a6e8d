import { row, rows } from "../db/connection.ts";
import { loadRules } from "../db/rules.ts";
import { civilDateAt } from "../domain/civil-date.ts";
import {
  promiseSentence,
  receiptNumber,
  receiptTitles,
  signedReceipt,
  type PromisedStep,
  type ReceiptKind,
} from "../domain/counter-receipts.ts";
import { getMatter, getStep } from "../domain/matters/index.ts";
import { promisedSteps } from "../domain/promised-steps.ts";
import { Refusal } from "../domain/refusal.ts";
import { ConversionFailed, ConverterUnavailable } from "../ports/document-converter.ts";
import { readRoute } from "../workflows/reading.ts";
import type { CounterHand } from "./actors.ts";
import type { ActivityDeps } from "./deps.ts";
import type { CounterReceiptData } from "./rendering/document-data.ts";
import { newId, type Writing } from "./writing.ts";

/**
 * A receipt for what a clerk has just handed in at the counter, in the act that took it: number without gaps, and what
 * the rules in force at that instant promise. The paper itself is made by `createReceiptPaper`.
 */
export async function giveReceipt(
  writing: Writing,
  hand: CounterHand,
  kind: ReceiptKind,
  revision: number,
): Promise<void> {
  const year = Number(civilDateAt(writing.act.at).slice(0, 4));
  // The counter's row stays locked until the receipt is written, and both roll back together.
  const counted = await writing.row<{ last_number: number }>(
    `insert into certificate_counters (issuer_office_id, kind, year, last_number) values ($1, $2, $3, 1)
     on conflict (issuer_office_id, kind, year) do update set last_number = certificate_counters.last_number + 1
     returning last_number`,
    [hand.office_id, `counter-${kind}`, year],
  );
  await writing.rows(
    `insert into counter_receipts (id, case_id, revision, kind, number, office_id, office_name, clerk_id, clerk_name, promised, given_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[newId(), writing.case.id, revision, kind, receiptNumber(kind, hand.office_name, year, counted!.last_number)],
      ...[hand.office_id, hand.office_name, hand.clerk_id, hand.clerk_name],
      ...[JSON.stringify(kind === "acceptance" ? await promiseOf(writing) : []), writing.at],
    ],
  );
}

async function promiseOf(writing: Writing): Promise<PromisedStep[]> {
  const { matter, area_path: areaPath, facts } = writing.case;
  const definition = getMatter(matter);
  const route = await readRoute(matter, { [definition.firstStep]: facts });
  const { rules } = await loadRules(writing.database, writing.at, writing.transaction);
  return promisedSteps(
    route.map(({ step }) => step),
    rules,
    { areaPath, facts },
    definition,
  );
}

type Printing = Pick<ActivityDeps, "database" | "encryption" | "city" | "demo" | "files" | "render" | "seal">;

interface ReceiptRow {
  id: string;
  kind: ReceiptKind;
  number: string;
  office_name: string;
  clerk_name: string;
  promised: PromisedStep[];
  given_at: Date;
  file_hash: string | null;
  matter: string;
  case_number: string;
  step: string;
  draft_id: string;
  name: string;
  document_number_cipher: string;
  certificate_number: string;
  certificate_title: string;
  speciality: string;
}

/**
 * The hash of a receipt's paper, sealed by the office that gave it. Made when it is first asked for and the same ever
 * after: of two who ask at once the first to write it down is right, the other's is swept away.
 * @throws Refusal not-found · paper-unavailable while the document tools are missing or fail
 */
export function createReceiptPaper(deps: Printing): (receiptId: string) => Promise<string> {
  return async (receiptId) => {
    const receipt = await findReceipt(deps, receiptId);
    if (!receipt) throw new Refusal("not-found");
    if (receipt.file_hash) return receipt.file_hash;
    const { hash, size } = await deps.files.put(await print(deps, receipt));
    return deps.database.transaction(async (transaction) => {
      await rows(
        deps.database,
        `insert into files (hash, size_in_bytes, type, scan_state, stored_at) values ($1, $2, 'application/pdf', 'clean', now())
         on conflict (hash) do nothing`,
        [hash, size],
        transaction,
      );
      const kept = await row<{ file_hash: string }>(
        deps.database,
        "update counter_receipts set file_hash = coalesce(file_hash, $2) where id = $1 returning file_hash",
        [receiptId, hash],
        transaction,
      );
      return kept!.file_hash;
    });
  };
}

async function print(deps: Printing, receipt: ReceiptRow): Promise<Buffer> {
  try {
    const pdf = await deps.render({ template: "counter-receipt", data: await readReceipt(deps, receipt) });
    const { office_name: officeName, given_at: at } = receipt;
    return await deps.seal(pdf, [{ name: "issuer", officeName, reason: `出具${receiptTitles[receipt.kind]}`, at }]);
  } catch (error) {
    if (error instanceof ConverterUnavailable || error instanceof ConversionFailed)
      throw new Refusal("paper-unavailable");
    throw error;
  }
}

async function findReceipt({ database }: Printing, id: string): Promise<ReceiptRow | undefined> {
  return row<ReceiptRow>(
    database,
    `select r.*, c.matter, c.number as case_number, f.step, f.draft_id, p.name, p.document_number_cipher,
       t.number as certificate_number, t.title as certificate_title, t.speciality
     from counter_receipts r join cases c on c.id = r.case_id
     join form_revisions f on f.case_id = r.case_id and f.revision = r.revision
     join people p on p.id = c.person_id join certificates t on t.id = c.certificate_id
     where r.id = $1`,
    [id],
  );
}

async function readReceipt(deps: Printing, receipt: ReceiptRow): Promise<CounterReceiptData> {
  const { title, source } = getMatter(receipt.matter);
  const speciality = receipt.speciality ? `（${receipt.speciality}）` : "";
  return {
    ...{ kind: receipt.kind, title: receiptTitles[receipt.kind], number: receipt.number },
    ...{ officeName: receipt.office_name, clerkName: receipt.clerk_name },
    ...{ matterTitle: title, article: source, caseNumber: receipt.case_number },
    applicant: {
      name: receipt.name,
      identityNumber: deps.encryption.decrypt("people.document_number", receipt.document_number_cipher),
    },
    certificate: { title: `${receipt.certificate_title}${speciality}`, number: receipt.certificate_number },
    received: await listReceived(deps, receipt),
    promise: promiseSentence(receipt.promised) || null,
    contact: deps.city.contact,
    givenOn: civilDateAt(receipt.given_at.getTime()),
    demo: deps.demo,
  };
}

/** The form itself, typed in by the clerk, and then its files, kind by kind. */
async function listReceived(
  { database }: Printing,
  { matter, step, draft_id: draftId }: ReceiptRow,
): Promise<CounterReceiptData["received"]> {
  const { title, form } = getStep(matter, step);
  const uploaded = await rows<{ kind: string; copies: number }>(
    database,
    `select kind, count(*)::int as copies from materials where draft_id = $1 and kind <> $2 and removed_at is null
     group by kind order by min(uploaded_at)`,
    [draftId, signedReceipt.kind],
  );
  const kinds = new Map(form?.materials.map((material) => [material.kind, material.title]));
  return [
    { title: `${title.replace(/^提交/, "")}（窗口录入）`, copies: 1 },
    ...uploaded.map(({ kind, copies }) => ({ title: kinds.get(kind) ?? kind, copies })),
  ];
}
