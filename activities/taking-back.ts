import { noActs } from "../domain/handing-over.ts";
import { Refusal } from "../domain/refusal.ts";
import type { TaskRow } from "../db/rows.ts";
import type { ActInput, Recorded } from "../workflows/book.ts";
import type { Command } from "../workflows/messages.ts";
import { applicantActor, byHandOfClerk, requireRecalling } from "./actors.ts";
import { reopenSignature } from "./signing.ts";
import { pauseTerms } from "./step-terms.ts";
import { route } from "./tasks.ts";
import type { Writing } from "./writing.ts";

/** The applicant ends the case, at any time before work that cannot be taken back. */
export async function recordWithdrawal(
  writing: Writing,
  command: Extract<Command, { kind: "withdraw" }>,
): Promise<Recorded> {
  const actor = await byHandOfClerk(writing, command, await applicantActor(writing, command.accountId));
  await writing.rows("update cases set ending_reason = $2 where id = $1", [writing.case.id, command.reason]);
  await writing.event("case.withdrawn", { reason: command.reason }, actor);
  return { state: "ended", outcome: "withdrawn" };
}

const recallable = ["form.handed-in", "task.approved", "task.signed", "task.declined", "task.returned"];

/** By whoever acted last, while nobody has acted since (B-08): the book goes back, the open task closes as recalled. */
export async function recordRecall(
  writing: Writing,
  act: ActInput,
  command: Extract<Command, { kind: "recall" }>,
): Promise<Recorded> {
  const last = await writing.row<{
    type: string;
    actor_id: string;
    actor_name: string;
    task_id: string | null;
    seq: number;
  }>(
    `select type, actor_id, actor_name, task_id, seq from case_events
     where case_id = $1 and (actor_id is not null or type in ('notice.ended', 'objection.received'))
       and type <> all($2)
     order by seq desc, part desc limit 1`,
    [writing.case.id, noActs],
  );
  if (!last || last.actor_id !== command.accountId || !recallable.includes(last.type))
    throw new Refusal("nothing-to-recall");
  const { id } = writing.case;
  const taken = await writing.row<TaskRow>("select * from tasks where id = $1", [last.task_id]);
  await requireRecalling(writing, taken, command.accountId);
  const objected = await writing.row(
    `select 1 as one from objections o join notices n on n.id = o.notice_id where n.case_id = $1 and n.state = 'running' limit 1`,
    [id],
  );
  if (objected) throw new Refusal("nothing-to-recall");
  const recalled = { what: last.type, reason: command.reason };
  const { applicant_name: applicant } = writing.case;
  const hand = await byHandOfClerk(writing, command, { id: last.actor_id, name: applicant });
  const actor = hand.name === applicant ? { id: last.actor_id, name: last.actor_name } : hand;
  const signature = await openSignature(writing, act, last.task_id);
  if (signature) {
    await pauseTerms(writing, [signature.id]);
    await writing.rows("update tasks set state = 'recalled', version = version + 1 where id = $1", [signature.id]);
    await writing.event("decision.recalled", recalled, actor, signature.id);
    return reopenSignature(writing, act, signature, await route(writing, act.step));
  }
  const left = await writing.rows<{ id: string }>(
    "select id from tasks where case_id = $1 and state in ('open', 'waiting') and kind = 'review'",
    [id],
  );
  await pauseTerms(writing, [...left.map((task) => task.id), ...(last.task_id ? [last.task_id] : [])]);
  await writing.rows(
    "update tasks set state = 'recalled', decided_at = $2, version = version + 1 where case_id = $1 and state in ('open', 'waiting')",
    [id, writing.at],
  );
  if (last.task_id)
    await writing.rows("update tasks set state = 'recalled', version = version + 1 where id = $1", [last.task_id]);
  await writing.rows("update notices set state = 'closed', ended_at = $2 where case_id = $1 and state = 'running'", [
    id,
    writing.at,
  ]);
  await writing.event("decision.recalled", recalled, actor, last.task_id);
  return { state: "recalled" };
}

/** The act was one of several signatures, and the step still waits for others: only that one comes back. */
async function openSignature(writing: Writing, act: ActInput, taskId: string | null): Promise<TaskRow | undefined> {
  return writing.row<TaskRow>(
    `select t.* from tasks t where t.id = $1 and t.step = $2 and t.state = 'decided' and t.outcome <> 'returned'
       and exists (select from tasks other where other.signing_id = t.signing_id and other.state in ('open', 'waiting'))`,
    [taskId, act.step],
  );
}
