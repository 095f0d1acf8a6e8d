import { assertNever } from "../assert-never.ts";
import { formatEnd, formatMonthDayTime } from "../civil-date.ts";
import type { StepKind } from "../matters/matter.ts";

/** Where a case stands, as far as sentences about waiting need it. Instants are epoch ms. */
export interface Standing {
  stepTitle: string;
  kind: StepKind;
  /** The definition's own sentence for the open step. */
  waitingSentence: string;
  /** The body that has it now. */
  receiverName: string | null;
  /** A notice that runs. */
  notice: { endsAt: number; pendingObjections: number } | null;
  returned: boolean;
  failing: boolean;
  /** The reader is the applicant. */
  own: boolean;
}

/** One sentence: who has it and what it waits for. */
export function waitingSentence(standing: Standing): string {
  switch (standing.kind) {
    case "notice":
      if (standing.notice && standing.notice.pendingObjections > 0)
        return `公示收到 ${standing.notice.pendingObjections} 条异议，正在审查；公示继续计时，现在不用你做什么。`;
      return standing.waitingSentence;
    case "ask":
      if (!standing.own) return `等申请人办理“${standing.stepTitle}”。`;
      return standing.returned ? `这件被退回补正，请改好后重新办理“${standing.stepTitle}”。` : standing.waitingSentence;
    case "review": {
      const who = standing.receiverName ?? "受理机构";
      return standing.own
        ? `${who}正在办理“${standing.stepTitle}”，现在不用你做什么。`
        : `${who}正在办理“${standing.stepTitle}”。`;
    }
    case "effect":
      return standing.failing
        ? "审批已通过，证书制作遇到问题，系统正在自动重试，不用你做什么。"
        : standing.waitingSentence;
    default:
      return assertNever(standing.kind);
  }
}

/** What is asked of the applicant. */
export function askSentence(standing: Standing, dueAt: number | null): string {
  const until = dueAt === null ? "" : `请在${formatEnd(dueAt)} 前办理。`;
  if (standing.returned) return `请按退回意见补正，改好后重新提交。${until}`;
  return `${standing.waitingSentence}${until}`;
}

/** Before it may be handed in, it may be prepared (D23). */
export function prepareSentence(stepTitle: string, endsAt: number): string {
  return `“${stepTitle}”可以现在先填好，${formatMonthDayTime(endsAt)} 起可以提交。`;
}

/** What comes next, told to the applicant; `following` are the titles of the reviews ahead with their working days. */
export function nextSentence(
  standing: Standing,
  following: readonly { who: string; title: string; kind: StepKind; workingDays: number | null }[],
): string {
  const next = following[0];
  const effect = following.find(({ kind }) => kind === "effect");
  if (!next) return "办结后会通知你，可以随时来这里查看。";
  const reviews = following.filter(({ kind }) => kind === "review");
  const days = reviews.reduce((sum, { workingDays }) => sum + (workingDays ?? 0), 0);
  const then =
    reviews.length === 0
      ? ""
      : `${reviews.map(({ who }) => who).join("、")}依次审核${days > 0 ? `，约需 ${days} 个工作日` : ""}`;
  if (next.kind === "ask") {
    const from = standing.notice ? `${formatMonthDayTime(standing.notice.endsAt)} 起，` : "接下来";
    return `${from}你办理“${next.title}”，我们会发消息提醒你。${then ? `之后由${then}。` : ""}`;
  }
  if (next.kind === "review") return `接下来由${then}${effect ? `；通过后${effect.title}` : ""}。`;
  if (next.kind === "effect") return `通过后${next.title}，办好会通知你。`;
  return `接下来是“${next.title}”。`;
}

/** Why the days of a step stand still, from where the case is meanwhile. */
export function pauseReason(stepKind: StepKind | null, pendingObjections: number, stepTitle: string): string {
  switch (stepKind) {
    case "ask":
      return "已退回申请人补正";
    case "notice":
      return pendingObjections > 0 ? "公示收到异议，正在审查" : "重新公示";
    case "review":
    case "effect":
    case null:
      return stepTitle === "" ? "办件正在转办" : `“${stepTitle}”重新办理`;
    default:
      return assertNever(stepKind);
  }
}

/** The days of a step stand still: why, and how many are used and left. `who` is null for the applicant. */
export function pausedSentence(term: {
  stepTitle: string;
  who: string | null;
  reason: string;
  used: number;
  left: number | null;
}): string {
  const left = term.left === null ? "" : `，办件回来后还有 ${term.left} 个工作日`;
  return `${term.who === null ? "" : `${term.who}的`}“${term.stepTitle}”计时暂停，因${term.reason}；已用 ${term.used} 个工作日${left}。`;
}

/** The days of a step went on after they stood still. */
export function resumedSentence(used: number): string {
  return `计时接着算：之前已用 ${used} 个工作日，退回、收回期间不计。`;
}
