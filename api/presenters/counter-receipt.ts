import type { Actor } from "../../domain/actor.ts";
import { promiseSentence, receiptTitles } from "../../domain/counter-receipts.ts";
import type { ReceiptSubject } from "../../domain/policy/counter.ts";
import { can } from "../../domain/policy/index.ts";
import type { CounterReceipt } from "../contracts/counter.ts";
import type { CounterReceiptRow } from "../queries/counter-receipts.ts";

export const receiptSubject = (receipt: CounterReceiptRow): ReceiptSubject => ({
  ...{ accountId: receipt.account_id, personId: receipt.person_id, officeId: receipt.office_id },
});

const signedBy = { clean: "signed", quarantined: "checking", infected: "unsafe" } as const;

export function presentReceipt(receipt: CounterReceiptRow, actor: Actor): CounterReceipt {
  return {
    ...{ id: receipt.id, kind: receipt.kind, title: receiptTitles[receipt.kind], number: receipt.number },
    ...{ officeName: receipt.office_name, clerkName: receipt.clerk_name, draftId: receipt.draft_id },
    givenAt: receipt.given_at.toISOString(),
    promise: promiseSentence(receipt.promised),
    signed: receipt.scan_state === null ? "waiting" : signedBy[receipt.scan_state],
    maySign: can("sign-receipt", actor, receiptSubject(receipt)),
  };
}
