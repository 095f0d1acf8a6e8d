import { condition, either, type Ability } from "./condition.ts";
import {
  concernsSelf,
  isAgent,
  isChief,
  isHeldForAbsent,
  seatsAbove,
  seatsAt,
  usableSeatAbove,
  usableSeatsAt,
  type TaskSubject,
} from "./task-seats.ts";

type Rule = Ability<TaskSubject>;

const forDesks = condition<TaskSubject>(
  "是交给机构或单位的待办，不是申请人自己的",
  (_, task) => task.kind !== "ask",
  "not-found",
);
const memberToSee = condition<TaskSubject>(
  "今天是接收机构的审核人员或负责人，或接收单位的经办人",
  (actor, task) => seatsAt(actor, task).length > 0,
  "not-found",
);
const aboveToSee = condition<TaskSubject>(
  "今天是逾期报到的上级机构的审核人员或负责人（B-16）",
  (actor, task) => seatsAbove(actor, task).length > 0,
  "not-found",
);
const absentAboveNotBarred = condition<TaskSubject>(
  "代人办理的，被代的人也不必回避（D20）",
  (actor, task) => usableSeatAbove(actor, task) !== undefined,
  "absent-barred",
  (actor, task) => ({ who: seatsAbove(actor, task)[0]?.standsInFor?.name ?? null }),
);
const noObjectorInOwnCase = condition<TaskSubject>(
  "不是对本人办件的异议（异议人受保护）",
  (actor, task) => task.kind !== "objection" || !concernsSelf(actor, task),
  "not-found",
);
const notOwnCase = condition<TaskSubject>(
  "不是本人的办件（回避，D20）",
  (actor, task) => !concernsSelf(actor, task),
  "own-case",
);
const notActedAsAgent = condition<TaskSubject>(
  "没有作为申请人单位的经办人办过这件，也没有在窗口代申请人办过（回避，D20）",
  (actor, task) => task.receiverKind !== "office" || !isAgent(actor, task),
  "agent-of-applicant",
);
/** Whom D20 keeps from deciding may put down what they hold, and steers nothing else. */
const notSteeringOwnCase = condition<TaskSubject>(
  "不是本人的办件，也没有替申请人办过；自己手里的可以放下（回避，D20）",
  (actor, task) =>
    task.holderId === actor.accountId ||
    (!concernsSelf(actor, task) && (task.receiverKind !== "office" || !isAgent(actor, task))),
  "own-case",
);
const absentNotBarred = condition<TaskSubject>(
  "代人办理的，被代的人也不必回避（D20）",
  (actor, task) => usableSeatsAt(actor, task).length > 0,
  "absent-barred",
  (actor, task) => ({ who: seatsAt(actor, task)[0]?.standsInFor?.name ?? null }),
);
const open = condition<TaskSubject>(
  "还没有办结",
  (_, task) => task.state === "open",
  "already-decided",
  (_, task) => ({ who: task.decidedByName }),
);
const held = condition<TaskSubject>("已被认领", (_, task) => task.holderId !== null, "not-claimed");
const heldByNobodyElse = condition<TaskSubject>(
  "没有被别人认领",
  (actor, task) => task.holderId === null || task.holderId === actor.accountId,
  "already-claimed",
  (_, task) => ({ who: task.holderName, at: task.claimedAt }),
);
const claimable = condition<TaskSubject>(
  "没有被别人认领；代人办理的，可以接手被代的人认领的",
  (actor, task) =>
    task.holderId === null ||
    task.holderId === actor.accountId ||
    (task.lenderId === null && isHeldForAbsent(actor, task)),
  "already-claimed",
  (_, task) => ({ who: task.holderName, at: task.claimedAt }),
);
const mineUnheldOrChief = condition<TaskSubject>(
  "没有被别人认领；负责人看得到全机构的，代人办理的看得到被代的人认领的",
  (actor, task) =>
    task.holderId === null || task.holderId === actor.accountId || isChief(actor, task) || isHeldForAbsent(actor, task),
  "already-claimed",
  (_, task) => ({ who: task.holderName, at: task.claimedAt }),
);
const review = condition<TaskSubject>("是审核待办", (_, task) => task.kind === "review", "not-now");
const objection = condition<TaskSubject>("是公示异议待办", (_, task) => task.kind === "objection", "not-now");
const atOffice = condition<TaskSubject>("在机构办理的环节", (_, task) => task.receiverKind === "office", "not-now");
const addedSigner = condition<TaskSubject>(
  "是办理中加签的机构，不是规则指定的",
  (_, task) => task.added !== null,
  "not-found",
);
const addedByMeOrMyOffice = condition<TaskSubject>(
  "由本人加签，或是加签机构的负责人",
  (actor, { added }) =>
    actor.memberships.some(
      ({ officeId, role, standsInFor }) =>
        !standsInFor &&
        officeId === added?.officeId &&
        (role === "chief" || (role === "reviewer" && actor.accountId === added.accountId)),
    ),
  "not-found",
);
const unsigned = condition<TaskSubject>(
  "还没有签",
  (_, task) => task.state === "open" || task.state === "waiting",
  "already-decided",
  (_, task) => ({ who: task.decidedByName }),
);
const decidedByMe = condition<TaskSubject>(
  "由本人办结",
  (actor, task) => task.state !== "open" && task.state !== "waiting" && task.decidedBy === actor.accountId,
  "not-found",
);
const passwordAgain = condition<TaskSubject>(
  "盖章的，刚刚重新输入过密码",
  (actor, task) => !task.sealed || actor.stepUpUntil !== null,
  "step-up-needed",
);

const notLent = condition<TaskSubject>(
  "没有借给同事看，也不是借来看的",
  (_, task) => task.lenderId === null,
  "task-lent",
);
const notSigning = condition<TaskSubject>("不是几个机构会签的", (_, task) => !task.signing, "not-now");
const lent = condition<TaskSubject>("借给了同事看", (_, task) => task.lenderId !== null, "not-now");
const borrowerOrLender = condition<TaskSubject>(
  "由借看的人交回，或由借出的人收回；负责人也可以",
  (actor, task) => actor.accountId === task.holderId || actor.accountId === task.lenderId || isChief(actor, task),
  "already-claimed",
  (_, task) => ({ who: task.holderName, at: task.claimedAt }),
);

const deciding = [
  forDesks,
  memberToSee,
  noObjectorInOwnCase,
  notOwnCase,
  notActedAsAgent,
  absentNotBarred,
  open,
  held,
  heldByNobodyElse,
  notLent,
];

const above = [forDesks, aboveToSee, notOwnCase, notActedAsAgent, absentAboveNotBarred, open, review];

/** What a desk may do with a task. `list-task` and `list-done` are the inbox: queries/inbox.ts is the same rule in SQL. */
export const taskPolicy = {
  "see-task": { title: "打开审核页", when: [forDesks, either(aboveToSee, memberToSee), noObjectorInOwnCase] },
  "keep-own-note": {
    title: "存没有发出的意见和只有本人看得到的备注",
    when: [forDesks, memberToSee, noObjectorInOwnCase],
  },
  "list-task": {
    title: "在待办列表里看到",
    when: [forDesks, memberToSee, notOwnCase, notActedAsAgent, absentNotBarred, open, mineUnheldOrChief],
  },
  "list-escalated": { title: "在下级报来的列表里看到", when: above },
  "urge-task": { title: "督办下级逾期的待办（B-16）", when: above },
  "take-over-task": { title: "接办下级逾期的待办（B-16）", when: [...above, notSigning, notLent] },
  "list-done": { title: "在已办列表里看到", when: [forDesks, memberToSee, noObjectorInOwnCase, decidedByMe] },
  "claim-task": {
    title: "认领",
    when: [forDesks, memberToSee, noObjectorInOwnCase, notOwnCase, notActedAsAgent, absentNotBarred, open, claimable],
  },
  "release-task": {
    title: "放回待认领（负责人可以放回别人认领的）",
    when: [forDesks, memberToSee, noObjectorInOwnCase, notSteeringOwnCase, open, held, mineUnheldOrChief, notLent],
  },
  "transfer-task": {
    title: "转交同事（负责人可以转交别人认领的）",
    when: [
      forDesks,
      memberToSee,
      noObjectorInOwnCase,
      notOwnCase,
      notActedAsAgent,
      open,
      held,
      mineUnheldOrChief,
      notLent,
    ],
  },
  "lend-task": {
    title: "借给同事看，再由本人办",
    when: deciding,
  },
  "give-back-task": {
    title: "交回借看的，或收回借出的",
    when: [forDesks, memberToSee, noObjectorInOwnCase, notSteeringOwnCase, open, lent, borrowerOrLender],
  },
  "approve-task": { title: "通过", when: [...deciding, review, passwordAgain] },
  "return-task": { title: "退回", when: [...deciding, review] },
  "reject-task": { title: "不予通过", when: [...deciding, review] },
  "dismiss-objection": { title: "异议不成立", when: [...deciding, objection] },
  "uphold-objection": { title: "异议成立，办件终止", when: [...deciding, objection] },
  "add-signer": { title: "加签：请另一个机构也签", when: [...deciding, review, atOffice] },
  "remove-signer": {
    title: "减签：不再请加签的机构签",
    when: [addedSigner, addedByMeOrMyOffice, notOwnCase, notActedAsAgent, unsigned],
  },
  "reveal-number": {
    title: "查看全号（留痕）",
    when: [
      forDesks,
      memberToSee,
      noObjectorInOwnCase,
      notOwnCase,
      notActedAsAgent,
      absentNotBarred,
      open,
      held,
      heldByNobodyElse,
    ],
  },
} as const satisfies Record<string, Rule>;
export type TaskAbilityName = keyof typeof taskPolicy;
