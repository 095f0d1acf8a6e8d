import type { Queue } from "../../../../api/contracts/inbox.ts";

export const queueNames: Readonly<Record<Queue, string>> = {
  mine: $localize`我的待办`,
  overdue: $localize`已逾期`,
  "to-claim": $localize`待认领`,
  returned: $localize`退回给我`,
  objections: $localize`公示异议`,
  escalated: $localize`下级报来`,
  done: $localize`已办`,
};

/** An empty queue says what belongs in it and where work may lie. */
export const emptyQueues: Readonly<Record<Queue, { heading: string; sentence: string; next: Queue }>> = {
  mine: { heading: $localize`都办完了`, sentence: $localize`你认领的办件显示在这里。`, next: "to-claim" },
  overdue: { heading: $localize`没有逾期的办件`, sentence: $localize`过了期限还没有办的，会排在这里。`, next: "mine" },
  "to-claim": {
    heading: $localize`没有等着认领的办件`,
    sentence: $localize`到了本单位、还没有人办的，显示在这里。`,
    next: "mine",
  },
  returned: {
    heading: $localize`没有退回给你的办件`,
    sentence: $localize`后面的环节退回到你这一步的，显示在这里。`,
    next: "mine",
  },
  objections: {
    heading: $localize`没有待处理的异议`,
    sentence: $localize`公示期间有人提出异议时，显示在这里。`,
    next: "mine",
  },
  escalated: {
    heading: $localize`没有下级报来的办件`,
    sentence: $localize`下级逾期未办、按规则报到本机构的，显示在这里，可以督办，也可以接办。`,
    next: "mine",
  },
  done: { heading: $localize`还没有办过`, sentence: $localize`你办过的每一件都可以在这里查到。`, next: "mine" },
};

/** What a decided task came to (`outcome` of the inbox row); other words of the server are shown as they come. */
const outcomes: Readonly<Record<string, string>> = {
  approved: $localize`已通过`,
  returned: $localize`已退回`,
  rejected: $localize`不予通过`,
  dismissed: $localize`异议不成立`,
  upheld: $localize`异议成立`,
  skipped: $localize`已跳过`,
};

export function outcomeName(row: { state: string; outcome: string | null }): string {
  if (row.state === "recalled") return $localize`已收回`;
  return row.outcome ? (outcomes[row.outcome] ?? row.outcome) : $localize`已结束`;
}
