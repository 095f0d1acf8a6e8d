import fc from "fast-check";
import { actor, agent, applicant, seat, task, theCase } from "../../tests/policy-subjects.ts";
import type { Actor, Membership } from "../actor.ts";
import { can, denialOf, policy, printPolicy, type AbilityName } from "./index.ts";
import { lastActOf } from "./cases.ts";
import type { TaskSubject } from "./task-seats.ts";

/** Who applies, and is an employer's agent as well, each with an account of its own. */
const applicantBehind = { personId: "applicant-person", accountIds: ["reviewer", "agents-account"] };
const code = (name: AbilityName, who: Actor, subject: unknown) => denialOf(name, who, subject as never)?.code ?? "may";

test.each<[string, AbilityName, Actor, unknown, string]>([
  ["the holder approves", "approve-task", actor(), task(), "may"],
  [
    "without the password entered again no seal",
    "approve-task",
    actor({ stepUpUntil: null }),
    task(),
    "step-up-needed",
  ],
  ["a return needs no seal", "return-task", actor({ stepUpUntil: null }), task(), "may"],
  ["unclaimed is decided by nobody", "approve-task", actor(), task({ holderId: null }), "not-claimed"],
  ["held by a colleague", "approve-task", actor(), task({ holderId: "colleague" }), "already-claimed"],
  ["decided already", "approve-task", actor(), task({ state: "decided" }), "already-decided"],
  ["D20 one's own case", "approve-task", actor({ personId: "applicant-person" }), task(), "own-case"],
  ["D20 acted as the employer's agent", "approve-task", actor(), task({ agents: ["reviewer"] }), "agent-of-applicant"],
  ["D20 one's own case by a clerk's account", "approve-task", actor({ behind: applicantBehind }), task(), "own-case"],
  [
    "D20 acted as the employer's agent with another account",
    "approve-task",
    actor({ behind: applicantBehind }),
    task({ personId: "other", agents: ["agents-account"] }),
    "agent-of-applicant",
  ],
  [
    "D20 nor is one's case handed in from the desk",
    "submit",
    actor({ behind: applicantBehind }),
    theCase(),
    "not-found",
  ],
  [
    "B-17 the author's other account approves no rules",
    "publish-rule-draft",
    actor({ memberships: [seat({ role: "administrator" })], behind: applicantBehind }),
    { authorId: "agents-account", state: "submitted" },
    "author-of-rules",
  ],
  [
    "B-17 nor carries out an office's end that the other one proposed",
    "decide-succession",
    actor({ memberships: [seat({ role: "administrator" })], behind: applicantBehind }),
    { authorId: "agents-account" },
    "author-of-succession",
  ],
  [
    "of another office: not even seen",
    "approve-task",
    actor({ memberships: [seat({ officeId: "other" })] }),
    task(),
    "not-found",
  ],
  [
    "an administrator decides nothing",
    "approve-task",
    actor({ memberships: [seat({ role: "administrator" })] }),
    task(),
    "not-found",
  ],
  ["an organisation's task needs its agent", "see-task", actor(), task({ receiverKind: "organisation" }), "not-found"],
  ["the applicant's own task is for no desk", "see-task", actor(), task({ kind: "ask" }), "not-found"],
  [
    "who objected to one's own case stays hidden",
    "see-task",
    actor({ personId: "applicant-person" }),
    task({ kind: "objection" }),
    "not-found",
  ],
  ["an objection is not approved", "approve-task", actor(), task({ kind: "objection", sealed: false }), "not-now"],
  ["a review is not dismissed", "dismiss-objection", actor(), task(), "not-now"],
  ["a colleague's is not in the list", "list-task", actor(), task({ holderId: "colleague" }), "already-claimed"],
  [
    "a chief sees the office's",
    "list-task",
    actor({ memberships: [seat({}), seat({ role: "chief" })] }),
    task({ holderId: "colleague" }),
    "may",
  ],
  [
    "a chief puts back a colleague's",
    "release-task",
    actor({ memberships: [seat({ role: "chief" })] }),
    task({ holderId: "colleague" }),
    "may",
  ],
  ["a reviewer does not", "release-task", actor(), task({ holderId: "colleague" }), "already-claimed"],
  ["numbers are shown to the holder alone", "reveal-number", actor(), task({ holderId: null }), "not-claimed"],
  ["B-08 the applicant recalls their hand-in", "recall", applicant, theCase(), "may"],
  [
    "B-08 not after somebody else acted",
    "recall",
    applicant,
    theCase({ lastAct: { accountId: "agent", recallable: true } }),
    "nothing-to-recall",
  ],
  ["what is being issued is recalled by nobody", "recall", applicant, theCase({ stepKind: "effect" }), "not-now"],
  ["the applicant withdraws", "withdraw", applicant, theCase(), "may"],
  ["nobody else does", "withdraw", agent, theCase(), "not-found"],
  ["not once it is being issued", "withdraw", applicant, theCase({ stepKind: "effect" }), "not-now"],
  ["D23 prepared during the notice", "prepare", applicant, theCase({ stepKind: "notice", askFollows: true }), "may"],
  [
    "S2-09 not handed in during the notice",
    "submit",
    applicant,
    theCase({ stepKind: "notice", askFollows: true }),
    "not-now",
  ],
  ["the employer does not see a case it never had", "see-case", agent, theCase(), "not-found"],
  ["it sees one that was sent to it", "see-case", agent, theCase({ receivers: ["employer"] }), "may"],
  [
    "S2-14 it downloads the archive form of a finished one",
    "download-archive-form",
    agent,
    theCase({ state: "closed", outcome: "completed", receivers: [] }),
    "may",
  ],
  [
    "not the certificate",
    "download-certificate",
    agent,
    theCase({ state: "closed", outcome: "completed" }),
    "not-found",
  ],
  [
    "a certificate is its holder's",
    "download-certificate-file",
    agent,
    { personId: "applicant-person", state: "valid", hasFile: true },
    "not-found",
  ],
  [
    "one without a person is nobody's",
    "see-certificate",
    agent,
    { personId: null, state: "valid", hasFile: true },
    "not-found",
  ],
  [
    "a replaced one is handed out no more",
    "download-certificate-file",
    applicant,
    { personId: "applicant-person", state: "replaced", hasFile: true },
    "certificate-not-valid",
  ],
  ["rules are the administrator's", "read-rules", actor(), null, "not-allowed"],
  ["so is health", "read-health", actor({ memberships: [seat({ role: "administrator" })] }), null, "may"],
  ["an applicant has no inbox", "read-inbox", applicant, null, "not-allowed"],
])("P9 D20 B-08 %s", (_, name, who, subject, expected) => {
  expect(code(name, who, subject)).toBe(expected);
});

test("B-08 what time or the public did ends a recall; a reminder or an escalation does not", () => {
  const handIn = { type: "form.handed-in", actor_id: "applicant" };
  expect(lastActOf([handIn])).toEqual({ accountId: "applicant", recallable: true });
  expect(lastActOf([handIn, { type: "task.escalated", actor_id: null }])).toEqual({
    accountId: "applicant",
    recallable: true,
  });
  expect(lastActOf([handIn, { type: "notice.ended", actor_id: null }])).toEqual({ accountId: null, recallable: false });
  expect(lastActOf([handIn, { type: "decision.recalled", actor_id: "applicant" }])!.recallable).toBe(false);
  expect(lastActOf([])).toBeNull();
});

test("P9 whoever may act on a task may see it; without a seat at its receiver nobody may anything", () => {
  const names = Object.keys(policy).filter(
    (name) => name.endsWith("-task") || name.endsWith("-objection"),
  ) as AbilityName[];
  fc.assert(
    fc.property(
      fc.record({
        kind: fc.constantFrom("ask", "review", "objection"),
        state: fc.constantFrom("open", "decided", "recalled", "closed"),
        holderId: fc.constantFrom(null, "reviewer", "colleague"),
        personId: fc.constantFrom("applicant-person", "own"),
        agents: fc.subarray(["reviewer", "somebody"]),
      }),
      fc.constantFrom("reviewer", "chief", "administrator"),
      fc.boolean(),
      (change, role, sits) => {
        const subject = task(change as Partial<TaskSubject>);
        const who = actor({
          personId: "own",
          memberships: [seat({ role: role as Membership["role"], officeId: sits ? "office" : "other" })],
        });
        for (const name of names) {
          if (!can(name, who, subject as never)) continue;
          expect(sits && role !== "administrator").toBe(true);
          expect(can("see-task", who, subject)).toBe(true);
        }
      },
    ),
  );
});

test("P9 the printed table has one line for each ability, and each condition in words", () => {
  const lines = printPolicy().split("\n");
  expect(lines).toHaveLength(Object.keys(policy).length);
  for (const line of lines) expect(line).toMatch(/^.+（[a-z-]+）：.+。$/);
  expect(lines.find((line) => line.includes("approve-task"))).toContain("回避，D20");
});
