import type { Transaction } from "sequelize";
import type { z } from "zod";
import { uuidv7 } from "uuidv7";
import { appendRevocation, lockCase } from "../db/case-events.ts";
import { row, rows, type Database } from "../db/connection.ts";
import { queueDeliveries } from "../db/news.ts";
import type { CertificateRow } from "../db/rows.ts";
import { wordingOf } from "../db/wordings.ts";
import { civilDateAt } from "../domain/civil-date.ts";
import { newsOf } from "../domain/news.ts";
import { authorize } from "../domain/policy/index.ts";
import { Refusal } from "../domain/refusal.ts";
import { revokedReason } from "../domain/texts/certificates.ts";
import { fillWording } from "../domain/texts/notifications.ts";
import { writeAudit } from "./audit.ts";
import type { revokeCertificate } from "./contracts/certificate-register.ts";
import type { ApiDeps } from "./deps.ts";
import type { Doing } from "./office-editing.ts";
import { findCityTitleOffice, revocable } from "./queries/certificate-register.ts";

type Wanted = z.output<typeof revokeCertificate.body>;
type Deps = Pick<ApiDeps, "database" | "configuration">;

/**
 * Revokes a valid certificate in one transaction: its state, which every verification reads; the record of reason, paper
 * and misuse; the timelines of the cases that issued or are replacing it; its holder's message; the audit trail. The key
 * is the revocation's id: sent again it is the same one.
 * @throws Refusal not-found · not-allowed · own-certificate · step-up-needed · not-revocable · key-reused
 */
export async function revoke(deps: Deps, doing: Doing, certificateId: string, wanted: Wanted): Promise<void> {
  await deps.database.transaction(async (transaction) => {
    // Cases before certificates, as their own acts lock them.
    const cases = await rows<{ id: string }>(
      deps.database,
      `select c.id from cases c join certificates k on k.id = $1
       where c.id = k.case_id or (c.certificate_id = k.id and c.state = 'open') order by c.id`,
      [certificateId],
      transaction,
    );
    for (const { id } of cases) await lockCase(deps.database, id, transaction);
    const certificate = await row<CertificateRow>(
      deps.database,
      "select * from certificates where id = $1 and state <> 'preparing' for update",
      [certificateId],
      transaction,
    );
    if (!certificate) throw new Refusal("not-found");
    const cityOfficeId = await findCityTitleOffice(deps, transaction);
    const known = await row<{ certificate_id: string }>(
      deps.database,
      "select certificate_id from certificate_revocations where id = $1",
      [wanted.key],
      transaction,
    );
    const subject = revocable(certificate, cityOfficeId);
    const again = known?.certificate_id === certificateId;
    // Sent again it is valid no more, for its own sake; who may not revoke still learns nothing from a key.
    authorize("revoke-certificate", doing.actor, again ? { ...subject, state: "valid" } : subject);
    if (again) return;
    if (known) throw new Refusal("key-reused");
    const office = officeOf(doing, [certificate.issuer_office_id, cityOfficeId]);
    await write(deps.database, doing, { certificate, wanted, office }, transaction);
    for (const { id: caseId } of cases)
      await appendRevocation(
        deps.database,
        {
          ...{ caseId, actor: { id: doing.actor.accountId, name: `${doing.actor.displayName}，${office.name}` } },
          data: { certificateId, number: certificate.number, reason: wanted.reason, basis: wanted.basis },
        },
        transaction,
      );
    await tellHolder(deps, certificate, office.name, transaction);
  });
}

/** As whose chief the actor acts: the issuing office's where they lead it, else the city's. */
function officeOf({ actor }: Doing, ids: readonly (string | null)[]): { id: string; name: string } {
  for (const id of ids) {
    const seat = actor.memberships.find(
      ({ officeId, role }) => role === "chief" && officeId !== null && officeId === id,
    );
    if (seat) return { id: seat.officeId!, name: seat.name };
  }
  throw new Refusal("not-allowed");
}

async function write(
  database: Database,
  { actor, requestId }: Doing,
  act: { certificate: CertificateRow; wanted: Wanted; office: { id: string; name: string } },
  transaction: Transaction,
): Promise<void> {
  const { certificate, wanted, office } = act;
  await rows(
    database,
    "update certificates set state = 'revoked', state_changed_at = now(), state_reason = $2 where id = $1",
    [certificate.id, revokedReason(wanted.reason, wanted.basis)],
    transaction,
  );
  await rows(
    database,
    `insert into certificate_revocations (id, certificate_id, reason, basis, office_id, office_name, revoked_by, revoked_at)
     values ($1, $2, $3, $4, $5, $6, $7, now())`,
    [wanted.key, certificate.id, wanted.reason, wanted.basis, office.id, office.name, actor.accountId],
    transaction,
  );
  if (wanted.misuse)
    await rows(
      database,
      `insert into certificate_misuses (id, certificate_id, person_id, kind, referral, office_name, recorded_by, recorded_at)
       values ($1, $2, $3, $4, $5, $6, $7, now())`,
      [
        ...[uuidv7(), certificate.id, certificate.person_id, wanted.misuse.kind, wanted.misuse.referral],
        ...[office.name, actor.accountId],
      ],
      transaction,
    );
  const data = { basis: wanted.basis, misuse: wanted.misuse?.kind ?? null, officeId: office.id };
  const about = { subjectKind: "certificate", subjectId: certificate.id, data, requestId };
  await writeAudit(database, { accountId: actor.accountId, action: "certificate.revoked", ...about }, transaction);
}

async function tellHolder(
  { database, configuration }: Deps,
  certificate: CertificateRow,
  who: string,
  transaction: Transaction,
): Promise<void> {
  const { title, body } = fillWording(await wordingOf(database, "certificate-revoked", transaction), { who });
  const accounts = await rows<{ id: string }>(
    database,
    "select id from accounts where person_id = $1 and status = 'active' order by id",
    [certificate.person_id],
    transaction,
  );
  for (const { id: accountId } of accounts) {
    const id = uuidv7();
    await rows(
      database,
      `insert into notifications (id, account_id, kind, title, body, at, day)
       values ($1, $2, 'certificate-revoked', $3, $4, now(), $5)`,
      [id, accountId, title, body, civilDateAt(Date.now())],
      transaction,
    );
    const message = { notificationId: id, accountId, news: newsOf("certificate-revoked") };
    await queueDeliveries(database, message, configuration.sms, transaction);
  }
}
