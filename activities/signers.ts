import { findOffice } from "../db/receivers.ts";
import type { SigningRow, TaskRow } from "../db/rows.ts";
import { Refusal } from "../domain/refusal.ts";
import type { ActInput, Recorded } from "../workflows/book.ts";
import type { Command } from "../workflows/messages.ts";
import { decidingActor, refuseBarred } from "./actors.ts";
import { insertSigning, getSigning, signaturesOf, tally } from "./signing.ts";
import { insertTask, route } from "./tasks.ts";
import type { Actor, Writing } from "./writing.ts";

/**
 * Another office signs the running step, too (B-09, 加签): asked for by whoever holds a task of it. A step that one office
 * decided becomes a signing of all. In turn, the new one follows whoever asked.
 */
export async function recordAddedSigner(
  writing: Writing,
  act: ActInput,
  command: Extract<Command, { kind: "add-signer" }>,
): Promise<Recorded> {
  const task = await openReviewTask(writing, act, command.taskId);
  const actor = await decidingActor(writing, task, command.accountId);
  const office = await findOffice(writing.database, command.officeId, writing.transaction);
  if (!office) throw new Refusal("signer-not-possible");
  const signing = task.signing_id ? await getSigning(writing, task.signing_id) : await signingOf(writing, act, task);
  const signers = await signaturesOf(writing, signing.id);
  if (signers.some(({ receiver_id: id }) => id === office.id))
    throw new Refusal("signer-not-possible", { office: office.name });
  const order = (task.sign_order ?? 0) + 1;
  await writing.rows("update tasks set sign_order = sign_order + 1 where signing_id = $1 and sign_order >= $2", [
    signing.id,
    order,
  ]);
  await insertTask(writing, act, "review", office, await route(writing, act.step), {
    place: {
      signingId: signing.id,
      order,
      addedBy: { accountId: command.accountId, officeId: task.receiver_id },
      waiting: signing.mode === "in-turn",
    },
  });
  await writing.event("signer.added", { officeName: office.name, reason: command.reason }, actor, task.id);
  return tally(writing, signing);
}

/**
 * A signer whom somebody added signs no longer (减签): at the word of who added it, or of a chief of the office that did.
 * Signers whom the rule names stay. The last missing one gone, the step is complete.
 */
export async function recordRemovedSigner(
  writing: Writing,
  act: ActInput,
  command: Extract<Command, { kind: "remove-signer" }>,
): Promise<Recorded> {
  const task = await writing.row<TaskRow>(
    `select * from tasks where id = $1 and case_id = $2 and step = $3 and signing_id is not null
     and state in ('open', 'waiting') for update`,
    [command.taskId, act.caseId, act.step],
  );
  if (!task) throw new Refusal("already-decided");
  const actor = await removingActor(writing, task, command.accountId);
  const signing = await getSigning(writing, task.signing_id!);
  if ((await signaturesOf(writing, signing.id)).length < 2) throw new Refusal("last-signer");
  await writing.rows(
    "update tasks set state = 'closed', outcome = 'removed', decided_at = $2, version = version + 1 where id = $1",
    [task.id, writing.at],
  );
  await writing.event("signer.removed", { officeName: task.receiver_name, reason: command.reason }, actor, task.id);
  return tally(writing, signing);
}

async function openReviewTask(writing: Writing, act: ActInput, taskId: string): Promise<TaskRow> {
  const task = await writing.row<TaskRow>(
    "select * from tasks where id = $1 and case_id = $2 and kind = 'review' for update",
    [taskId, act.caseId],
  );
  if (!task) throw new Refusal("not-found");
  if (task.state !== "open" || task.step !== act.step)
    throw new Refusal("already-decided", { who: task.decided_by_name });
  // An employer answers for its own word alone.
  if (task.receiver_kind !== "office") throw new Refusal("not-now");
  return task;
}

/** The task that was alone becomes the first signature. */
async function signingOf(writing: Writing, act: ActInput, task: TaskRow): Promise<SigningRow> {
  const signing = await insertSigning(writing, act, "all", null);
  await writing.rows("update tasks set signing_id = $2, sign_order = 0 where id = $1", [task.id, signing.id]);
  return signing;
}

async function removingActor(writing: Writing, task: TaskRow, accountId: string): Promise<Actor> {
  const found = await writing.row<{ display_name: string; name: string }>(
    `select a.display_name, o.name from accounts a join memberships m on m.account_id = a.id join offices o on o.id = m.office_id
     where a.id = $1 and a.status = 'active' and m.office_id = $2 and o.ended_at is null
     and (m.role = 'chief' or (m.role = 'reviewer' and a.id = $3))
     and m.valid_from <= (now() at time zone 'Asia/Shanghai')::date
     and (m.valid_to is null or m.valid_to >= (now() at time zone 'Asia/Shanghai')::date) limit 1`,
    [accountId, task.added_for_office_id, task.added_by],
  );
  if (!found) throw new Refusal("not-allowed");
  await refuseBarred(writing, accountId);
  return { id: accountId, name: `${found.display_name}，${found.name}` };
}
