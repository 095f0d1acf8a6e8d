import { createHash, randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { findActor } from "../api/middleware/session.ts";
import { rows } from "../db/connection.ts";
import type { Database } from "../db/connection.ts";
import type { Actor } from "../domain/actor.ts";

/** Signs an account in as the API does, and answers who it is by its rows today; with `token` as the cookie's value. */
export async function signIn(
  database: Database,
  accountId: string,
  stepUp = false,
): Promise<{ actor: Actor; token: string }> {
  const token = randomBytes(32).toString("base64url");
  await rows(
    database,
    `insert into sessions (id, token_hash, account_id, created_at, last_seen_at, expires_at, step_up_until)
     values ($1, $2, $3, now(), now(), now() + interval '1 hour', case when $4 then now() + interval '5 minutes' end)`,
    [uuidv7(), createHash("sha256").update(token).digest("hex"), accountId, stepUp],
  );
  const actor = await findActor({ database }, token, false);
  if (!actor) throw new Error(`account ${accountId} cannot sign in`);
  return { actor, token };
}
