import { loadCalendar } from "../db/calendar.ts";
import { findOffice, resolveReceiver, type Receiver } from "../db/receivers.ts";
import { loadRules } from "../db/rules.ts";
import { assertNever } from "../domain/assert-never.ts";
import { civilDateAt, formatEnd, formatInstant } from "../domain/civil-date.ts";
import { getMatter, getStep } from "../domain/matters/index.ts";
import type { StepDefinition } from "../domain/matters/matter.ts";
import { noticeEnd } from "../domain/notice-days.ts";
import { findRule, type RoutingRule } from "../domain/routing.ts";
import { dueAt } from "../domain/working-days.ts";
import type { ActInput, Looked } from "../workflows/book.ts";
import type { ActivityDeps } from "./deps.ts";
import { administrators, membersOf, tell, tellApplicant } from "./notify.ts";
import { publishedLoss } from "./published-loss.ts";
import { newId, writeOnce, type Writing } from "./writing.ts";

/** Opens a step by the rule in force now: makes its task or its notice, or answers that a rule skips it. */
export async function openStep(deps: ActivityDeps, act: ActInput): Promise<Looked> {
  return writeOnce(deps, act, "open", async (writing) => {
    await writing.rows("update cases set step = $2 where id = $1", [act.caseId, act.step]);
    const definition = getStep(act.matter, act.step);
    const routed = await route(writing, act.step);
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

export interface Routed {
  rule: RoutingRule | undefined;
  version: number;
}

/** The rule for a step of this case, from the most specific area upward. */
export async function route(writing: Writing, step: string): Promise<Routed> {
  const { version, rules } = await loadRules(writing.database, writing.at, writing.transaction);
  const { matter, area_path: areaPath, facts } = writing.case;
  // D24: a rule that weakens the law is not seen, whoever published it.
  return { rule: findRule(rules, { matter, step, areaPath, facts }, getMatter(matter)), version };
}

async function publish(writing: Writing, act: ActInput, definition: StepDefinition, routed: Routed): Promise<Looked> {
  // D24: a rule may lengthen the notice, never shorten it.
  const workingDays = Math.max(routed.rule?.dueInWorkingDays ?? 0, definition.legalFloor?.workingDays ?? 1);
  const calendar = await loadCalendar(writing.database, writing.transaction);
  const end = noticeEnd(civilDateAt(act.at), workingDays, calendar);
  const id = newId();
  await writing.rows(
    `insert into notices (id, case_id, step, seq, published_at, working_days, ends_at, provisional, calendar_version, state, clock_ahead, rule_version, published)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'running', $10, $11, $12)`,
    [
      id,
      act.caseId,
      act.step,
      act.seq,
      writing.at,
      workingDays,
      new Date(end.endsAt),
      end.provisional,
      Number(calendar.version),
      writing.clockAhead,
      routed.version,
      JSON.stringify(await publishedLoss(writing)),
    ],
  );
  await writing.event("notice.published", { noticeId: id, endsAt: new Date(end.endsAt).toISOString(), workingDays });
  await tellApplicant(writing, "declared", { until: formatInstant(end.endsAt) });
  return { state: "open", tasks: [], until: end.endsAt };
}

async function askApplicant(writing: Writing, act: ActInput, routed: Routed): Promise<Looked> {
  const { account_id: id, applicant_name: name } = writing.case;
  const task = await insertTask(writing, act, "ask", { kind: "applicant", id, name }, routed);
  await writing.event("step.opened", {
    taskId: task.id,
    receiverName: name,
    dueAt: task.dueAt,
    ruleVersion: routed.version,
  });
  return { state: "open", tasks: [task.id], until: null };
}

async function openReview(
  writing: Writing,
  act: ActInput,
  definition: StepDefinition,
  routed: Routed,
): Promise<Looked> {
  if (routed.rule?.skip && definition.maySkip) {
    await writing.event("step.skipped", { reason: `按第 ${routed.version} 版规则跳过` });
    return { state: "done", yields: "skipped" };
  }
  const receiver = await receiverOf(writing, act, definition, routed);
  const task = await insertTask(writing, act, "review", receiver, routed);
  await writing.event("step.opened", {
    taskId: task.id,
    receiverName: receiver.name,
    dueAt: task.dueAt,
    ruleVersion: routed.version,
  });
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

/** B-18: nobody qualifies → the named fallback office, and administrators are told; never passed in silence. */
export async function receiverOf(
  writing: Writing,
  act: ActInput,
  definition: StepDefinition,
  { rule }: Routed,
): Promise<Receiver> {
  const found = rule && (await resolveReceiver(writing.database, rule.receiver, writing.case, writing.transaction));
  if (found) return found;
  const fallback =
    (rule?.fallbackOfficeId && (await findOffice(writing.database, rule.fallbackOfficeId, writing.transaction))) ||
    (await resolveReceiver(
      writing.database,
      { kind: "office-of-kind", officeKind: "title-office", level: "city" },
      writing.case,
      writing.transaction,
    ));
  if (!fallback) throw new Error(`no office can receive ${act.matter}/${act.step}, and no fallback office has members`);
  await writing.event("step.fallback", { officeName: fallback.name });
  await tell(writing, await administrators(writing), "fallback", { step: definition.title, who: fallback.name });
  return fallback;
}

/** One row with everything an inbox shows or filters (data-model.md). */
export async function insertTask(
  writing: Writing,
  act: ActInput,
  kind: "ask" | "review" | "objection",
  receiver: Receiver,
  routed: Routed,
  objectionId: string | null = null,
): Promise<{ id: string; dueAt: string | null; dueText: string }> {
  const days = routed.rule?.dueInWorkingDays ?? null;
  const calendar = await loadCalendar(writing.database, writing.transaction);
  const due = days === null ? undefined : dueAt(act.at, days, calendar);
  const { case: theCase } = writing;
  const id = newId();
  await writing.rows(
    `insert into tasks (id, case_id, seq, kind, step, round, receiver_kind, receiver_id, receiver_name, area_path, area_name,
       matter, case_number, applicant_name, organisation_name, organisation_id, certificate_number, returned, rule_id, rule_version,
       due_at, due_in_working_days, provisional, clock_ahead, opened_at, objection_id)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10::uuid[], a.name, $11, $12, $13, $14, $15, c.number, $16, $17, $18, $19, $20, $21, $22, $23, $24
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
    ],
  );
  return { id, dueAt: due ? new Date(due.at).toISOString() : null, dueText: due ? formatEnd(due.at) : "" };
}
