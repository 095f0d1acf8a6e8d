import { noActs } from "../handing-over.ts";
import { bodiesOf, isFor, type Actor } from "../actor.ts";
import { condition, either, type Ability } from "./condition.ts";
import { isOwnCase } from "./task-seats.ts";

/** A case as the policy sees it. */
export interface CaseSubject {
  matter: string;
  accountId: string;
  personId: string;
  organisationId: string | null;
  state: "open" | "closed";
  outcome: string | null;
  /** What the open step is, by its definition; null while none is open. */
  stepKind: "ask" | "review" | "notice" | "effect" | null;
  /** Does a hand-in follow the notice that runs now (D23)? */
  askFollows: boolean;
  /** Ids of the offices and organisations to which a task of this case was sent and not taken away again. */
  receivers: readonly string[];
  /** The last act that counts for a recall: who did it, and may such an act be recalled at all? */
  lastAct: { accountId: string | null; recallable: boolean } | null;
  runningNotice: boolean;
  /** An office has decided something of it: there is somebody to rate (好差评). */
  officeDecided: boolean;
  rated: boolean;
}

type Rule = Ability<CaseSubject>;

const recallable = new Set(["form.handed-in", "task.approved", "task.signed", "task.declined", "task.returned"]);
/** Nobody did them, and yet the case has moved: what was done before is no longer the last act. */
const movedOn = new Set(["notice.ended", "objection.received"]);

/** The last act of a timeline (in its order): by a person, or by time and the public. */
export function lastActOf(events: readonly { type: string; actor_id: string | null }[]): CaseSubject["lastAct"] {
  const last = events.findLast(
    ({ type, actor_id: actor }) => (actor !== null && !noActs.includes(type)) || movedOn.has(type),
  );
  return last ? { accountId: last.actor_id, recallable: recallable.has(last.type) } : null;
}

const agentOf = (actor: Actor, { organisationId, matter }: CaseSubject) =>
  organisationId !== null &&
  actor.memberships.some((one) => one.role === "agent" && one.organisationId === organisationId && isFor(one, matter));

const applicant = condition<CaseSubject>("是申请人本人", (actor, subject) => isOwnCase(actor, subject), "not-found");
const received = condition<CaseSubject>(
  "今天是收到过这件的机构或单位的人员",
  (actor, subject) =>
    actor.memberships.some(
      (seat) =>
        seat.role !== "administrator" &&
        isFor(seat, subject.matter) &&
        bodiesOf(seat).some((body) => subject.receivers.includes(body)),
    ),
  "not-found",
);
const agentOfFinished = condition<CaseSubject>(
  "是申请人单位的经办人，办件已办结",
  (actor, subject) => subject.outcome === "completed" && agentOf(actor, subject),
  "not-found",
);
const seen = either(applicant, received, agentOfFinished);
const open = condition<CaseSubject>("办件还没有结束", (_, subject) => subject.state === "open", "case-closed");
const notYetFinal = condition<CaseSubject>("还没有开始签发", (_, subject) => subject.stepKind !== "effect", "not-now");
const mayPrepare = condition<CaseSubject>(
  "现在或公示之后轮到申请人填写（D23）",
  (_, subject) => subject.stepKind === "ask" || (subject.stepKind === "notice" && subject.askFollows),
  "not-now",
);
const asked = condition<CaseSubject>("现在轮到申请人提交", (_, subject) => subject.stepKind === "ask", "not-now");
const ownLastAct = condition<CaseSubject>(
  "最后一步是本人办的，之后还没有人处理（B-08）",
  (actor, subject) => subject.lastAct?.accountId === actor.accountId && subject.lastAct.recallable,
  "nothing-to-recall",
);
const noticeRuns = condition<CaseSubject>("正在公示", (_, subject) => subject.runningNotice, "not-now");
const finished = condition<CaseSubject>(
  "已经办结，有机构办理过，不是自己撤回的",
  (_, { state, outcome, officeDecided }) => state === "closed" && outcome !== "withdrawn" && officeDecided,
  "not-now",
);
const inPerson = condition<CaseSubject>("不是窗口代办", (actor) => !actor.counter, "not-at-counter");
const notRated = condition<CaseSubject>("还没有评价", (_, { rated }) => !rated, "already-rated");
const issued = condition<CaseSubject>("已经办结", (_, subject) => subject.outcome === "completed", "not-found");

/** What may be done with a case outside a desk. */
export const casePolicy = {
  "see-case": { title: "看办件", when: [seen] },
  prepare: { title: "准备材料", when: [applicant, open, mayPrepare] },
  submit: { title: "提交", when: [applicant, open, asked] },
  withdraw: { title: "撤回申请", when: [applicant, open, notYetFinal] },
  recall: { title: "收回刚才的提交或决定", when: [seen, open, notYetFinal, ownLastAct] },
  "fast-forward": { title: "快进到公示结束（仅演示环境）", when: [seen, open, noticeRuns] },
  rate: { title: "评价办理（一件一次）", when: [applicant, inPerson, finished, notRated] },
  "download-certificate": { title: "下载电子证书", when: [applicant, issued] },
  "download-archive-form": {
    title: "下载存档用申请表",
    when: [either(applicant, agentOfFinished), issued],
  },
} as const satisfies Record<string, Rule>;
export type CaseAbilityName = keyof typeof casePolicy;
