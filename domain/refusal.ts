/**
 * The office says no. A refusal is an answer, not a fault: it has a code that programs read and parameters from which
 * `domain/texts/refusals.ts` makes the sentence in the reader's language. Nothing was changed when one is thrown.
 */
export type RefusalKind = "forbidden" | "not-found" | "conflict" | "not-possible";

/** Every code a refusal may carry, and which of the HTTP answers 403, 404, 409, 422 it becomes. */
export const refusalKinds = {
  "not-signed-in": "forbidden",
  "wrong-password": "forbidden",
  "account-locked": "forbidden",
  "too-many-requests": "forbidden",
  "not-allowed": "forbidden",
  "step-up-needed": "forbidden",
  "own-case": "forbidden",
  "own-certificate": "forbidden",
  "agent-of-applicant": "forbidden",
  "absent-barred": "forbidden",
  "not-a-member": "forbidden",
  "already-signed": "forbidden",
  "wrong-origin": "forbidden",
  "author-of-rules": "forbidden",
  "not-author-of-rules": "forbidden",
  "author-of-succession": "forbidden",
  "not-author-of-succession": "forbidden",
  "not-found": "not-found",
  "not-offered": "not-possible",
  "news-must-reach": "not-possible",
  "channel-unavailable": "not-possible",
  "already-decided": "conflict",
  "already-claimed": "conflict",
  "not-claimed": "conflict",
  "task-lent": "conflict",
  "stale-version": "conflict",
  "open-case-exists": "conflict",
  "on-its-way": "conflict",
  "key-reused": "conflict",
  "rule-draft-elsewhere": "conflict",
  "succession-waiting": "conflict",
  "succession-elsewhere": "conflict",
  "rules-moved-on": "conflict",
  "calendar-moved-on": "conflict",
  "bulk-begun": "conflict",
  "bulk-item-moved": "conflict",
  "bulk-item-unanswered": "conflict",
  "not-revocable": "conflict",
  "certificate-revoked": "conflict",
  "notice-running": "not-possible",
  "notice-ended": "not-possible",
  "not-now": "not-possible",
  "case-closed": "not-possible",
  "case-not-operated": "not-possible",
  "bulk-not-alike": "not-possible",
  "no-such-step": "not-possible",
  "no-such-defect": "not-possible",
  "no-such-choice": "not-possible",
  "senior-certificate": "not-possible",
  "certificate-not-valid": "not-possible",
  "not-your-certificate": "not-possible",
  "form-incomplete": "not-possible",
  "opinion-required": "not-possible",
  "no-such-person": "not-possible",
  "acts-for-a-body": "not-possible",
  "not-at-counter": "forbidden",
  "person-otherwise-named": "conflict",
  "already-rated": "conflict",
  "already-answered": "conflict",
  "nothing-to-recall": "not-possible",
  "signer-not-possible": "not-possible",
  "no-such-colleague": "not-possible",
  "colleague-barred": "not-possible",
  "loan-end-past": "not-possible",
  "no-such-substitute": "not-possible",
  "substitution-past": "not-possible",
  "last-signer": "not-possible",
  "objection-limit": "not-possible",
  "file-too-large": "not-possible",
  "file-type-refused": "not-possible",
  "file-unsafe": "not-possible",
  "photo-refused": "not-possible",
  "too-many-files": "not-possible",
  "file-waiting": "not-possible",
  "upload-offset": "conflict",
  "upload-damaged": "not-possible",
  "storage-full": "not-possible",
  "preview-unavailable": "not-possible",
  "paper-unavailable": "not-possible",
  "engine-unreachable": "not-possible",
  "engine-silent": "not-possible",
  "weaker-than-law": "not-possible",
  "rules-unchanged": "not-possible",
  "rules-not-sound": "not-possible",
  "rules-without-receiver": "not-possible",
  "password-change-needed": "forbidden",
  "password-unchanged": "not-possible",
  "login-name-taken": "conflict",
  "no-such-account": "not-possible",
  "already-a-member": "conflict",
  "member-has-work": "not-possible",
  "catalogue-name-taken": "conflict",
  "last-administrator": "not-possible",
  "term-past": "not-possible",
  "office-name-taken": "conflict",
  "office-ended": "not-possible",
  "office-in-use": "not-possible",
  "office-misplaced": "not-possible",
  "successor-not-fit": "not-possible",
  "number-not-searched": "not-possible",
  "too-many-filters": "not-possible",
  "list-too-long": "not-possible",
  "demo-only": "not-found",
} as const satisfies Record<string, RefusalKind>;

export type RefusalCode = keyof typeof refusalKinds;
export type RefusalParams = Record<string, string | number | boolean | null>;

export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly params: RefusalParams;
  /** The row of the policy that said no; for the audit trail, never for the reader. */
  readonly ability: string | null;
  constructor(code: RefusalCode, params: RefusalParams = {}, ability: string | null = null) {
    super(code);
    this.name = "Refusal";
    this.code = code;
    this.params = params;
    this.ability = ability;
  }
}

/** How one signs in, how fast one asks, what only the demo has: answered like a right refused, and none. */
const otherRefusals: ReadonlySet<RefusalCode> = new Set([
  ...(["not-signed-in", "too-many-requests", "wrong-password", "account-locked"] as const),
  ...(["step-up-needed", "demo-only"] as const),
]);

/** Whether a code refuses somebody a right, and so belongs on the audit trail (B-27). */
export function refusesRight(code: RefusalCode): boolean {
  return ["forbidden", "not-found"].includes(refusalKinds[code]) && !otherRefusals.has(code);
}

export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(refusalKinds, code);
}
