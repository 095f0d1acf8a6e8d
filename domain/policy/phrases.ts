import { condition, either, type Ability } from "./condition.ts";

/** The phrases of one office; null: those offered to everybody. */
export interface PhraseSubject {
  officeId: string | null;
}

type Rule = Ability<PhraseSubject>;

const administrator = condition<PhraseSubject>(
  "是系统管理员",
  (actor) => actor.memberships.some(({ role }) => role === "administrator"),
  "not-allowed",
);
const chief = condition<PhraseSubject>(
  "是本机构今天的负责人",
  (actor, { officeId }) =>
    officeId !== null && actor.memberships.some((one) => one.role === "chief" && one.officeId === officeId),
  "not-allowed",
);
const anyChief = condition<PhraseSubject>(
  "是任一机构今天的负责人",
  (actor) => actor.memberships.some(({ role }) => role === "chief"),
  "not-allowed",
);

/** 常用语 (B-10). */
export const phrasePolicy = {
  "read-phrases": { title: "看常用语的设置", when: [either(anyChief, administrator)] },
  "keep-phrases": { title: "增加、修改、停用机构的常用语", when: [either(chief, administrator)] },
} as const satisfies Record<string, Rule>;
export type PhraseAbilityName = keyof typeof phrasePolicy;
