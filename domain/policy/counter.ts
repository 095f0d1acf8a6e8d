import type { Actor } from "../actor.ts";
import { condition, either, type Ability } from "./condition.ts";
import { isOwnCase } from "./task-seats.ts";

/** Who may serve people at the counter: whoever reviews or leads in a title office, in a seat of their own. */
export const counterSeats = (actor: Actor) =>
  actor.memberships.filter(
    ({ role, officeKind, standsInFor }) =>
      officeKind === "title-office" && (role === "reviewer" || role === "chief") && !standsInFor,
  );

const atTitleOffice = condition<unknown>(
  "今天是职改办的审核人员或负责人",
  (actor) => counterSeats(actor).length > 0,
  "not-allowed",
);
const atCounter = condition<unknown>("正在窗口代办", (actor) => Boolean(actor.counter), "not-now");

export const counterPolicy = {
  "begin-counter-visit": { title: "窗口代办", when: [atTitleOffice] },
  "end-counter-visit": { title: "结束窗口代办", when: [atCounter] },
  "register-person": { title: "登记平台里还没有的人", when: [atTitleOffice] },
  "read-receipts": { title: "看本窗口出具的回执", when: [atTitleOffice] },
} as const satisfies Record<string, Ability<unknown>>;
export type CounterAbilityName = keyof typeof counterPolicy;

/** 受理通知书 or 材料接收凭证 as the policy sees it. */
export interface ReceiptSubject {
  /** Of the case. */
  accountId: string;
  personId: string;
  /** Which gave it. */
  officeId: string;
}

const own = condition<ReceiptSubject>("是申请人本人", (actor, receipt) => isOwnCase(actor, receipt), "not-found");
const gaveIt = condition<ReceiptSubject>(
  "今天是出具机构的窗口人员",
  (actor, { officeId }) => counterSeats(actor).some((seat) => seat.officeId === officeId),
  "not-found",
);

export const receiptPolicy = {
  "see-receipt": { title: "打开窗口回执和签回的扫描件", when: [either(own, gaveIt)] },
  "sign-receipt": { title: "收下签回的扫描件", when: [own, atCounter] },
} as const satisfies Record<string, Ability<ReceiptSubject>>;
export type ReceiptAbilityName = keyof typeof receiptPolicy;
