import type { Actor, Membership } from "../domain/actor.ts";
import type { CaseSubject } from "../domain/policy/cases.ts";
import type { TaskSubject } from "../domain/policy/task-seats.ts";

/** Somebody, a task and a case as the policy sees them, each with what a test changes of it. */
export const seat = (change: Partial<Membership>): Membership => ({
  role: "reviewer",
  officeId: "office",
  officeKind: "title-office",
  organisationId: null,
  name: "柳州市职改办（演示）",
  areaId: "city",
  areaName: "柳州市",
  areaPath: ["city"],
  ...change,
});
export const actor = (change: Partial<Actor> = {}): Actor => ({
  accountId: "reviewer",
  sessionId: "session",
  personId: null,
  displayName: "陆云舟",
  memberships: [seat({})],
  stepUpUntil: 1,
  ...change,
});
export const task = (change: Partial<TaskSubject> = {}): TaskSubject => ({
  matter: "certificate-replacement",
  kind: "review",
  state: "open",
  receiverKind: "office",
  receiverId: "office",
  receiverName: "柳州市职改办（演示）",
  holderId: "reviewer",
  holderName: "陆云舟",
  claimedAt: "2026-11-20T02:31:00.000Z",
  decidedBy: null,
  decidedByName: null,
  lenderId: null,
  signing: false,
  escalatedTo: null,
  added: null,
  sealed: true,
  personId: "applicant-person",
  accountId: "applicant",
  agents: [],
  ...change,
});
export const theCase = (change: Partial<CaseSubject> = {}): CaseSubject => ({
  matter: "certificate-replacement",
  accountId: "applicant",
  personId: "applicant-person",
  organisationId: "employer",
  state: "open",
  outcome: null,
  stepKind: "review",
  askFollows: false,
  receivers: ["office"],
  lastAct: { accountId: "applicant", recallable: true },
  runningNotice: false,
  officeDecided: true,
  rated: false,
  ...change,
});
export const applicant = actor({ accountId: "applicant", personId: "applicant-person", memberships: [] });
export const agent = actor({
  accountId: "agent",
  memberships: [seat({ role: "agent", officeId: null, officeKind: null, organisationId: "employer" })],
});
