import { accountsOf } from "../actor.ts";
import { condition, type Ability } from "./condition.ts";

/** A draft of routing rules as the policy sees it. */
export interface RuleDraftSubject {
  authorId: string;
  state: "editing" | "submitted" | "published" | "discarded";
}

type Rule = Ability<RuleDraftSubject>;

const administrator = condition<RuleDraftSubject>(
  "今天是系统管理员",
  (actor) => actor.memberships.some(({ role }) => role === "administrator"),
  "not-allowed",
);
const author = condition<RuleDraftSubject>(
  "是起草人",
  (actor, { authorId }) => actor.accountId === authorId,
  "not-author-of-rules",
);
const other = condition<RuleDraftSubject>(
  "不是起草人，也不是起草人的另一个账户",
  (actor, { authorId }) => !accountsOf(actor).includes(authorId),
  "author-of-rules",
);
const inState = (says: string, ...states: readonly RuleDraftSubject["state"][]) =>
  condition<RuleDraftSubject>(
    says,
    (_, { state }) => states.includes(state),
    "rule-draft-elsewhere",
    (_, { state }) => ({
      state,
    }),
  );
const editing = inState("草稿还在修改", "editing");
const submitted = inState("草稿已送复核", "submitted");
const open = inState("草稿还没有起用或放弃", "editing", "submitted");

/** Whoever writes the rules does not put them in force. */
export const ruleDraftPolicy = {
  "edit-rule-draft": { title: "修改路由规则的草稿", when: [administrator, author, editing] },
  "submit-rule-draft": { title: "把路由规则的草稿送另一人复核", when: [administrator, author, editing] },
  "rework-rule-draft": { title: "把送出复核的草稿收回修改", when: [administrator, author, submitted] },
  "publish-rule-draft": { title: "复核同意，起用路由规则", when: [administrator, other, submitted] },
  "send-back-rule-draft": { title: "复核不同意，退回起草人", when: [administrator, other, submitted] },
  "discard-rule-draft": { title: "放弃路由规则的草稿", when: [administrator, open] },
} as const satisfies Record<string, Rule>;
export type RuleDraftAbilityName = keyof typeof ruleDraftPolicy;
