import { formatInstant } from "../civil-date.ts";

/** Ways in which the rows of a case can differ from what the engine holds. */
export type DriftKind =
  | "run-missing"
  | "run-ended"
  | "run-completed"
  | "case-missing"
  | "case-closed"
  | "step"
  | "round"
  | "act-unknown"
  | "task-missing"
  | "task-not-open"
  | "task-left-open"
  | "task-receiver"
  | "task-due"
  | "notice-missing"
  | "notice-not-running"
  | "notice-end"
  | "notice-left-running";

/** Ready to print but for instants, which are ISO texts; titles of steps, never names of people. */
export interface DriftParams {
  held?: string;
  written?: string;
}

const sentences: Readonly<Record<DriftKind, (params: Required<DriftParams>) => string>> = {
  "run-missing": () => "办件还在办，流程引擎里却没有它的流程。请从最近的备份核对恢复。",
  "run-ended": (p) => `办件还在办，它的流程却已${p.held}。修复后从停下的环节接着办。`,
  "run-completed": () => "流程已经办结，办件记录却还写着在办。",
  "case-missing": () => "流程引擎里有这件的流程，数据库里却没有办件记录。请从最近的备份核对恢复。",
  "case-closed": () => "流程还在进行，办件记录却写着已经结束。",
  step: (p) => `流程停在“${p.held}”，办件记录写的是“${p.written}”。`,
  round: (p) => `流程是第 ${p.held} 轮，办件记录写的是第 ${p.written} 轮。`,
  "act-unknown": () => "有一次办理已经写入，流程引擎还不知道，办件没有接着走。",
  "task-missing": (p) => `流程在等“${p.held}”的待办，待办记录不见了。`,
  "task-not-open": (p) => `流程在等“${p.held}”的待办，待办记录却不是待办状态。`,
  "task-left-open": (p) => `流程没有在等“${p.written}”的待办，待办记录却还开着。`,
  "task-receiver": (p) => `办理经过里待办在“${p.held}”，待办记录写的是“${p.written}”。`,
  "task-due": (p) => `办理经过里待办的期限是${instant(p.held)}，待办记录写的是${instant(p.written)}。`,
  "notice-missing": () => "流程在等公示期满，公示记录不见了。",
  "notice-not-running": () => "流程在等公示期满，公示记录却不在公示状态。",
  "notice-end": (p) => `流程等公示到${instant(p.held)}，公示记录写的是${instant(p.written)}。`,
  "notice-left-running": () => "流程已经过了公示，公示记录却还在公示状态。",
};

/** One difference in a sentence that an operator understands. */
export function driftSentence(kind: DriftKind, params: DriftParams = {}): string {
  return sentences[kind]({ held: "", written: "", ...params });
}

/** What only a backup brings back; everything else is written again from the engine. */
export function isRepairable(kind: DriftKind): boolean {
  return kind !== "run-missing" && kind !== "case-missing";
}

function instant(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? "（没有写）" : formatInstant(at);
}
