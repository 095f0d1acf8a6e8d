import { accountsOf, type Actor } from "../actor.ts";
import { condition, either, type Ability } from "./condition.ts";

/** An office, as the policy sees it. */
export interface OfficeSubject {
  id: string;
  kind: "department" | "title-office" | "talent-centre";
  ended: boolean;
  /** For the title office of a county or a series: the title office of its city, which makes its accounts (S2-05). */
  cityTitleOfficeId: string | null;
}

/** An account, as the policy sees it. */
export interface AccountSubject {
  id: string;
  /** Belongs to a person who applies for themselves. */
  personal: boolean;
  /** Where it sits, sat or will, and where whoever it stands in for does; an employer's seat is nobody's here. */
  offices: readonly OfficeSubject[];
  atEmployer: boolean;
  administers: boolean;
}

/** Nobody disposes of people from a seat that they keep for somebody else. */
function seatsOf(actor: Actor, role: "chief" | "administrator") {
  return actor.memberships.filter((seat) => seat.role === role && !seat.standsInFor);
}
const leads = (actor: Actor, officeId: string | null) =>
  officeId !== null && seatsOf(actor, "chief").some((seat) => seat.officeId === officeId);

const administrator = condition<unknown>(
  "是系统管理员",
  (actor) => seatsOf(actor, "administrator").length > 0,
  "not-allowed",
);
const chiefOfCityOffice = condition<OfficeSubject>(
  "是市职改办负责人，对象是本市的县（区）或系列职改办",
  (actor, { cityTitleOfficeId }) => leads(actor, cityTitleOfficeId),
  "not-allowed",
);
const ownChief = condition<OfficeSubject>("是本机构负责人", (actor, { id }) => leads(actor, id), "not-allowed");
const notEnded = condition<OfficeSubject>("机构没有停用", (_, { ended }) => !ended, "office-ended");
const countyOrSeries = condition<OfficeSubject>(
  "是县（区）或系列职改办",
  (_, { cityTitleOfficeId }) => cityTitleOfficeId !== null,
  "not-allowed",
);

/** Offices, who sits in them, and their accounts. */
export const officePolicy = {
  "see-office": {
    title: "看机构与成员的详情",
    when: [either<OfficeSubject>(ownChief, chiefOfCityOffice, administrator)],
  },
  "change-office": { title: "修改机构", when: [administrator, notEnded] },
  "end-office": { title: "停用机构，或者提出由另一机构接替", when: [administrator, notEnded] },
  "manage-members": {
    title: "建立账户，增加、变更、结束任职（S2-05）",
    when: [either<OfficeSubject>(chiefOfCityOffice, administrator), notEnded],
  },
  "request-account": { title: "向市职改办申请账户（S2-05）", when: [ownChief, countyOrSeries, notEnded] },
} as const satisfies Record<string, Ability<OfficeSubject>>;
export type OfficeAbilityName = keyof typeof officePolicy;

/** An office's end with a successor that waits for somebody to approve it, as the policy sees it. */
export interface SuccessionSubject {
  authorId: string;
}
const proposer = condition<SuccessionSubject>(
  "是提出的人",
  (actor, { authorId }) => actor.accountId === authorId,
  "not-author-of-succession",
);
const notProposer = condition<SuccessionSubject>(
  "不是提出的人，也不是提出的人的另一个账户",
  (actor, { authorId }) => !accountsOf(actor).includes(authorId),
  "author-of-succession",
);

/** It sends work elsewhere as rules do: whoever prepares it does not carry it out. */
export const successionPolicy = {
  "decide-succession": { title: "复核机构调整：同意并移交，或者不同意", when: [administrator, notProposer] },
  "withdraw-succession": { title: "收回自己提出的机构调整", when: [administrator, proposer] },
} as const satisfies Record<string, Ability<SuccessionSubject>>;
export type SuccessionAbilityName = keyof typeof successionPolicy;

const somebodyElse = condition<AccountSubject>("不是本人", (actor, { id }) => actor.accountId !== id, "not-allowed");
const wholeInCharge = condition<AccountSubject>(
  "是市职改办负责人，该账户任职、曾任职和代办都只在本市的县（区）或系列职改办",
  (actor, { personal, atEmployer, administers, offices }) =>
    !personal &&
    !atEmployer &&
    !administers &&
    offices.length > 0 &&
    offices.every(({ cityTitleOfficeId }) => leads(actor, cityTitleOfficeId)),
  "not-allowed",
);
const notPersonal = condition<AccountSubject>(
  "不是个人账户：个人账户的使用人是已知的",
  (_, { personal }) => !personal,
  "not-now",
);
export const accountPolicy = {
  "renew-password": {
    title: "重发初始密码（D19）",
    when: [somebodyElse, either<AccountSubject>(wholeInCharge, administrator)],
  },
  "record-identity": {
    title: "登记账户使用人的身份（D20）",
    when: [somebodyElse, either<AccountSubject>(wholeInCharge, administrator), notPersonal],
  },
} as const satisfies Record<string, Ability<AccountSubject>>;
export type AccountAbilityName = keyof typeof accountPolicy;
