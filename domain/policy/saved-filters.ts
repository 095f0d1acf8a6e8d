import { condition, type Ability } from "./condition.ts";

/** A filter with a name: whose it is, and the office it is shared with. */
export interface SavedFilterSubject {
  accountId: string;
  officeId: string | null;
}

type Rule = Ability<SavedFilterSubject>;

const chiefOfItsOffice = condition<SavedFilterSubject>(
  "是共享机构今天的负责人",
  (actor, { officeId }) =>
    officeId !== null && actor.memberships.some((one) => one.role === "chief" && one.officeId === officeId),
  "not-allowed",
);
const ownOrShared = condition<SavedFilterSubject>(
  "是本人存的，或由本人负责的机构共享的",
  (actor, { accountId, officeId }) =>
    officeId === null
      ? accountId === actor.accountId
      : actor.memberships.some((one) => one.role === "chief" && one.officeId === officeId),
  "not-found",
);

/** Filters that people keep. */
export const savedFilterPolicy = {
  "share-filter": { title: "把筛选共享给机构", when: [chiefOfItsOffice] },
  "remove-filter": { title: "去掉存下的筛选", when: [ownOrShared] },
} as const satisfies Record<string, Rule>;
export type SavedFilterAbilityName = keyof typeof savedFilterPolicy;
