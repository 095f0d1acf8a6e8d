import type { TaskRow } from "../db/rows.ts";
import { fromHandToHand } from "../domain/handing-over.ts";
import { Refusal } from "../domain/refusal.ts";
import type { Actor, Writing } from "./writing.ts";

interface AccountRow {
  id: string;
  display_name: string;
  person_id: string | null;
  /** Of people: who uses the account, their own or not. */
  behind_id: string | null;
}

async function getAccount(writing: Writing, accountId: string): Promise<AccountRow> {
  const account = await writing.row<AccountRow>(
    "select id, display_name, person_id, natural_person(id) as behind_id from accounts where id = $1 and status = 'active'",
    [accountId],
  );
  if (!account) throw new Refusal("not-allowed");
  return account;
}

/** The applicant of this case, and nobody else: the account it was opened with, or the one that person uses now. */
export async function applicantActor(writing: Writing, accountId: string): Promise<Actor> {
  const account = await getAccount(writing, accountId);
  // As the policy's isOwnCase: the account that opened it, or another account of the same person.
  const { found } = writing;
  const own = !found || found.account_id === accountId || found.person_id === account.person_id;
  if (!own) throw new Refusal("not-allowed");
  return { id: account.id, name: account.display_name };
}

/** Whose hand it was, where a clerk served the person at the counter. */
export interface CounterHand {
  clerk_id: string;
  clerk_name: string;
  office_id: string;
  office_name: string;
}

/**
 * The same person, by the hand of the clerk who served them at the counter: the timeline names both, and the clerk counts
 * as the applicant's hand from then on (D20). Asked once the case has its row. No time is asked: a session that is not the
 * person's own came to their account by a visit alone, ended since or not.
 */
export async function byHandOfClerk(
  writing: Writing,
  { accountId, sessionId }: { accountId: string; sessionId: string | null },
  actor: Actor,
): Promise<Actor & { hand?: CounterHand }> {
  const visit = await writing.row<CounterHand>(
    `select clerk_id, clerk_name, office_id, office_name from counter_visits where session_id = $1 and account_id = $2
     order by begun_at desc limit 1`,
    [sessionId, accountId],
  );
  if (!visit) return actor;
  await writing.rows("insert into counter_acts (case_id, clerk_id) values ($1, $2) on conflict do nothing", [
    writing.case.id,
    visit.clerk_id,
  ]);
  return { id: actor.id, name: `${actor.name}（窗口代办：${visit.clerk_name}，${visit.office_name}）`, hand: visit };
}

/**
 * Who may decide a task, as rows say it now: holder, membership and dates, D20 (never one's own case, nor one in which
 * one acted as the employer's agent at an earlier step). The API has refused most of it already; what changed in
 * between is refused here, in the transaction that would write the decision.
 */
export async function decidingActor(writing: Writing, task: TaskRow, accountId: string): Promise<Actor> {
  const account = await getAccount(writing, accountId);
  refuseOwnCase(writing, account);
  const absent = await requireSeat(writing, task, accountId);
  if (task.receiver_kind === "office") await refuseAgentOfApplicant(writing, accountId);
  if (task.lender_id) throw new Refusal("task-lent");
  if (task.holder_id !== accountId)
    throw task.holder_id
      ? new Refusal("already-claimed", { who: task.holder_name, at: task.claimed_at?.toISOString() ?? null })
      : new Refusal("not-claimed");
  const instead = absent ?? (await takenOverFrom(writing, task, accountId));
  return { id: account.id, name: `${account.display_name}${instead ? `代${instead}` : ""}，${task.receiver_name}` };
}

/** Whose held task it was before a substitute went on with it; null when it came to them otherwise. */
async function takenOverFrom(writing: Writing, task: TaskRow, accountId: string): Promise<string | null> {
  const last = await writing.row<{ type: string; actor_id: string | null; from: string | null }>(
    `select type, actor_id, data ->> 'from' as "from" from case_events where case_id = $1 and task_id = $2
     and type = any($3) order by seq desc, part desc limit 1`,
    [task.case_id, task.id, fromHandToHand],
  );
  return last?.type === "task.taken-over" && last.actor_id === accountId ? last.from : null;
}

/** Who may take their own last act back: the applicant, or, for a decision, whoever still sits where it was made. */
export async function requireRecalling(
  writing: Writing,
  task: Receiving | undefined,
  accountId: string,
): Promise<void> {
  if (!task || task.receiver_kind === "applicant") {
    await applicantActor(writing, accountId);
    return;
  }
  refuseOwnCase(writing, await getAccount(writing, accountId));
  await requireSeat(writing, task, accountId);
}

function refuseOwnCase(writing: Writing, account: AccountRow): void {
  const { account_id: opener, person_id: person } = writing.case;
  if (account.id === opener || account.behind_id === person) throw new Refusal("own-case");
}

/** D20: who may not decide this case in an office decides neither who else does. */
export async function refuseBarred(writing: Writing, accountId: string): Promise<void> {
  refuseOwnCase(writing, await getAccount(writing, accountId));
  await refuseAgentOfApplicant(writing, accountId);
}

type Receiving = Pick<TaskRow, "receiver_kind" | "receiver_id" | "receiver_name">;

interface Seat {
  absent_id: string | null;
  absent_name: string | null;
  /** The absent person may not decide this case (D20): neither may who sits in their seat. */
  barred: boolean;
}

/**
 * A seat valid today in a body that has not ended: an agent's for an organisation, a reviewer's or chief's in an office.
 * Answers the name of the absent person whose seat it is (B-05), null for one's own.
 */
async function requireSeat(writing: Writing, task: Receiving, accountId: string): Promise<string | null> {
  const { id: caseId, matter, account_id: opener, person_id: person } = writing.case;
  const seats = await writing.rows<Seat>(
    `select m.absent_id, absent.display_name as absent_name,
       coalesce(absent.id = $5 or natural_person(absent.id) = $6, false)
       or ($3 = 'office' and exists (select from acted_for_applicant acted
         where acted.case_id = $7 and acted.account_id = any(accounts_of_person(absent.id)))) as barred
     from seats_today m left join offices f on f.id = m.office_id left join organisations o on o.id = m.organisation_id
     left join accounts absent on absent.id = m.absent_id
     where m.account_id = $1 and (($3 = 'organisation' and m.organisation_id = $2 and m.role = 'agent')
         or ($3 = 'office' and m.office_id = $2 and m.role in ('reviewer', 'chief')))
       and (m.matters is null or $4 = any(m.matters))
       and (f.ended_at is null or f.ended_at > now()) and o.status is distinct from 'ended'
     order by m.absent_id nulls first, m.id`,
    [accountId, task.receiver_id, task.receiver_kind, matter, opener, person, caseId],
  );
  if (seats.length === 0) throw new Refusal("not-a-member", { office: task.receiver_name });
  const usable = seats.find(({ barred }) => !barred);
  if (!usable) throw new Refusal("absent-barred", { who: seats[0]?.absent_name ?? null });
  return usable.absent_name;
}

async function refuseAgentOfApplicant(writing: Writing, accountId: string): Promise<void> {
  const acted = await writing.row(
    "select 1 as one from acted_for_applicant where case_id = $1 and account_id = any(accounts_of_person($2)) limit 1",
    [writing.case.id, accountId],
  );
  if (acted) throw new Refusal("agent-of-applicant");
}

/** A password entered again not long before the command came in (quality.md, Security: step-up before sealing). */
export async function requireStepUp(
  writing: Writing,
  accountId: string,
  { sessionId, receivedAt }: { sessionId: string | null; receivedAt: number },
): Promise<void> {
  // The session of this very account, and running when the command came in: a retry later decides alike.
  const session = await writing.row<{ step_up_until: Date | null }>(
    "select step_up_until from sessions where id = $1 and account_id = $2 and (ended_at is null or ended_at > $3) and expires_at > $3",
    [sessionId, accountId, new Date(receivedAt)],
  );
  if (!session?.step_up_until || session.step_up_until.getTime() < receivedAt) throw new Refusal("step-up-needed");
}
