import type { Transaction } from "sequelize";
import { row, rows } from "../db/connection.ts";
import { Refusal } from "../domain/refusal.ts";
import { verifyPassword } from "../ports/passwords.ts";
import { writeAudit } from "./audit.ts";
import type { ApiDeps } from "./deps.ts";

interface AccountRow {
  id: string;
  password_hash: string;
  locked_until: Date | null;
}

/** Whose password was right, and the hash it was checked against. */
export interface CheckedPassword {
  accountId: string;
  hash: string;
}

type Asking = { requestId: string; action: "session.begin" | "session.step-up" | "password.change" };

/**
 * Checks a password and keeps count: five wrong ones lock the account for 15 minutes, and while it is locked the right
 * one is refused as well. An unknown name costs the same time and is answered in the same words, lock included.
 * What was checked may be changed a moment later: whoever writes on its strength asks `refuseChangedPassword` too.
 * @throws Refusal wrong-password · account-locked {until} · too-many-requests {afterSeconds} when nothing was checked
 */
export async function checkPassword(
  deps: Pick<ApiDeps, "database" | "limits">,
  who: { loginName: string } | { accountId: string },
  password: string,
  asking: Asking,
): Promise<CheckedPassword> {
  const [column, value] = "loginName" in who ? ["login_name", who.loginName] : ["id", who.accountId];
  const account = await row<AccountRow>(
    deps.database,
    `select id, password_hash, locked_until from accounts where ${column} = $1 and status = 'active'`,
    [value],
  );
  const right = await verifyPassword(account?.password_hash, password);
  if (!account) {
    await keepRefused(deps, null, "unknown-account", asking);
    await lockUnknown(deps, value ?? "");
    throw new Refusal("wrong-password");
  }
  if (account.locked_until && account.locked_until.getTime() > Date.now()) {
    await keepRefused(deps, account.id, "locked", asking);
    throw new Refusal("account-locked", { until: account.locked_until.toISOString() });
  }
  if (right) return { accountId: account.id, hash: account.password_hash };
  const until = await countFailure(deps, account.id);
  await keepRefused(deps, account.id, until ? "locked-now" : "wrong-password", asking);
  if (until) throw new Refusal("account-locked", { until: until.toISOString() });
  throw new Refusal("wrong-password");
}

/**
 * Holds the account, so that its password stays the one that was checked until the transaction ends.
 * @throws Refusal wrong-password when it has become another one since, or the account has ended
 */
export async function refuseChangedPassword(
  { database }: Pick<ApiDeps, "database">,
  { accountId, hash }: CheckedPassword,
  lock: "for share" | "for update",
  transaction: Transaction,
): Promise<void> {
  const account = await row<{ password_hash: string }>(
    database,
    `select password_hash from accounts where id = $1 and status = 'active' ${lock}`,
    [accountId],
    transaction,
  );
  if (account?.password_hash !== hash) throw new Refusal("wrong-password");
}

/**
 * The session's own account has entered its password again: for five minutes that counts. Nobody else's raises it, also
 * not that of the person whom its clerk serves at the counter.
 */
export async function raiseSession(
  { database }: Pick<ApiDeps, "database">,
  { sessionId, accountId }: { sessionId: string; accountId: string },
): Promise<Date> {
  const raised = await row<{ step_up_until: Date }>(
    database,
    `update sessions set step_up_until = now() + interval '5 minutes' where id = $1 and account_id = $2
     returning step_up_until`,
    [sessionId, accountId],
  );
  if (!raised) throw new Error("the session is not this account's");
  return raised.step_up_until;
}

/** One statement, so that guesses sent at once are each counted. */
async function countFailure(deps: Pick<ApiDeps, "database">, accountId: string): Promise<Date | null> {
  const counted = await row<{ locked_until: Date | null }>(
    deps.database,
    `update accounts set
       failed_logins = case when locked_until is null then failed_logins + 1 else 1 end,
       locked_until = case when locked_until is null and failed_logins + 1 >= 5 then now() + interval '15 minutes' end
     where id = $1 and (locked_until is null or locked_until <= now())
     returning locked_until`,
    [accountId],
  );
  return counted?.locked_until ?? null;
}

async function lockUnknown(deps: Pick<ApiDeps, "limits">, name: string): Promise<void> {
  try {
    await deps.limits.take("login-unknown", name);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const seconds = Number(error.params["afterSeconds"] ?? 900);
    throw new Refusal("account-locked", { until: new Date(Date.now() + seconds * 1000).toISOString() });
  }
}

export async function forgetFailures(deps: Pick<ApiDeps, "database">, accountId: string): Promise<void> {
  await rows(
    deps.database,
    "update accounts set failed_logins = 0, locked_until = null where id = $1 and (failed_logins > 0 or locked_until is not null)",
    [accountId],
  );
}

async function keepRefused(
  deps: Pick<ApiDeps, "database">,
  accountId: string | null,
  reason: string,
  asking: Asking,
): Promise<void> {
  await writeAudit(deps.database, {
    accountId,
    action: `${asking.action}-refused`,
    subjectKind: "account",
    subjectId: accountId,
    data: { reason },
    requestId: asking.requestId,
  });
}
