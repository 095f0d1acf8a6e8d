import { condition, type Ability } from "./condition.ts";

/** A bulk decision: who put it together, and how far it is. */
export interface BulkBatchSubject {
  accountId: string;
  state: "draft" | "running" | "done";
}

type Rule = Ability<BulkBatchSubject>;

const own = condition<BulkBatchSubject>(
  "由本人组成",
  (actor, { accountId }) => actor.accountId === accountId,
  "not-found",
);
const notBegun = condition<BulkBatchSubject>("还没有开始办理", (_, { state }) => state === "draft", "bulk-begun");

/** What each item needs besides is asked of it as of a single decision (tasks.ts). */
export const bulkBatchPolicy = {
  "see-bulk-batch": { title: "看批量办理", when: [own] },
  "change-bulk-batch": { title: "改动、确认、开始批量办理", when: [own, notBegun] },
} as const satisfies Record<string, Rule>;
export type BulkBatchAbilityName = keyof typeof bulkBatchPolicy;
