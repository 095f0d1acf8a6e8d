import { resolveReceiver, type Receiver } from "../db/receivers.ts";
import type { SigningRow, TaskRow } from "../db/rows.ts";
import { listSignatures } from "../db/signatures.ts";
import { reached, signaturesNeeded, type SignMode } from "../domain/counter-signing.ts";
import type { StepDefinition } from "../domain/matters/matter.ts";
import type { ActInput, Looked } from "../workflows/book.ts";
import { membersOf, tell, tellApplicant } from "./notify.ts";
import {
  dueInstant,
  insertTask,
  leaveInHand,
  leaveWithSigner,
  receiverOf,
  type Routed,
  type SigningPlace,
} from "./tasks.ts";
import { newId, type Writing } from "./writing.ts";

/**
 * Opens a step that several offices sign (B-09): the rule's receiver leads, the signers it names follow. A case that
 * comes back to the step with nothing changed goes on with the signatures it has: after a recall in the same round, and
 * when it was returned from this very step, straight back, and the forms are the same. Otherwise everyone signs anew.
 */
export async function openSigning(
  writing: Writing,
  act: ActInput,
  definition: StepDefinition,
  routed: Routed,
): Promise<Looked> {
  const kept = await signingToGoOnWith(writing, act);
  const signing = kept ?? (await newSigning(writing, act, routed));
  const signers = kept ? await missingSigners(writing, kept) : await signersOf(writing, act, definition, routed);
  let first: { dueAt: string | null } | undefined;
  for (const [index, { receiver, ...signer }] of signers.entries()) {
    const place = { signingId: signing.id, ...signer, waiting: signing.mode === "in-turn" && index > 0 };
    const task = await insertTask(writing, act, "review", receiver, routed, { place });
    first ??= task;
    await leaveInHand(writing, task.id);
    await leaveWithSigner(writing, task.id);
    if (!place.waiting) await tellSigner(writing, definition, receiver, task);
  }
  const names = signers.map(({ receiver }) => receiver.name).join("、");
  await writing.event("signing.opened", {
    receiverName: names,
    mode: signing.mode,
    needed: signaturesNeeded(signing.mode, await countSigners(writing, signing.id), signing.percent),
    kept: kept !== undefined,
    dueAt: first?.dueAt ?? null,
    ruleVersion: routed.version,
  });
  await tellApplicant(writing, "went-on", { step: definition.title, who: names });
  return tally(writing, signing);
}

/**
 * What the signatures say now: enough of them end the step and close what is not needed any more; so many refusals that
 * they cannot be reached end the case; in turn, the next one's task opens.
 */
export async function tally(writing: Writing, signing: SigningRow): Promise<Looked> {
  const signatures = await signaturesOf(writing, signing.id);
  const approved = signatures.filter(({ outcome, state }) => state === "decided" && outcome === "approved").length;
  const refused = signatures.filter(({ outcome, state }) => state === "decided" && outcome === "rejected").length;
  const result = reached(signing.mode, signing.percent, { signers: signatures.length, approved, refused });
  if (result !== "open") {
    await closeOthers(writing, signing.id);
    if (result === "refused") return { state: "ended", outcome: "rejected" };
    const names = signatures.filter(({ outcome }) => outcome === "approved").map((task) => task.receiver_name);
    await writing.event("signing.completed", { receiverName: names.join("、") });
    return { state: "done", yields: "approved" };
  }
  const open = signatures.filter(({ state }) => state === "open");
  const next = signatures.find(({ state }) => state === "waiting");
  if (open.length === 0 && next) open.push(await openNext(writing, next));
  return { state: "open", tasks: open.map(({ id }) => id), until: null };
}

export async function getSigning(writing: Writing, id: string): Promise<SigningRow> {
  const signing = await writing.row<SigningRow>("select * from signings where id = $1", [id]);
  if (!signing) throw new Error(`no signing ${id}`);
  return signing;
}

export function signaturesOf(writing: Writing, signingId: string): Promise<TaskRow[]> {
  return listSignatures(writing.database, signingId, writing.transaction);
}

/** What else of a signing is open when one of its signers has returned the case, or enough have signed. */
export async function closeOthers(writing: Writing, signingId: string): Promise<void> {
  await writing.rows(
    `update tasks set state = 'closed', outcome = 'not-needed', decided_at = $2, version = version + 1
     where signing_id = $1 and state in ('open', 'waiting')`,
    [signingId, writing.at],
  );
}

/** One signature taken back while the others stand: that signer's task opens again, and whose turn had come waits. */
export async function reopenSignature(
  writing: Writing,
  act: ActInput,
  signed: TaskRow,
  routed: Routed,
): Promise<Looked> {
  const signing = await getSigning(writing, signed.signing_id!);
  if (signing.mode === "in-turn") {
    await writing.rows(
      `update loans l set ended_at = now() from tasks t
       where t.id = l.task_id and t.signing_id = $1 and t.state = 'open' and l.ended_at is null`,
      [signing.id],
    );
    await writing.rows(
      `update tasks set state = 'waiting', holder_id = null, holder_name = null, lender_id = null, claimed_at = null, due_at = null,
         earlier_runs = earlier_runs || jsonb_build_object('from', opened_at, 'to', $2::timestamptz),
         version = version + 1 where signing_id = $1 and state = 'open'`,
      [signing.id, writing.at],
    );
  }
  const receiver = { kind: signed.receiver_kind, id: signed.receiver_id, name: signed.receiver_name };
  const place = { signingId: signing.id, order: signed.sign_order ?? 0, addedBy: addedBy(signed), waiting: false };
  const task = await insertTask(writing, act, "review", receiver, routed, { place });
  await leaveInHand(writing, task.id);
  return tally(writing, signing);
}

interface Signer {
  receiver: Receiver;
  order: number;
  addedBy: SigningPlace["addedBy"];
}

function addedBy({ added_by: accountId, added_for_office_id: officeId }: TaskRow): SigningPlace["addedBy"] {
  return accountId && officeId ? { accountId, officeId } : null;
}

async function newSigning(writing: Writing, act: ActInput, { rule }: Routed): Promise<SigningRow> {
  const counterSign = rule?.counterSign;
  if (!counterSign) throw new Error(`no counter-signing in the rule of ${act.step}`);
  return insertSigning(writing, act, counterSign.mode, counterSign.mode === "ratio" ? counterSign.percent : null);
}

export async function insertSigning(
  writing: Writing,
  act: ActInput,
  mode: SignMode,
  percent: number | null,
): Promise<SigningRow> {
  const made = await writing.row<SigningRow>(
    `insert into signings (id, case_id, step, round, seq, mode, percent, form_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning *`,
    [newId(), act.caseId, act.step, act.round, act.seq, mode, percent, await formHash(writing)],
  );
  return made!;
}

/** Each office once, the leading one first; who cannot be found is replaced by the fallback, never left out in silence. */
async function signersOf(
  writing: Writing,
  act: ActInput,
  definition: StepDefinition,
  routed: Routed,
): Promise<Signer[]> {
  const { database, transaction } = writing;
  const named = [routed.rule!.receiver, ...routed.rule!.counterSign!.signers];
  const found = new Map<string, Receiver>();
  for (const receiver of named) {
    const resolved =
      (await resolveReceiver(database, receiver, writing.case, transaction)) ??
      (await receiverOf(writing, act, definition, { ...routed, rule: { ...routed.rule!, receiver } }));
    found.set(`${resolved.kind} ${resolved.id}`, resolved);
  }
  return [...found.values()].map((receiver, order) => ({ receiver, order, addedBy: null }));
}

async function signingToGoOnWith(writing: Writing, act: ActInput): Promise<SigningRow | undefined> {
  const last = await writing.row<SigningRow>(
    "select * from signings where case_id = $1 and step = $2 order by seq desc limit 1",
    [act.caseId, act.step],
  );
  if (!last) return undefined;
  const signatures = await signaturesOf(writing, last.id);
  if (!signatures.some(({ state, outcome }) => state === "decided" && outcome === "approved")) return undefined;
  const unchanged = last.form_hash === (await formHash(writing));
  if (!unchanged || !(last.round === act.round || (await cameStraightBack(writing, last)))) return undefined;
  await writing.rows("update signings set round = $2 where id = $1", [last.id, act.round]);
  return { ...last, round: act.round };
}

/** Returned by one of this signing's own signers, straight back. */
async function cameStraightBack(writing: Writing, signing: SigningRow): Promise<boolean> {
  const returned = await writing.row<{ signing_id: string | null; straight: boolean }>(
    `select t.signing_id, (e.data->>'straightBack')::boolean as straight
     from case_events e join tasks t on t.id = e.task_id
     where e.case_id = $1 and e.type = 'task.returned' order by e.seq desc limit 1`,
    [writing.case.id],
  );
  return returned?.straight === true && returned.signing_id === signing.id;
}

async function missingSigners(writing: Writing, signing: SigningRow): Promise<Signer[]> {
  const signatures = await signaturesOf(writing, signing.id);
  return signatures
    .filter(({ state, outcome }) => !(state === "decided" && outcome === "approved"))
    .map((task) => ({
      receiver: { kind: task.receiver_kind, id: task.receiver_id, name: task.receiver_name },
      order: task.sign_order ?? 0,
      addedBy: addedBy(task),
    }));
}

async function countSigners(writing: Writing, signingId: string): Promise<number> {
  return (await signaturesOf(writing, signingId)).length;
}

async function openNext(writing: Writing, task: TaskRow): Promise<TaskRow> {
  const due = await dueInstant(writing, task.due_in_working_days, task.earlier_runs);
  const opened = await writing.row<TaskRow>(
    `update tasks set state = 'open', opened_at = $2, due_at = $3, provisional = $4, clock_ahead = $5, version = version + 1
     where id = $1 returning *`,
    [task.id, writing.at, due ? new Date(due.at) : null, due?.provisional ?? false, writing.clockAhead],
  );
  return opened!;
}

/** Everything that was handed in, as it stands: the last revision of each form. */
async function formHash(writing: Writing): Promise<string> {
  const forms = await writing.row<{ hash: string | null }>(
    `select string_agg(form_hash, ' ' order by step) as hash from (
       select distinct on (step) step, form_hash from form_revisions where case_id = $1 order by step, revision desc) latest`,
    [writing.case.id],
  );
  return forms?.hash ?? "";
}

async function tellSigner(
  writing: Writing,
  definition: StepDefinition,
  receiver: Receiver,
  task: { id: string; dueText: string },
): Promise<void> {
  if (receiver.kind !== "organisation") return;
  const members = await membersOf(writing, receiver);
  await tell(writing, members, "new-task", { step: definition.title, until: task.dueText }, task.id);
}
