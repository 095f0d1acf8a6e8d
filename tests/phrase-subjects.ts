import { randomUUID } from "node:crypto";
import { rows } from "../db/connection.ts";
import type { PhraseSubject } from "../domain/policy/phrases.ts";
import { demoOffices } from "../ops/demo-data/places.ts";
import type { Stage } from "./stage.ts";

export interface PhraseNamed {
  name: string;
  id: string;
  text: string;
  subject: PhraseSubject;
}

/** A phrase of an office whose chief is among those who ask, and one for everybody. */
export async function plantPhrases({ desk: { database } }: Stage): Promise<PhraseNamed[]> {
  const office = demoOffices.find(({ key }) => key === "industry-department")!.id;
  return Promise.all(
    [
      { name: "phrase of an office", officeId: office },
      { name: "phrase for everybody", officeId: null },
    ].map(async ({ name, officeId }) => {
      const [id, text] = [randomUUID(), `同意。${randomUUID().slice(0, 8)}`];
      await rows(
        database,
        `insert into phrases (id, place, office_id, matter, step, outcome, text)
         values ($1, $1, $2, 'certificate-replacement', 'department', 'approve', $3)`,
        [id, officeId, text],
      );
      return { name, id, text, subject: { officeId } };
    }),
  );
}
