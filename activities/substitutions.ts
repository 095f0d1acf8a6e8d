import { rows } from "../db/connection.ts";
import { endSubstitution } from "../db/substitutes.ts";
import type { ActivityDeps } from "./deps.ts";
import { systemActor } from "./writing.ts";

/** Ends the substitutions whose last day is over (B-05), each in a transaction of its own; safe to run again. Answers how many. */
export async function endSubstitutions({ database }: Pick<ActivityDeps, "database">): Promise<number> {
  const over = await rows<{ id: string }>(
    database,
    `select id from substitutes where ended_at is null and valid_to < (now() at time zone 'Asia/Shanghai')::date
     order by valid_to, id limit 500`,
  );
  let ended = 0;
  for (const { id } of over)
    if (await database.transaction((transaction) => endSubstitution(database, id, systemActor, transaction))) ended++;
  return ended;
}
