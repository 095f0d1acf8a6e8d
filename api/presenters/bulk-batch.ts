import type { Actor } from "../../domain/actor.ts";
import { getMatter, getStep } from "../../domain/matters/index.ts";
import { can, denialOf } from "../../domain/policy/index.ts";
import { refusalSentence } from "../../domain/texts/refusals.ts";
import type { BulkBatch, BulkBatchView, BulkItem } from "../contracts/bulk-batches.ts";
import type { BatchRow, ItemRow } from "../queries/bulk-batches.ts";
import type { TaskWithCase } from "../queries/task-subject.ts";
import { decisionAbilities } from "./decision-abilities.ts";

export function presentBatch(batch: BatchRow): BulkBatch {
  const matter = getMatter(batch.matter);
  return {
    id: batch.id,
    matterTitle: matter.title,
    stepTitle: matter.steps[batch.step]?.title ?? batch.step,
    state: batch.state,
    count: batch.count,
    done: batch.done,
    refused: batch.refused,
    unanswered: batch.unanswered,
    madeAt: batch.made_at.toISOString(),
    begunAt: batch.begun_at?.toISOString() ?? null,
    finishedAt: batch.finished_at?.toISOString() ?? null,
  };
}

export function presentBatchWithItems(
  actor: Actor,
  batch: BatchRow,
  items: readonly (TaskWithCase & { item: ItemRow })[],
): BulkBatchView {
  const step = getStep(batch.matter, batch.step);
  return {
    ...presentBatch(batch),
    version: batch.version,
    hash: batch.hash,
    sealName: step.sealed ? (items[0]?.task.receiver_name ?? null) : null,
    opinionRequired: step.opinionRequired,
    // Who has left the desk since reads no case there any more.
    items: items
      .filter(({ subject }) => can("see-task", actor, subject))
      .map((found) => ({
        taskId: found.task.id,
        caseId: found.task.case_id,
        caseNumber: found.task.case_number,
        applicantName: found.task.applicant_name,
        organisationName: found.task.organisation_name,
        decision: found.item.decision,
        state: found.item.state,
        sentence: sentenceOf(actor, batch, found),
      })),
  };
}

function sentenceOf(actor: Actor, batch: BatchRow, found: TaskWithCase & { item: ItemRow }): BulkItem["sentence"] {
  const { item, task } = found;
  if (item.state === "unanswered") return refusalSentence("bulk-item-unanswered");
  if (item.refusal?.code === "stale-version") return refusalSentence("bulk-item-moved");
  if (item.refusal) return refusalSentence(item.refusal.code, item.refusal.params);
  if (batch.state !== "draft") return null;
  // The password is asked for once, for the whole batch, when it has been looked over.
  const withPassword = { ...actor, stepUpUntil: Infinity };
  const denial = denialOf(decisionAbilities[item.decision.outcome], withPassword, found.subject);
  if (denial) return refusalSentence(denial.code, denial.params);
  return task.version === item.version ? null : refusalSentence("bulk-item-moved");
}
