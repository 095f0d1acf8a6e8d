import { loadCalendar } from "../db/calendar.ts";
import { resolveReceiver, type Receiver } from "../db/receivers.ts";
import type { StoredRun } from "../db/rows.ts";
import { loadRules } from "../db/rules.ts";
import { formatEnd } from "../domain/civil-date.ts";
import { getMatter } from "../domain/matters/index.ts";
import type { StepDefinition } from "../domain/matters/matter.ts";
import { candidatesOf, mayFollow } from "../domain/receivers.ts";
import { findRule, type RoutingRule } from "../domain/routing.ts";
import type { ActInput } from "../workflows/book.ts";
import { administrators, tell } from "./notify.ts";
import { dueOfTask, resumeTerm } from "./step-terms.ts";
import { sweepOrder } from "./sweep-order.ts";
import { newId, type Writing } from "./writing.ts";

/** A task's place in a counter-signing (B-09); `waiting`: its turn has not come. */
export interface SigningPlace {
  signingId: string;
  order: number;
  addedBy: { accountId: string; officeId: string } | null;
  waiting: boolean;
}

export interface OpenedTask {
  id: string;
  dueAt: string | null;
  dueText: string;
  /** When its days ran before it was opened: they go on (decision 0012). */
  earlierRuns: readonly StoredRun[];
}

export interface Routed {
  rule: RoutingRule | undefined;
  version: number;
  fallbackOfficeId: string | null;
}

/** The rule for a step of this case, from the most specific area upward. */
export async function route(writing: Writing, step: string): Promise<Routed> {
  const { version, rules, fallbackOfficeId } = await loadRules(writing.database, writing.at, writing.transaction);
  const { matter, area_path: areaPath, facts } = writing.case;
  // D24: a rule that weakens the law is not seen, whoever published it.
  return { rule: findRule(rules, { matter, step, areaPath, facts }, getMatter(matter)), version, fallbackOfficeId };
}

/**
 * B-18: nobody qualifies → the named fallback office, and administrators are told; never passed in silence. `before` is
 * the office that decided the step before, where the rule asks for another one.
 */
export async function receiverOf(
  writing: Writing,
  act: ActInput,
  definition: StepDefinition,
  { rule, fallbackOfficeId }: Routed,
  before: string | null = null,
): Promise<Receiver> {
  for (const candidate of candidatesOf(rule, fallbackOfficeId)) {
    const evenBarred = candidate.by === "last-resort";
    const { database, transaction } = writing;
    const found = await resolveReceiver(database, candidate.receiver, writing.case, transaction, { evenBarred });
    if (!found || !mayFollow(candidate, found, rule, before)) continue;
    if (candidate.by === "rule") return found;
    await writing.event("step.fallback", { officeName: found.name });
    await tell(writing, await administrators(writing), "fallback", { step: definition.title, who: found.name });
    return found;
  }
  throw new Error(`no office can receive ${act.matter}/${act.step}, and no fallback office has members`);
}

/** One row with everything an inbox shows or filters (data-model.md). */
export async function insertTask(
  writing: Writing,
  act: ActInput,
  kind: "ask" | "review" | "objection",
  receiver: Receiver,
  routed: Routed,
  {
    objectionId = null,
    place = null,
    id = newId(),
    earlierRuns,
  }: {
    objectionId?: string | null;
    place?: SigningPlace | null;
    id?: string;
    earlierRuns?: readonly StoredRun[];
  } = {},
): Promise<OpenedTask> {
  const days = routed.rule?.dueInWorkingDays ?? null;
  const earlier = earlierRuns ?? (kind === "objection" ? [] : await resumeTerm(writing, act.step, receiver.id));
  // Days begin when the turn has come.
  const due = place?.waiting ? undefined : await dueInstant(writing, days, earlier);
  const { case: theCase } = writing;
  await writing.rows(
    `insert into tasks (id, case_id, seq, kind, step, round, receiver_kind, receiver_id, receiver_name, area_path, area_name,
       matter, case_number, applicant_name, organisation_name, organisation_id, certificate_number, returned, rule_id, rule_version,
       due_at, due_in_working_days, provisional, clock_ahead, opened_at, objection_id, state, signing_id, sign_order, added_by, added_for_office_id, earlier_runs,
       sweep_order)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10::uuid[], a.name, $11, $12, $13, $14, $15, c.number, $16, $17, $18, $19, $20, $21, $22, $23, $24,
       $27, $28, $29, $30, $31, $32::jsonb, $33
     from areas a left join certificates c on c.id = $25 where a.id = $26`,
    [
      ...[id, act.caseId, act.seq, kind, act.step, act.round, receiver.kind, receiver.id, receiver.name],
      ...[theCase.area_path, theCase.matter, theCase.number, theCase.applicant_name, theCase.organisation_name],
      ...[
        theCase.organisation_id,
        act.round > 1,
        routed.rule?.id ?? null,
        routed.version,
        due ? new Date(due.at) : null,
        days,
      ],
      ...[
        due?.provisional ?? false,
        writing.clockAhead,
        writing.at,
        objectionId,
        theCase.certificate_id,
        theCase.area_id,
      ],
      ...[place?.waiting ? "waiting" : "open", place?.signingId ?? null, place?.order ?? null],
      ...[place?.addedBy?.accountId ?? null, place?.addedBy?.officeId ?? null, JSON.stringify(earlier)],
      due ? await firstSweep(writing, kind, routed.rule, due.at) : 0,
    ],
  );
  return {
    id,
    dueAt: due ? new Date(due.at).toISOString() : null,
    dueText: due ? formatEnd(due.at) : "",
    earlierRuns: earlier,
  };
}

async function firstSweep(writing: Writing, kind: string, rule: RoutingRule | undefined, due: number): Promise<number> {
  const calendar = await loadCalendar(writing.database, writing.transaction);
  const escalation = kind === "review" ? "awaited" : "none";
  return sweepOrder(rule, { due, at: writing.at.getTime(), escalation }, writing.clockAhead, calendar);
}

/** B-08: what somebody has just taken back lies in their hands again, not in everybody's queue, if it is at the same desk. */
export async function leaveInHand(writing: Writing, taskId: string): Promise<void> {
  await writing.rows(
    `update tasks t set holder_id = a.id, holder_name = a.display_name, claimed_at = $2
     from case_events e join tasks taken on taken.id = e.task_id join accounts a on a.id = e.actor_id
     where t.id = $1 and t.state = 'open' and e.case_id = t.case_id and e.type = 'decision.recalled'
       and e.seq = (select max(seq) from case_events where case_id = t.case_id and actor_id is not null)
       and taken.step = t.step and taken.receiver_id = t.receiver_id
       and coalesce(taken.sign_order, 0) = coalesce(t.sign_order, 0)`,
    [taskId, writing.at],
  );
}

/**
 * B-08, B-09: a signer's task that another one's return or signature had closed while it lay in somebody's hand lies there
 * again when the step opens again: with its lender, where it was lent; in the queue, when they sit there no more.
 */
export async function leaveWithSigner(writing: Writing, taskId: string): Promise<void> {
  await writing.rows(
    `update tasks t set holder_id = a.id, holder_name = a.display_name, claimed_at = $2
     from tasks before join accounts a on a.id = coalesce(before.lender_id, before.holder_id) and a.status = 'active'
     where t.id = $1 and t.state = 'open' and t.holder_id is null and before.state = 'closed' and before.outcome = 'not-needed'
       and before.id = (select b.id from tasks b where b.case_id = t.case_id and b.step = t.step and b.kind = 'review'
         and b.receiver_id = t.receiver_id and coalesce(b.sign_order, 0) = t.sign_order and b.id <> t.id
         order by b.seq desc, b.id desc limit 1)
       and exists (select from seats_today seat where seat.account_id = a.id and t.receiver_id in (seat.office_id, seat.organisation_id)
         and seat.role <> 'administrator' and (seat.matters is null or t.matter = any(seat.matters)))`,
    [taskId, writing.at],
  );
}

/** The instant by which so many working days from the act's own are over, those used before taken off; undefined where no days are given. */
export async function dueInstant(
  writing: Writing,
  workingDays: number | null,
  earlier: readonly StoredRun[] = [],
): Promise<{ at: number; provisional: boolean } | undefined> {
  const term = {
    opened_at: writing.at,
    counted_from: null,
    due_in_working_days: workingDays,
    earlier_runs: [...earlier],
  };
  return dueOfTask(term, await loadCalendar(writing.database, writing.transaction));
}
