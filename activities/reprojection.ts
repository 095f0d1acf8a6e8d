import { resolveReceiver, type Receiver } from "../db/receivers.ts";
import { loadRules } from "../db/rules.ts";
import type { NoticeRow, StoredRun, TaskRow } from "../db/rows.ts";
import { getStep } from "../domain/matters/index.ts";
import type { ActInput, HeldStanding } from "../workflows/book.ts";
import { insertNotice } from "./open.ts";
import { insertTask, route } from "./tasks.ts";
import { toldTask, type ToldTask } from "./told-tasks.ts";
import { Writing } from "./writing.ts";

/**
 * Writes the rows of a waiting case again from what its book holds: the engine is the truth about where a case stands,
 * its events about how it got there. Called inside an act, when everything written before is known to the engine.
 * Leaves one event when anything had to be put right; what stands as it should is not touched.
 */
export async function projectAgain(writing: Writing, act: ActInput, held: HeldStanding): Promise<void> {
  const restored = [
    ...(await restoreCase(writing, act)),
    ...(await restoreTasks(writing, act, held.tasks)),
    ...(await restoreNotices(writing, act, held.until)),
  ];
  if (restored.length > 0) await writing.event("case.repaired", { restored });
}

async function restoreCase(writing: Writing, act: ActInput): Promise<string[]> {
  const { state, step, round } = writing.case;
  if (state === "open" && step === act.step && round === act.round) return [];
  await writing.rows(
    "update cases set state = 'open', step = $2, round = $3, outcome = null, ending_reason = null, closed_at = null where id = $1",
    [act.caseId, act.step, act.round],
  );
  return ["case"];
}

async function restoreTasks(writing: Writing, act: ActInput, held: readonly string[]): Promise<string[]> {
  const found = await writing.rows<TaskRow>(
    "select * from tasks where case_id = $1 and (state = 'open' or id = any($2::uuid[])) for update",
    [act.caseId, held],
  );
  const wrong = found.filter(({ id, state, step }) => held.includes(id) && (state !== "open" || step !== act.step));
  for (const { id } of wrong)
    await writing.rows(
      `update tasks set state = 'open', step = $2, outcome = null, opinion = null, sealed = false, decided_by = null,
         decided_by_name = null, decided_at = null, version = version + 1 where id = $1`,
      [id, act.step],
    );
  const left = found.filter(({ id, state }) => state === "open" && !held.includes(id));
  await writing.rows(
    "update tasks set state = 'closed', decided_at = $2, version = version + 1 where id = any($1::uuid[])",
    [left.map(({ id }) => id), writing.at],
  );
  const missing = held.filter((id) => !found.some((task) => task.id === id));
  for (const id of missing) await insertTaskAgain(writing, act, id);
  const untold = await restoreTold(writing, act, held);
  return wrong.length + left.length + missing.length + untold > 0 ? ["tasks"] : [];
}

/** With whom a task lies and when it is due, as its events say; answers how many said otherwise. */
async function restoreTold(writing: Writing, act: ActInput, held: readonly string[]): Promise<number> {
  const tasks = await writing.rows<
    Pick<TaskRow, "id" | "kind" | "receiver_name" | "due_at"> & { told: ToldTask | null }
  >(`select id, kind, receiver_name, due_at, ${toldTask} as told from tasks t where id = any($1::uuid[])`, [held]);
  let restored = 0;
  for (const { id, kind, told, ...task } of tasks) {
    if (!told || kind === "objection") continue;
    const moved = told.receiver !== task.receiver_name;
    const due = told.due === null ? null : new Date(told.due);
    if (!moved && due?.getTime() === task.due_at?.getTime()) continue;
    restored++;
    await writing.rows("update tasks set due_at = $2, version = version + 1 where id = $1", [id, due]);
    if (!moved) continue;
    const receiver = await receiverCalled(writing, act, kind, told.receiver);
    await writing.rows("update tasks set receiver_kind = $2, receiver_id = $3, receiver_name = $4 where id = $1", [
      ...[id, receiver.kind, receiver.id, receiver.name],
    ]);
  }
  return restored;
}

interface Opened {
  seq: number;
  at: Date;
  round: number;
  receiverName: string;
  earlierRuns: StoredRun[] | null;
}

/** As it was opened, by the rules in force then; to whom, the event still says. */
async function insertTaskAgain(writing: Writing, act: ActInput, id: string): Promise<void> {
  const opened = await writing.row<Opened>(
    `select seq, at, round, data->>'receiverName' as "receiverName", data->'earlierRuns' as "earlierRuns" from case_events
     where case_id = $1 and type = 'step.opened' and data->>'taskId' = $2`,
    [act.caseId, id],
  );
  if (!opened) throw new Error(`no event tells how task ${id} of case ${act.caseId} was opened`);
  const past = { ...act, seq: opened.seq, round: opened.round, at: opened.at.getTime() };
  const kind = getStep(act.matter, act.step).kind === "ask" ? "ask" : "review";
  const receiver = await receiverCalled(writing, act, kind, opened.receiverName);
  const opening = new Writing(writing.deps, past, writing.transaction, writing.found);
  await insertTask(opening, past, kind, receiver, await route(opening, act.step), {
    id,
    earlierRuns: opened.earlierRuns ?? [],
  });
  await writing.rows("update tasks set clock_ahead = $2 where id = $1", [id, writing.clockAhead]);
}

async function receiverCalled(
  writing: Writing,
  act: ActInput,
  kind: "ask" | "review",
  name: string,
): Promise<Receiver> {
  const { case: theCase, database, transaction } = writing;
  const applicant = await resolveReceiver(database, { kind: "applicant" }, theCase, transaction);
  if (kind === "ask" && applicant) return applicant;
  if (theCase.organisation_id && theCase.organisation_name === name)
    return { kind: "organisation", id: theCase.organisation_id, name };
  const office = await writing.row<{ id: string }>(
    "select id from offices where name = $1 order by ended_at desc nulls first limit 1",
    [name],
  );
  if (!office) throw new Error(`${name}, which held ${act.step} of case ${act.caseId}, is no office any more`);
  // Where the office has ended meanwhile, its successor has its work.
  const receiver = await resolveReceiver(database, { kind: "office", officeId: office.id }, theCase, transaction);
  return receiver ?? { kind: "office", id: office.id, name };
}

async function restoreNotices(writing: Writing, act: ActInput, until: number | null): Promise<string[]> {
  const waits = getStep(act.matter, act.step).kind === "notice";
  const [latest, ...earlier] = await writing.rows<NoticeRow>(
    "select * from notices where case_id = $1 order by seq desc for update",
    [act.caseId],
  );
  const left = [...(waits ? [] : [latest]), ...earlier].filter((notice) => notice?.state === "running");
  for (const notice of left)
    await writing.rows("update notices set state = 'ended', ended_at = $2 where id = $1", [notice!.id, writing.at]);
  if (!waits) return left.length > 0 ? ["notice"] : [];
  if (latest?.step !== act.step) {
    await insertNoticeAgain(writing, act, until);
    return ["notice"];
  }
  const moved = until !== null && latest.ends_at.getTime() !== until;
  if (latest.state === "running" && !moved) return left.length > 0 ? ["notice"] : [];
  await writing.rows("update notices set state = 'running', ended_at = null, ends_at = $2 where id = $1", [
    latest.id,
    moved ? new Date(until) : latest.ends_at,
  ]);
  return ["notice"];
}

/** As it was published; where the book says until when, to that instant. */
async function insertNoticeAgain(writing: Writing, act: ActInput, until: number | null): Promise<void> {
  const told = await writing.row<{ seq: number; at: Date; id: string; workingDays: number; endsAt: string }>(
    `select seq, at, data->>'noticeId' as id, (data->>'workingDays')::int as "workingDays", data->>'endsAt' as "endsAt"
     from case_events where case_id = $1 and type = 'notice.published' and step = $2 order by seq desc limit 1`,
    [act.caseId, act.step],
  );
  if (!told) throw new Error(`no event tells how the notice of case ${act.caseId} was published`);
  const { version } = await loadRules(writing.database, told.at, writing.transaction);
  const past = { ...act, seq: told.seq, at: told.at.getTime() };
  const publishing = new Writing(writing.deps, past, writing.transaction, writing.found);
  await insertNotice(publishing, told.seq, {
    ...{ id: told.id, workingDays: told.workingDays, ruleVersion: version },
    end: { endsAt: until ?? Date.parse(told.endsAt), provisional: false },
    // An older calendar than any: the look that follows counts again.
    calendar: { version: "0" },
  });
  await writing.rows("update notices set clock_ahead = $2 where id = $1", [told.id, writing.clockAhead]);
}
