import { randomUUID } from "node:crypto";
import { absenceOf } from "../api/queries/substitutes.ts";
import { rows } from "../db/connection.ts";
import type { AbsenceSubject } from "../domain/policy/substitutes.ts";
import type { Stage } from "./stage.ts";

export interface AbsenceNamed {
  name: string;
  /** The account that may be absent, or leave. */
  id: string;
  subject: AbsenceSubject;
  /** A substitution arranged for it that has not begun. */
  substitutionId: string;
  substituteId: string;
}

const planted = [
  ["shizhigaiban", "shizhigaiban2"],
  ["zhuguan", "shizhigaiban"],
] as const;

/** Who may be absent, each with somebody who stands in for them, in days that no run of the tests sees. */
export async function plantAbsences({ desk: { database, world } }: Stage): Promise<AbsenceNamed[]> {
  return Promise.all(
    planted.map(async ([absent, substitute]) => {
      const [id, substituteId] = [world.accounts[absent]!, world.accounts[substitute]!];
      const substitutionId = randomUUID();
      await rows(
        database,
        `insert into substitutes (id, account_id, substitute_id, valid_from, valid_to, reason, made_by, made_at)
         values ($1, $2, $3, '2098-01-01', '2098-12-31', '参加培训', $2, now())`,
        [substitutionId, id, substituteId],
      );
      const subject = await absenceOf(database, id);
      return { name: `absence of ${absent}`, id, subject, substitutionId, substituteId };
    }),
  );
}
