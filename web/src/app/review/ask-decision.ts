import type { MatDialog } from "@angular/material/dialog";
import type { Decision, TaskView } from "../../../../api/contracts/tasks.ts";
import { findMatter } from "../../../../domain/matters/index.ts";
import type { Confirm } from "../shared/confirm.ts";
import type { Outcome } from "./decide.ts";
import { remarkable } from "./handed-in.ts";
import { type ReturnDecision, askForReturn } from "./return-dialog.ts";

/** A phrase made for another outcome is no reason for this one; what the reader wrote, or a phrase for it, is kept. */
function ownWords(view: TaskView, opinion: string, outcome: Outcome): string {
  const meant = view.phrases.filter((phrase) => phrase.text === opinion);
  return meant.length > 0 && meant.every((phrase) => phrase.outcome !== outcome) ? "" : opinion;
}

/**
 * The steps a case can go back to. The applicant's latest step is offered first: what is wrong is mostly in the form
 * handed in last. Who goes back beyond a public notice is told that it begins anew.
 */
export function returnTargetsOf(view: Pick<TaskView, "task" | "returnTargets" | "route">): {
  targets: { step: string; title: string; warning?: string }[];
  to: string;
} {
  const steps = findMatter(view.task.matter)?.steps ?? {};
  const placeOf = (step: string) => view.route.findIndex((candidate) => candidate.step === step);
  const here = placeOf(view.task.step);
  const notices = view.route.filter((step, place) => steps[step.step]?.kind === "notice" && place < here);
  const targets = view.returnTargets.map((target) => {
    const place = placeOf(target.step);
    const again = notices.find((notice) => place >= 0 && place < placeOf(notice.step));
    return again
      ? {
          ...target,
          warning: $localize`退回到这一步，${again.title}:notice:要从头再来，${again.dueInWorkingDays ?? 0}:days: 个工作日重新计算。`,
        }
      : target;
  });
  const asked = view.returnTargets.filter((target) => steps[target.step]?.kind === "ask");
  const latest = asked.toSorted((one, other) => placeOf(other.step) - placeOf(one.step))[0];
  return { targets, to: (latest ?? view.returnTargets[0])?.step ?? "" };
}

/** 退回 of one case or of several of the same step. */
export function askForReturnOf(
  dialogs: MatDialog,
  view: TaskView,
  opinion: string,
  count: number,
): Promise<ReturnDecision | undefined> {
  return askForReturn(dialogs, {
    ...returnTargetsOf(view),
    defects: view.defects,
    fields: remarkable(view),
    phrases: view.phrases.filter((phrase) => phrase.outcome === "return").map((phrase) => phrase.text),
    opinion: ownWords(view, opinion, "return"),
    count,
  });
}

/**
 * What the reader wants to send: a final act is named with its effect and asked once, a return is written in its
 * dialog. Undefined when the reader thinks better of it; `no-opinion` when the step wants one.
 */
export async function askForDecision(
  outcome: Outcome,
  view: TaskView,
  opinion: string,
  dialogs: MatDialog,
  confirm: Confirm,
): Promise<Decision | "no-opinion" | undefined> {
  if (outcome === "return") return askForReturnOf(dialogs, view, opinion, 1);
  if (outcome === "approve" || outcome === "dismiss") {
    return view.opinionRequired && !opinion ? "no-opinion" : { outcome, opinion };
  }
  const rejecting = outcome === "reject";
  const answer = await confirm.ask({
    title: rejecting ? $localize`不予通过，并终止本件？` : $localize`异议成立，并终止本件？`,
    sentence: rejecting
      ? $localize`本件随即办结，不能再修改或恢复，原证书状态不变。申请人会收到理由、依据和复核途径。只是要改正的，请用“退回”。`
      : view.objection?.toldBySms
        ? $localize`公示随即终止，本件办结，原证书状态不变。申请人会收到结果，提出人会收到短信。`
        : $localize`公示随即终止，本件办结，原证书状态不变。申请人会收到结果；提出人要请你打电话告知。`,
    act: rejecting ? $localize`不予通过` : $localize`异议成立`,
    final: true,
    reason: { label: $localize`理由`, required: true, most: 1000, value: ownWords(view, opinion, outcome) },
  });
  return answer && { outcome, opinion: answer.reason };
}
