import { uuidv7 } from "uuidv7";
import { row, rows } from "../db/connection.ts";
import type { Actor } from "../domain/actor.ts";
import { civilDateAt } from "../domain/civil-date.ts";
import { identityNumberSentences, judgeIdentityNumber } from "../domain/identity-number.ts";
import { Refusal } from "../domain/refusal.ts";
import { writeAudit } from "./audit.ts";
import { BadInput } from "./bad-input.ts";
import type { ApiDeps } from "./deps.ts";

interface NewPerson {
  name: string;
  identityNumber: string;
  identityNumberAgain: string;
  phone: string;
}

/**
 * Somebody whom no row knows yet, as their identity card says; sex and birth date stand in its number. Certificates that
 * were imported for the same name and number, and belong to nobody yet, are theirs from now on. Registered before under
 * the same name: nothing changes. Answers how many certificates are known of them.
 * @throws BadInput when the number was typed differently the second time, or is of somebody not born yet ·
 * Refusal person-otherwise-named
 */
export async function registerPerson(
  { database, encryption }: Pick<ApiDeps, "database" | "encryption">,
  actor: Actor,
  given: NewPerson,
  requestId: string,
): Promise<{ certificates: number }> {
  const { name, identityNumber: number, phone } = given;
  if (given.identityNumberAgain !== number)
    throw new BadInput([{ path: "identityNumberAgain", message: "两次输入的身份证号不一致，请对照身份证重新输入" }]);
  const verdict = judgeIdentityNumber(number, civilDateAt(Date.now()));
  if (!verdict.valid) throw new BadInput([{ path: "identityNumber", message: identityNumberSentences[verdict.fault] }]);
  const hash = encryption.hash("document-number", number);
  return database.transaction(async (transaction) => {
    const made = await row<{ id: string }>(
      database,
      `insert into people (id, document_type, document_number_cipher, document_number_hash, name, sex, birth_date, phone_cipher, phone_hash)
       values ($1, 'identity-card', $2, $3, $4, $5, $6, $7, $8) on conflict (document_type, document_number_hash) do nothing returning id`,
      [
        ...[uuidv7(), encryption.encrypt("people.document_number", number), hash, name, verdict.sex, verdict.birthDate],
        ...[encryption.encrypt("people.phone", phone), encryption.hash("phone", phone)],
      ],
      transaction,
    );
    const person = await row<{ id: string; name: string }>(
      database,
      "select id, name from people where document_type = 'identity-card' and document_number_hash = $1",
      [hash],
      transaction,
    );
    if (person?.name !== name) throw new Refusal("person-otherwise-named");
    const theirs = await rows(
      database,
      "update certificates set person_id = $1 where person_id is null and document_number_hash = $2 and holder_name = $3 returning id",
      [person.id, hash, name],
      transaction,
    );
    const known = await row<{ count: number }>(
      database,
      "select count(*)::int as count from certificates where person_id = $1 and state <> 'preparing'",
      [person.id],
      transaction,
    );
    const certificates = known?.count ?? 0;
    if (made || theirs.length > 0) {
      const audit = { accountId: actor.accountId, subjectKind: "person", subjectId: person.id, requestId };
      await writeAudit(
        database,
        { ...audit, action: "person.registered", data: { certificates, assigned: theirs.length } },
        transaction,
      );
    }
    return { certificates };
  });
}
