import type { Transaction } from "sequelize";
import { row, rows } from "../db/connection.ts";
import type { NoticeRow } from "../db/rows.ts";
import { Refusal } from "../domain/refusal.ts";
import { cleanLine, cleanLines } from "../domain/text-input.ts";
import { objectionFaults } from "../domain/texts/objections.ts";
import { BadInput, type FieldError } from "./bad-input.ts";
import type { ApiDeps } from "./deps.ts";
import { isRunning } from "./presenters/public-notice.ts";

/** Of those still undecided: what has been dismissed locks nobody out (D3, decision 0032). */
const mostPending = 20;

export interface Objection {
  key: string;
  name: string;
  phone: string;
  reason: string;
}

/**
 * Files one objection under a lock on the notice, so that none slips in behind the end, then tells the case to look.
 * The key is the objection's id: sent again it is the same objection.
 * @throws BadInput · Refusal not-found, notice-ended {endedAt}, objection-limit {most}, key-reused
 */
export async function keepObjection(
  deps: Pick<ApiDeps, "database" | "encryption" | "engine" | "log">,
  noticeId: string,
  given: Objection,
): Promise<void> {
  const objection = { ...given, name: cleanLine(given.name), reason: cleanLines(given.reason) };
  refuseEmptied(objection);
  const caseId = await deps.database.transaction((transaction) => write(deps, noticeId, objection, transaction));
  // The row is what counts, nobody waits for the engine: should it be away now, the case finds the row when it looks
  // next, at the notice's end at the latest, and the notice cannot end with an objection undecided.
  deps.engine.lookAgain(caseId, "objection").catch((error: unknown) => {
    deps.log.warn({ error, caseId }, "a case was not told of an objection");
  });
}

/** What was nothing but invisible characters is empty after cleaning. */
function refuseEmptied({ name, reason }: Objection): void {
  const fields: FieldError[] = [];
  if ([...name].length < 2) fields.push({ path: "name", message: objectionFaults.name });
  if ([...reason].length < 10) fields.push({ path: "reason", message: objectionFaults.reason });
  if (fields.length > 0) throw new BadInput(fields);
}

async function write(
  deps: Pick<ApiDeps, "database" | "encryption">,
  noticeId: string,
  objection: Objection,
  transaction: Transaction,
): Promise<string> {
  const notice = await row<NoticeRow>(
    deps.database,
    "select * from notices where id = $1 for update",
    [noticeId],
    transaction,
  );
  if (!notice || notice.state === "closed") throw new Refusal("not-found");
  const known = await row<{ notice_id: string; name: string; reason: string; phone_cipher: string }>(
    deps.database,
    "select notice_id, name, reason, phone_cipher from objections where id = $1",
    [objection.key],
    transaction,
  );
  if (known) {
    const same =
      known.notice_id === noticeId &&
      known.name === objection.name &&
      known.reason === objection.reason &&
      deps.encryption.decrypt("objections.phone", known.phone_cipher) === objection.phone;
    if (!same) throw new Refusal("key-reused");
    return notice.case_id;
  }
  if (!isRunning(notice)) throw new Refusal("notice-ended", { endedAt: notice.ends_at.toISOString() });
  const counted = await row<{ count: number }>(
    deps.database,
    "select count(*)::int as count from objections where notice_id = $1 and state = 'pending'",
    [noticeId],
    transaction,
  );
  if ((counted?.count ?? 0) >= mostPending) throw new Refusal("objection-limit", { most: mostPending });
  await rows(
    deps.database,
    `insert into objections (id, notice_id, name, phone_cipher, reason, filed_at, state)
     values ($1, $2, $3, $4, $5, $6, 'pending')`,
    [
      objection.key,
      noticeId,
      objection.name,
      deps.encryption.encrypt("objections.phone", objection.phone),
      objection.reason,
      // On the case's own clock, as everything else in its timeline.
      new Date(Date.now() + notice.clock_ahead),
    ],
    transaction,
  );
  return notice.case_id;
}
