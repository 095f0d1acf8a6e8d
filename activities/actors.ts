import type { TaskRow } from "../db/rows.ts";
import { Refusal } from "../domain/refusal.ts";
import type { Actor, Writing } from "./writing.ts";

interface AccountRow {
  id: string;
  display_name: string;
  person_id: string | null;
}

async function getAccount(writing: Writing, accountId: string): Promise<AccountRow> {
  const account = await writing.row<AccountRow>(
    "select id, display_name, person_id from accounts where id = $1 and status = 'active'",
    [accountId],
  );
  if (!account) throw new Refusal("not-allowed");
  return account;
}

/** The applicant of this case, and nobody else. */
export async function applicantActor(writing: Writing, accountId: string): Promise<Actor> {
  const account = await getAccount(writing, accountId);
  if (writing.found && writing.case.account_id !== accountId) throw new Refusal("not-allowed");
  return { id: account.id, name: account.display_name };
}

/**
 * Who may decide a task, as rows say it now: holder, membership and dates, D20 (never one's own case, nor one in which
 * one acted as the employer's agent at an earlier step). The API has refused most of it already; what changed in
 * between is refused here, in the transaction that would write the decision.
 */
export async function decidingActor(writing: Writing, task: TaskRow, accountId: string): Promise<Actor> {
  const account = await getAccount(writing, accountId);
  if (account.person_id && account.person_id === writing.case.person_id) throw new Refusal("own-case");
  const column = task.receiver_kind === "organisation" ? "organisation_id" : "office_id";
  const member = await writing.row<{ role: string }>(
    `select role from memberships where account_id = $1 and ${column} = $2 and role in ('agent', 'reviewer', 'chief')
     and valid_from <= (now() at time zone 'Asia/Shanghai')::date and (valid_to is null or valid_to >= (now() at time zone 'Asia/Shanghai')::date)`,
    [accountId, task.receiver_id],
  );
  if (!member) throw new Refusal("not-a-member", { office: task.receiver_name });
  if (task.receiver_kind === "office") await refuseAgentOfApplicant(writing, accountId);
  if (task.lender_id) throw new Refusal("task-lent");
  if (task.holder_id !== accountId)
    throw task.holder_id
      ? new Refusal("already-claimed", { who: task.holder_name, at: task.claimed_at?.toISOString() ?? null })
      : new Refusal("not-claimed");
  return { id: account.id, name: `${account.display_name}，${task.receiver_name}` };
}

async function refuseAgentOfApplicant(writing: Writing, accountId: string): Promise<void> {
  const acted = await writing.row(
    "select 1 as one from tasks where case_id = $1 and decided_by = $2 and receiver_kind = 'organisation' limit 1",
    [writing.case.id, accountId],
  );
  if (acted) throw new Refusal("agent-of-applicant");
}

/** A password entered again not long before the command came in (quality.md, Security: step-up before sealing). */
export async function requireStepUp(writing: Writing, sessionId: string | null, receivedAt: number): Promise<void> {
  const session = await writing.row<{ step_up_until: Date | null }>(
    "select step_up_until from sessions where id = $1",
    [sessionId],
  );
  if (!session?.step_up_until || session.step_up_until.getTime() < receivedAt) throw new Refusal("step-up-needed");
}
