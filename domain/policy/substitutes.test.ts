import { actor, seat, task } from "../../tests/policy-subjects.ts";
import type { Absent, Actor, Membership } from "../actor.ts";
import { denialOf, type AbilityName } from "./index.ts";

const substitute = (change: Partial<Absent> = {}, role: Membership["role"] = "reviewer") =>
  actor({
    memberships: [
      seat({ role, standsInFor: { accountId: "absent", personId: null, name: "农清河", matters: null, ...change } }),
    ],
  });

test.each<[string, AbilityName, Actor, unknown, string]>([
  ["B-05 in an absent colleague's seat", "approve-task", substitute(), task(), "may"],
  ["B-05 what the absent one holds is taken over", "claim-task", substitute(), task({ holderId: "absent" }), "may"],
  [
    "B-05 what is lent is not taken over",
    "claim-task",
    substitute(),
    task({ holderId: "absent", lenderId: "colleague" }),
    "already-claimed",
  ],
  ["B-05 for another matter: not even seen", "see-task", substitute({ matters: ["review"] }), task(), "not-found"],
  [
    "B-05 D20 the absent one's own case",
    "approve-task",
    substitute({ accountId: "applicant" }),
    task(),
    "absent-barred",
  ],
  [
    "B-05 D20 the absent one acted for the employer",
    "claim-task",
    substitute(),
    task({ holderId: null, agents: ["absent"] }),
    "absent-barred",
  ],
  [
    "B-05 D20 the substitute's own case",
    "approve-task",
    { ...substitute(), personId: "applicant-person" },
    task(),
    "own-case",
  ],
  [
    "B-05 D20 the substitute acted for the employer",
    "approve-task",
    substitute(),
    task({ agents: ["reviewer"] }),
    "agent-of-applicant",
  ],
  ["B-05 one's own absence", "arrange-substitute", actor(), { accountId: "reviewer", officeIds: ["office"] }, "may"],
  ["B-05 a colleague's", "arrange-substitute", actor(), { accountId: "other", officeIds: ["office"] }, "not-allowed"],
  [
    "B-05 the chief's for a member",
    "arrange-substitute",
    actor({ memberships: [seat({ role: "chief" })] }),
    { accountId: "other", officeIds: ["office"] },
    "may",
  ],
  [
    "B-06 the chief hands over a member",
    "hand-over-leaver",
    actor({ memberships: [seat({ role: "chief" })] }),
    { accountId: "other", officeIds: ["office"] },
    "may",
  ],
  [
    "B-06 not who sits elsewhere, too",
    "hand-over-leaver",
    actor({ memberships: [seat({ role: "chief" })] }),
    { accountId: "other", officeIds: ["office", "another"] },
    "not-allowed",
  ],
  [
    "B-06 not oneself",
    "hand-over-leaver",
    actor({ memberships: [seat({ role: "administrator" })] }),
    { accountId: "reviewer", officeIds: ["office"] },
    "not-allowed",
  ],
  [
    "B-05 not in a chief's seat",
    "arrange-substitute",
    actor({ memberships: [seat({}), ...substitute({}, "chief").memberships] }),
    { accountId: "other", officeIds: ["office"] },
    "not-allowed",
  ],
])("%s", (_, name, who, subject, answer) => {
  expect(denialOf(name, who, subject as never)?.code ?? "may").toBe(answer);
});
