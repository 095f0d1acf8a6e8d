import { formatEnd, formatMonthDay, parseCivilDate } from "../civil-date.ts";

/** What one line of a timeline is told from; `data` as the activity wrote it, `stepTitle` by the matter's definition. */
export interface TimelineEvent {
  type: string;
  stepTitle: string;
  data: Readonly<Record<string, unknown>>;
  /** Title of a step by its name, for steps that an event speaks of. */
  titleOf(step: string): string;
}

function text(event: TimelineEvent, key: string): string {
  const value = event.data[key];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function instant(event: TimelineEvent, key: string): number {
  return Date.parse(text(event, key));
}

const outcomes: Readonly<Record<string, string>> = {
  completed: "办件已办结",
  "not-passed": "评审未通过，办件结束",
  rejected: "不予通过，办件结束",
  withdrawn: "申请人已撤回，办件结束",
  "objection-upheld": "公示异议成立，办件终止",
};

const recalled: Readonly<Record<string, string>> = {
  "form.handed-in": "收回了刚才的提交",
  "task.approved": "收回了刚才的通过",
  "task.signed": "收回了刚才的会签",
  "task.declined": "收回了刚才的会签意见",
  "task.returned": "收回了刚才的退回",
};

const signModes: Readonly<Record<string, string>> = {
  all: "全部同意",
  any: "一家同意即可",
  ratio: "按比例同意",
  "in-turn": "依次签署",
};

const sentences: Readonly<Record<string, (event: TimelineEvent) => string>> = {
  "case.opened": () => "办件已受理",
  "form.handed-in": (event) => event.stepTitle,
  "notice.published": (event) =>
    `遗失声明开始公示，共 ${text(event, "workingDays")} 个工作日，至${formatEnd(instant(event, "endsAt"))}`,
  "notice.ended": () => "公示已满，没有成立的异议",
  "notice.recomputed": (event) =>
    `公示截止由${formatEnd(instant(event, "from"))}改为${formatEnd(instant(event, "to"))}：${text(event, "reason")}`,
  "due.recomputed": (event) =>
    `办理期限由${formatEnd(instant(event, "from"))}改为${formatEnd(instant(event, "to"))}：${text(event, "reason")}`,
  "objection.received": (event) => `公示收到异议，由${text(event, "receiverName")}审查`,
  "objection.dismissed": () => "经审查，异议不成立",
  "objection.upheld": () => "经审查，异议成立",
  "step.opened": (event) =>
    `进入“${event.stepTitle}”，由${text(event, "receiverName")}办理${
      event.data["dueAt"] ? `，${formatEnd(instant(event, "dueAt"))}前办结` : ""
    }${event.data["dueAt"] && event.data["earlierRuns"] ? `；计时接着算，之前已用 ${text(event, "usedDays")} 个工作日` : ""}`,
  "signing.opened": (event) =>
    `进入“${event.stepTitle}”，由${text(event, "receiverName")}会签（${signModes[text(event, "mode")] ?? ""}）${
      event.data["dueAt"] ? `，${formatEnd(instant(event, "dueAt"))}前办结` : ""
    }${event.data["kept"] ? "；表和材料没有变化，已签的意见保留" : ""}`,
  "signer.added": (event) => `“${event.stepTitle}”加请${text(event, "officeName")}会签：${text(event, "reason")}`,
  "signer.removed": (event) => `“${event.stepTitle}”不再由${text(event, "officeName")}会签：${text(event, "reason")}`,
  "step.skipped": (event) => `“${event.stepTitle}”不需要办理：${text(event, "reason")}`,
  "step.fallback": (event) => `“${event.stepTitle}”没有合适的接收机构，由${text(event, "officeName")}代收`,
  "task.approved": (event) => `“${event.stepTitle}”通过${event.data["sealed"] ? "，已盖章" : ""}`,
  "task.signed": (event) =>
    `“${event.stepTitle}”会签：${text(event, "receiverName")}同意${event.data["sealed"] ? "，已盖章" : ""}`,
  "task.declined": (event) => `“${event.stepTitle}”会签：${text(event, "receiverName")}不同意`,
  "signing.completed": (event) => `“${event.stepTitle}”会签通过：${text(event, "receiverName")}`,
  "task.transferred": (event) =>
    event.data["to"] === null
      ? `由${text(event, "from")}放回待认领：${text(event, "reason")}`
      : `${event.data["from"] ? `由${text(event, "from")}` : ""}转交${text(event, "to")}办理：${text(event, "reason")}`,
  "task.lent": (event) => `请${text(event, "to")}先看，${text(event, "until")}前交回：${text(event, "reason")}`,
  "task.succeeded": (event) =>
    `机构调整，“${event.stepTitle}”由${text(event, "from")}改由${text(event, "to")}办理：${text(event, "reason")}`,
  "task.taken-over": (event) => `代${text(event, "from")}接着办理`,
  "task.given-back": (event) => `交回${text(event, "to")}办理`,
  "task.returned": (event) =>
    `“${event.stepTitle}”退回到“${event.titleOf(text(event, "to"))}”${event.data["straightBack"] ? "，改好后直接交回" : ""}`,
  "task.rejected": (event) => `“${event.stepTitle}”不予通过`,
  "task.reminded-late": (event) =>
    `“${event.stepTitle}”${formatMonthDay(parseCivilDate(text(event, "day")))}的办理提醒当天没有发出，现补发一次`,
  "task.urged": (event) => `${text(event, "officeName")}督办“${event.stepTitle}”`,
  "task.escalated": (event) =>
    event.data["moved"]
      ? `“${event.stepTitle}”逾期未办，${event.data["taken"] ? "由上级接办，" : ""}改由${text(event, "officeName")}办理${
          event.data["dueAt"] ? `，${formatEnd(instant(event, "dueAt"))}前办结` : ""
        }`
      : `“${event.stepTitle}”逾期未办，已上报${text(event, "officeName")}`,
  "decision.recalled": (event) => recalled[text(event, "what")] ?? "收回了刚才的办理",
  "case.withdrawn": (event) => (text(event, "reason") ? `撤回申请：${text(event, "reason")}` : "撤回申请"),
  "effect.begun": (event) => `开始${event.stepTitle}`,
  "certificate.issued": (event) =>
    `电子证书已签发，编号 ${text(event, "number")}${
      event.data["replacedNumber"] ? `；原证书 ${text(event, "replacedNumber")} 作废` : ""
    }`,
  "certificate.revoked": (event) =>
    `证书 ${text(event, "number")} 被撤销：${text(event, "reason")}（依据 ${text(event, "basis")}）`,
  "case.repaired": () => "核对办件记录，按办理流程恢复",
  "case.closed": (event) => outcomes[text(event, "outcome")] ?? "办件结束",
};

/** One sentence a citizen understands. Instants inside it are printed in Asia/Shanghai. */
export function eventSentence(event: TimelineEvent): string {
  return sentences[event.type]?.(event) ?? event.stepTitle;
}

/** Event types that have a sentence of their own; a test compares them with what the activities write. */
export const eventTypes = Object.keys(sentences);
