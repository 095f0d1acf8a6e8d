import type { Actor } from "../actor.ts";
import { condition, either, type Ability } from "./condition.ts";

/** Somebody's absence, as the policy sees it. */
export interface AbsenceSubject {
  /** Who is absent. */
  accountId: string;
  /** The offices they sit in today. */
  officeIds: readonly string[];
}

const atDesk = condition<AbsenceSubject>(
  "今天是机构或单位的经办人员",
  (actor) => ownSeats(actor).some(({ role }) => role !== "administrator"),
  "not-allowed",
);
const own = condition<AbsenceSubject>(
  "是本人外出",
  (actor, { accountId }) => actor.accountId === accountId,
  "not-allowed",
);
const chiefOfAll = condition<AbsenceSubject>(
  "是外出的人任职的全部机构的负责人",
  (actor, { officeIds }) =>
    officeIds.length > 0 &&
    officeIds.every((id) => ownSeats(actor).some(({ role, officeId }) => role === "chief" && officeId === id)),
  "not-allowed",
);

/** Nobody hands on a seat that they keep for somebody else. */
function ownSeats(actor: Actor) {
  return actor.memberships.filter(({ standsInFor }) => !standsInFor);
}

const somebodyElse = condition<AbsenceSubject>(
  "不是本人",
  (actor, { accountId }) => actor.accountId !== accountId,
  "not-allowed",
);
const administrator = condition<AbsenceSubject>(
  "是系统管理员",
  (actor) => actor.memberships.some(({ role }) => role === "administrator"),
  "not-allowed",
);

export const substitutePolicy = {
  "hand-over-leaver": { title: "办理离岗交接（B-06）", when: [somebodyElse, either(chiefOfAll, administrator)] },
  "arrange-substitute": { title: "设置、提前结束代办（B-05）", when: [atDesk, either(own, chiefOfAll)] },
} as const satisfies Record<string, Ability<AbsenceSubject>>;
export type SubstituteAbilityName = keyof typeof substitutePolicy;
