import type { Actor } from "../actor.ts";
import { condition, type Ability } from "./condition.ts";

/** A rating as the policy sees it. */
export interface RatingSubject {
  officeId: string;
  answered: boolean;
  ratedBy: string;
}

const sitsIn = (actor: Actor, office: string) =>
  actor.memberships.some(
    ({ role, officeId, standsInFor }) => role !== "administrator" && !standsInFor && officeId === office,
  );

const ofTheOffice = condition<RatingSubject>(
  "今天是被评价机构的人员",
  (actor, { officeId }) => sitsIn(actor, officeId),
  "not-found",
);
const notRatedBySelf = condition<RatingSubject>(
  "不是评价人本人",
  (actor, { ratedBy }) => actor.accountId !== ratedBy,
  "own-case",
);
const notAnswered = condition<RatingSubject>("还没有回复", (_, { answered }) => !answered, "already-answered");

export const ratingPolicy = {
  "answer-rating": { title: "回复评价（一次）", when: [ofTheOffice, notRatedBySelf, notAnswered] },
} as const satisfies Record<string, Ability<RatingSubject>>;
export type RatingAbilityName = keyof typeof ratingPolicy;
