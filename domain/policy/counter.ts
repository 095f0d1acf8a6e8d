import type { Actor } from "../actor.ts";
import { condition, type Ability } from "./condition.ts";

/** Who may serve people at the counter: whoever reviews or leads in a title office, in a seat of their own. */
export const counterSeat = (actor: Actor) =>
  actor.memberships.find(
    ({ role, officeKind, standsInFor }) =>
      officeKind === "title-office" && (role === "reviewer" || role === "chief") && !standsInFor,
  );

const atTitleOffice = condition<unknown>(
  "今天是职改办的审核人员或负责人",
  (actor) => counterSeat(actor) !== undefined,
  "not-allowed",
);
const atCounter = condition<unknown>("正在窗口代办", (actor) => Boolean(actor.counter), "not-now");

export const counterPolicy = {
  "begin-counter-visit": { title: "窗口代办", when: [atTitleOffice] },
  "end-counter-visit": { title: "结束窗口代办", when: [atCounter] },
} as const satisfies Record<string, Ability<unknown>>;
export type CounterAbilityName = keyof typeof counterPolicy;
