import type { TaskRow as Row } from "../../db/rows.ts";
import { isFor, type Actor } from "../../domain/actor.ts";
import { getMatter } from "../../domain/matters/index.ts";
import type { Calendar } from "../../domain/working-days.ts";
import type { TaskRow } from "../contracts/inbox.ts";
import { presentDue } from "./due.ts";
import { countedFrom, isPaused } from "./step-terms.ts";

/** What a line says that does not stand on its row: queries/inbox-marks.ts. */
export type TaskMarks = Pick<TaskRow, "signing" | "lender">;

/** One line of an inbox, from its row and the marks of the whole page: no second query per line. */
export function presentTaskRow(
  task: Row,
  actor: Actor,
  calendar: Calendar,
  marks: TaskMarks = { signing: null, lender: null },
): TaskRow {
  const matter = getMatter(task.matter);
  const now = Date.now() + task.clock_ahead;
  return {
    taskId: task.id,
    caseId: task.case_id,
    version: task.version,
    kind: task.kind === "objection" ? "objection" : "review",
    matter: task.matter,
    matterTitle: matter.title,
    step: task.step,
    stepTitle: task.kind === "objection" ? "公示异议审查" : (matter.steps[task.step]?.title ?? task.step),
    round: task.round,
    returned: task.returned,
    escalated: task.escalated_to !== null,
    receiverName: task.receiver_name,
    applicantName: task.applicant_name,
    organisationName: task.organisation_name,
    caseNumber: task.case_number,
    areaName: task.area_name,
    openedAt: task.opened_at.toISOString(),
    due: task.due_at
      ? presentDue(
          {
            at: task.due_at.getTime(),
            provisional: task.provisional,
            from: countedFrom(task),
            paused: isPaused(task),
          },
          now,
          calendar,
        )
      : null,
    holder: task.holder_id
      ? {
          accountId: task.holder_id,
          name: task.holder_name ?? "",
          mine: task.holder_id === actor.accountId,
          absent: task.lender_id === null && isHeldForAbsent(task, actor),
        }
      : null,
    ...marks,
    state: task.state,
    outcome: task.outcome,
    decidedAt: task.decided_at?.toISOString() ?? null,
  };
}

function isHeldForAbsent(task: Row, actor: Actor): boolean {
  return actor.memberships.some(
    (seat) =>
      seat.standsInFor?.accountId === task.holder_id &&
      (seat.officeId ?? seat.organisationId) === task.receiver_id &&
      isFor(seat, task.matter),
  );
}
