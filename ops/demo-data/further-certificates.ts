import { uuidv7 } from "uuidv7";
import { row, type Database } from "../../db/connection.ts";

/**
 * One more paper certificate like one that is there, for the same person: as many cases as a measurement or a trial
 * wants. Answers its id.
 */
export async function plantCertificateLike(database: Database, number: string, asNumber: string): Promise<string> {
  const planted = await row<{ id: string }>(
    database,
    `insert into certificates (id, number, issuer_office_id, issuer_name, person_id, holder_name, holder_sex, document_number_cipher,
       document_number_hash, level, series, title, speciality, obtained_how, year, awarded_on, paper, state, state_changed_at, origin)
     select $1, $2, issuer_office_id, issuer_name, person_id, holder_name, holder_sex, document_number_cipher, document_number_hash,
       level, series, title, speciality, obtained_how, year, awarded_on, paper, 'valid', state_changed_at, 'imported'
     from certificates where number = $3 returning id`,
    [uuidv7(), asNumber, number],
  );
  if (!planted) throw new Error(`no certificate ${number}`);
  return planted.id;
}
