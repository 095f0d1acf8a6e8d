import { loadCalendar } from "../db/calendar.ts";
import { assertNever } from "../domain/assert-never.ts";
import { civilDateAt, formatInstant } from "../domain/civil-date.ts";
import { getMatter, getStep } from "../domain/matters/index.ts";
import type { StepDefinition } from "../domain/matters/matter.ts";
import { noticeEnd } from "../domain/notice-days.ts";
import type { Calendar } from "../domain/working-days.ts";
import type { ActInput, Looked } from "../workflows/book.ts";
import { readRoute } from "../workflows/reading.ts";
import type { ActivityDeps } from "./deps.ts";
import { membersOf, tell, tellApplicant } from "./notify.ts";
import { publishedLoss } from "./published-loss.ts";
import { openSigning } from "./signing.ts";
import { usedBefore } from "./step-terms.ts";
import { insertTask, leaveInHand, receiverOf, route, type OpenedTask, type Routed } from "./tasks.ts";
import { newId, writeOnce, type Writing } from "./writing.ts";

/** Opens a step by the rule in force now: makes its task or its notice, or answers that a rule skips it. */
export async function openStep(deps: ActivityDeps, act: ActInput): Promise<Looked> {
  return writeOnce(deps, act, "open", async (writing) => {
    await writing.rows("update cases set step = $2 where id = $1", [act.caseId, act.step]);
    const definition = getStep(act.matter, act.step);
    const routed = await route(writing, act.step);
    if (routed.rule?.skip && definition.maySkip && definition.kind !== "ask") return skip(writing, routed);
    switch (definition.kind) {
      case "notice":
        return publish(writing, act, definition, routed);
      case "ask":
        return askApplicant(writing, act, routed);
      case "review":
        return openReview(writing, act, definition, routed);
      case "effect":
        throw new Error(`${act.step} is carried out, not opened`);
      default:
        return assertNever(definition.kind);
    }
  });
}

async function skip(writing: Writing, { version }: Routed): Promise<Looked> {
  await writing.event("step.skipped", { reason: `按第 ${version} 版规则跳过`, ruleVersion: version });
  return { state: "done", yields: "skipped" };
}

async function publish(writing: Writing, act: ActInput, definition: StepDefinition, routed: Routed): Promise<Looked> {
  // D24: a rule may lengthen the notice, never shorten it.
  const workingDays = Math.max(routed.rule?.dueInWorkingDays ?? 0, definition.legalFloor?.workingDays ?? 1);
  const calendar = await loadCalendar(writing.database, writing.transaction);
  const end = noticeEnd(civilDateAt(act.at), workingDays, calendar);
  const id = newId();
  await insertNotice(writing, act.seq, { id, end, calendar, workingDays, ruleVersion: routed.version });
  await writing.event("notice.published", {
    ...{ noticeId: id, endsAt: new Date(end.endsAt).toISOString(), workingDays, ruleVersion: routed.version },
  });
  await tellApplicant(writing, "declared", { until: formatInstant(end.endsAt) });
  return { state: "open", tasks: [], until: end.endsAt };
}

interface NewNotice {
  id: string;
  workingDays: number;
  end: { endsAt: number; provisional: boolean };
  calendar: Pick<Calendar, "version">;
  ruleVersion: number;
}

/** The row of a notice published at the act's instant, numbered by the act that published it. */
export async function insertNotice(writing: Writing, seq: number, notice: NewNotice): Promise<void> {
  await writing.rows(
    `insert into notices (id, case_id, step, seq, published_at, working_days, ends_at, provisional, calendar_version, state, clock_ahead, rule_version, published)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'running', $10, $11, $12)`,
    [
      ...[notice.id, writing.act.caseId, writing.act.step, seq, writing.at, notice.workingDays],
      ...[new Date(notice.end.endsAt), notice.end.provisional, Number(notice.calendar.version), writing.clockAhead],
      ...[notice.ruleVersion, JSON.stringify(await publishedLoss(writing))],
    ],
  );
}

async function stepOpened(writing: Writing, task: OpenedTask, receiverName: string, routed: Routed): Promise<void> {
  const { id: taskId, dueAt, earlierRuns } = task;
  const usedDays = await usedBefore(writing, earlierRuns);
  const resumed = earlierRuns.length > 0 ? { earlierRuns, usedDays } : {};
  await writing.event("step.opened", { taskId, receiverName, dueAt, ruleVersion: routed.version, ...resumed });
}

async function askApplicant(writing: Writing, act: ActInput, routed: Routed): Promise<Looked> {
  const { account_id: id, applicant_name: name } = writing.case;
  const task = await insertTask(writing, act, "ask", { kind: "applicant", id, name }, routed);
  await stepOpened(writing, task, name, routed);
  return { state: "open", tasks: [task.id], until: null };
}

async function openReview(
  writing: Writing,
  act: ActInput,
  definition: StepDefinition,
  routed: Routed,
): Promise<Looked> {
  if (routed.rule?.counterSign) return openSigning(writing, act, definition, routed);
  const before = routed.rule?.mayBeSameOffice === false ? await officeBefore(writing, act) : null;
  const receiver = await receiverOf(writing, act, definition, routed, before);
  const task = await insertTask(writing, act, "review", receiver, routed);
  await leaveInHand(writing, task.id);
  await stepOpened(writing, task, receiver.name, routed);
  await tellApplicant(writing, "went-on", { step: definition.title, who: receiver.name });
  if (receiver.kind === "organisation")
    await tell(
      writing,
      await membersOf(writing, receiver),
      "new-task",
      { step: definition.title, until: task.dueText },
      task.id,
    );
  return { state: "open", tasks: [task.id], until: null };
}

/** The office that approved (of several, led) the review before this one, whatever round it was in; null when it was no office. */
async function officeBefore(writing: Writing, act: ActInput): Promise<string | null> {
  const { firstStep } = getMatter(act.matter);
  const path = (await readRoute(act.matter, { [firstStep]: writing.case.facts })).map(({ step }) => step);
  const decided = await writing.row<{ receiver_kind: string; receiver_id: string }>(
    `select receiver_kind, receiver_id from tasks where case_id = $1 and kind = 'review' and state = 'decided'
       and outcome = 'approved' and coalesce(sign_order, 0) = 0 and step = any($2::text[]) order by seq desc limit 1`,
    [act.caseId, path.slice(0, path.indexOf(act.step))],
  );
  return decided?.receiver_kind === "office" ? decided.receiver_id : null;
}
