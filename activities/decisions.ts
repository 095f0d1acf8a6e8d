import { entriesInForce } from "../db/catalogues.ts";
import { queueObjectorTexts } from "../db/news.ts";
import type { TaskRow } from "../db/rows.ts";
import { assertNever } from "../domain/assert-never.ts";
import { getMatter, getStep } from "../domain/matters/index.ts";
import { Refusal } from "../domain/refusal.ts";
import type { ActInput, Recorded } from "../workflows/book.ts";
import type { Command } from "../workflows/messages.ts";
import { decidingActor, requireStepUp } from "./actors.ts";
import { batchOf, type BatchNamed } from "./bulk-step-up.ts";
import { lookAtNotice } from "./look.ts";
import { membersOf, tell, tellApplicant } from "./notify.ts";
import { pauseTerms } from "./step-terms.ts";
import { closeOthers, getSigning, signaturesOf, tally } from "./signing.ts";
import type { Actor, Writing } from "./writing.ts";

type Decide = Extract<Command, { kind: "decide" }>;
type DecisionOf<Outcome> = Extract<Decide["decision"], { outcome: Outcome }>;

/** One desk decides one task. */
export async function recordDecision(writing: Writing, act: ActInput, command: Decide): Promise<Recorded> {
  const task = await writing.row<TaskRow>("select * from tasks where id = $1 and case_id = $2 for update", [
    command.taskId,
    act.caseId,
  ]);
  if (!task || task.kind === "ask") throw new Refusal("not-found");
  if (task.state !== "open") throw new Refusal("already-decided", { who: task.decided_by_name });
  if (task.step !== act.step) throw new Refusal("not-now");
  const actor = await decidingActor(writing, task, command.accountId);
  if (task.version !== command.version) throw new Refusal("stale-version");
  const { decision } = command;
  const definition = getStep(act.matter, act.step);
  if (definition.opinionRequired && decision.opinion === "") throw new Refusal("opinion-required");
  const forObjection = decision.outcome === "dismiss" || decision.outcome === "uphold";
  if (forObjection !== (task.kind === "objection")) throw new Refusal("not-now");
  const batch = await batchOf(writing, command, definition.sealed);
  switch (decision.outcome) {
    case "approve":
      await refuseRevoked(writing);
      if (definition.sealed && !command.batchId) await requireStepUp(writing, command.accountId, command);
      return approve(writing, task, actor, decision, definition.sealed, batch);
    case "return":
      return sendBack(writing, task, actor, decision, batch);
    case "reject":
      return reject(writing, task, actor, decision, batch);
    case "dismiss":
    case "uphold":
      return decideObjection(writing, act, task, actor, decision);
    default:
      return assertNever(decision);
  }
}

/** Nothing is issued in the place of a certificate that was revoked meanwhile: the office says no, with the reason. */
async function refuseRevoked(writing: Writing): Promise<void> {
  const revoked = await writing.row("select 1 as one from certificates where id = $1 and state = 'revoked'", [
    writing.case.certificate_id,
  ]);
  if (revoked) throw new Refusal("certificate-revoked");
}

async function decide(writing: Writing, task: TaskRow, actor: Actor, outcome: string, opinion: string, sealed = false) {
  await writing.rows(
    `update tasks set state = 'decided', outcome = $2, opinion = $3, sealed = $4, decided_by = $5, decided_by_name = $6,
       decided_at = $7, version = version + 1 where id = $1`,
    [task.id, outcome, opinion, sealed, actor.id, actor.name, writing.at],
  );
  // What was being written has been sent; the private note stays.
  await writing.rows("update own_notes set opinion = '' where task_id = $1 and account_id = $2 and opinion <> ''", [
    task.id,
    actor.id,
  ]);
}

async function approve(
  writing: Writing,
  task: TaskRow,
  actor: Actor,
  { opinion }: DecisionOf<"approve">,
  sealed: boolean,
  batch: BatchNamed,
): Promise<Recorded> {
  if (task.signing_id) await refuseSecondSignature(writing, task.signing_id, actor);
  await decide(writing, task, actor, "approved", opinion, sealed);
  const said = { opinion, sealed, receiverName: task.receiver_name, ...batch };
  if (task.signing_id) {
    await writing.event("task.signed", said, actor, task.id);
    return tally(writing, await getSigning(writing, task.signing_id));
  }
  await writing.event("task.approved", said, actor, task.id);
  return { state: "done", yields: "approved" };
}

/** One person sits at two of the offices: two signatures of one hand would be one. */
async function refuseSecondSignature(writing: Writing, signingId: string, actor: Actor): Promise<void> {
  const signatures = await signaturesOf(writing, signingId);
  if (
    signatures.some(
      ({ state, outcome, decided_by: by }) => state === "decided" && outcome === "approved" && by === actor.id,
    )
  )
    throw new Refusal("already-signed");
}

/** D5, D26: the same case, all defects at once, round + 1. */
async function sendBack(
  writing: Writing,
  task: TaskRow,
  actor: Actor,
  decision: DecisionOf<"return">,
  batch: BatchNamed,
): Promise<Recorded> {
  const target = getMatter(task.matter).steps[decision.to];
  const reached = await writing.row<{ receiver_kind: string; receiver_id: string }>(
    `select receiver_kind, receiver_id from tasks where case_id = $1 and step = $2 and kind <> 'objection' and state = 'decided'
     order by seq desc limit 1`,
    [task.case_id, decision.to],
  );
  // The declaration's hand-in made the case: it has no task row of its own.
  const declared = decision.to === getMatter(task.matter).firstStep;
  if (!target || (!reached && !declared) || decision.to === task.step)
    throw new Refusal("no-such-step", { step: decision.to });
  const straight = decision.straightBack && !(await publishedSince(writing, decision.to));
  const defects = await defectSentences(writing, task.matter, decision.defects);
  const signers = task.signing_id ? await signaturesOf(writing, task.signing_id) : [];
  // Its days, and those of whoever would have signed with it, stand still until the case is back (decision 0012).
  await pauseTerms(writing, [
    task.id,
    ...signers.filter(({ state }) => state === "open" || state === "waiting").map(({ id }) => id),
  ]);
  await decide(writing, task, actor, "returned", decision.opinion);
  if (task.signing_id) await closeOthers(writing, task.signing_id);
  await writing.event(
    "task.returned",
    {
      opinion: decision.opinion,
      to: decision.to,
      toTitle: target.title,
      straightBack: straight,
      defects,
      remarks: decision.remarks,
      receiverName: task.receiver_name,
      ...batch,
    },
    actor,
    task.id,
  );
  await tellApplicant(writing, "returned", { who: task.receiver_name, step: target.title });
  if (target.kind === "review" && reached)
    await tell(
      writing,
      await membersOf(writing, { kind: reached.receiver_kind, id: reached.receiver_id }),
      "returned",
      {
        who: task.receiver_name,
        step: target.title,
      },
    );
  return { state: "back", to: decision.to, straight };
}

/** The decision keeps the words of its instant. @throws Refusal no-such-defect when one is not, or no more, in the catalogue. */
async function defectSentences(writing: Writing, matter: string, codes: readonly string[]): Promise<string[]> {
  const { database, transaction, act } = writing;
  const offered = await entriesInForce(database, { catalogue: "defects", matter }, act.at, transaction);
  return codes.map((code) => {
    const defect = offered.find((one) => one.code === code);
    if (!defect) throw new Refusal("no-such-defect");
    return defect.name;
  });
}

/** A step whose words were published is never corrected past the notice: it is published again (S2-09). */
async function publishedSince(writing: Writing, step: string): Promise<boolean> {
  const notice = await writing.row(
    `select 1 as one from notices n where n.case_id = $1 and n.seq > (
       select coalesce(max(e.seq), 0) from case_events e where e.case_id = $1 and e.type = 'form.handed-in' and e.step = $2)`,
    [writing.case.id, step],
  );
  return notice !== undefined;
}

async function reject(
  writing: Writing,
  task: TaskRow,
  actor: Actor,
  decision: DecisionOf<"reject">,
  batch: BatchNamed,
): Promise<Recorded> {
  await decide(writing, task, actor, "rejected", decision.opinion);
  const said = { opinion: decision.opinion, receiverName: task.receiver_name, ...batch };
  if (task.signing_id) {
    // Where some of several signatures suffice, one refusal is a vote.
    await writing.event("task.declined", said, actor, task.id);
    const standing = await tally(writing, await getSigning(writing, task.signing_id));
    if (standing.state !== "ended") return standing;
  } else await writing.event("task.rejected", said, actor, task.id);
  await writing.rows("update cases set ending_reason = $2 where id = $1", [task.case_id, decision.opinion]);
  return { state: "ended", outcome: "rejected" };
}

/** D3: dismissed → the notice ends at its instant, or at once if that has passed; upheld → the case ends. */
async function decideObjection(
  writing: Writing,
  act: ActInput,
  task: TaskRow,
  actor: Actor,
  decision: DecisionOf<"dismiss" | "uphold">,
): Promise<Recorded> {
  const upheld = decision.outcome === "uphold";
  await decide(writing, task, actor, upheld ? "upheld" : "dismissed", decision.opinion);
  await writing.rows("update objections set state = $2, decided_by = $3, decided_at = $4, opinion = $5 where id = $1", [
    task.objection_id,
    upheld ? "upheld" : "dismissed",
    actor.id,
    writing.at,
    decision.opinion,
  ]);
  const data = { objectionId: task.objection_id, opinion: decision.opinion };
  await writing.event(upheld ? "objection.upheld" : "objection.dismissed", data, actor, task.id);
  const { database, deps, transaction } = writing;
  await queueObjectorTexts(database, task.objection_id ? [task.objection_id] : [], deps.sms === true, transaction);
  if (upheld) {
    await writing.rows("update cases set ending_reason = $2 where id = $1", [task.case_id, decision.opinion]);
    return { state: "ended", outcome: "objection-upheld" };
  }
  await tellApplicant(writing, "objection-dismissed");
  return lookAtNotice(writing, act);
}
