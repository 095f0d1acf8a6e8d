import fc from "fast-check";
import { rows, type Database } from "../../db/connection.ts";
import type { CaseRow, TaskRow } from "../../db/rows.ts";
import type { Actor } from "../../domain/actor.ts";
import { can } from "../../domain/policy/index.ts";
import { plantWorld, type World } from "../../ops/demo-data/world.ts";
import { actors, behindClerks, caseId, RandomDesk, seat, sketch, type Sketch } from "../../tests/random-desk.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/test-database.ts";
import type { Queue } from "../contracts/inbox.ts";
import { claimNextTask, countInbox, listInbox, listOrganisations, queues } from "./inbox.ts";
import { taskSubject } from "./task-subject.ts";

let db: TestDatabase;
let database: Database;
let world: World;
let random: RandomDesk;

beforeAll(async () => {
  db = await createTestDatabase();
  database = db.database;
  world = await plantWorld(database, db.encryption);
  random = await RandomDesk.in(database, world);
});
afterAll(() => db.drop());
beforeEach(() => rows(database, "delete from tasks").then(() => rows(database, "delete from cases")));

/** What the policy says lies in a queue: the abilities `list-task` and `list-done`, and what the queue's name promises. */
async function byPolicy(actor: Actor, queue: Queue): Promise<TaskRow[]> {
  const tasks = await rows<TaskRow>(database, "select * from tasks");
  const cases = await rows<CaseRow>(database, "select * from cases");
  return tasks.filter((task) => {
    const agents = tasks
      .filter((one) => one.case_id === task.case_id && one.receiver_kind === "organisation" && one.decided_by !== null)
      .map((one) => one.decided_by!);
    const subject = taskSubject(
      task,
      cases.find(({ id }) => id === task.case_id)!,
      agents,
    );
    if (queue === "done") return can("list-done", actor, subject);
    if (queue === "escalated") return can("list-escalated", actor, subject);
    if (!can("list-task", actor, subject)) return false;
    switch (queue) {
      case "to-claim":
        return task.holder_id !== actor.accountId && can("claim-task", actor, subject);
      case "mine":
        return task.holder_id === actor.accountId;
      case "overdue":
        return task.due_at !== null && task.due_at.getTime() <= Date.now() + task.clock_ahead;
      case "returned":
        return task.returned;
      case "objections":
        return task.kind === "objection";
    }
  });
}

const ids = (tasks: readonly { id: string }[]) => tasks.map(({ id }) => id);

async function allPages(actor: Actor, queue: Queue, limit: number): Promise<TaskRow[]> {
  const all: TaskRow[] = [];
  let after: string | undefined;
  do {
    const page = await listInbox(database, actor, { queue, filters: {}, after, limit });
    expect(page.tasks.length).toBeLessThanOrEqual(limit);
    all.push(...page.tasks);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return all;
}

test("P9 S2-12 D20 inbox SQL = policy: every queue of any actor, also of a clerk who is the applicant by another account, holds exactly what the policy lets them list, in order, page by page", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sketch, { minLength: 1, maxLength: 14 }),
      fc.nat(actors - 1),
      fc.array(seat, { maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
      behindClerks,
      async (sketches, who, seats, limit, clerks) => {
        await random.plant(sketches, clerks);
        const actor = await random.actorWith(who, seats);
        expect([...actor.behind!.accountIds].sort()).toEqual(random.sameAs(who, clerks).sort());
        const counts = await countInbox(database, actor, {});
        for (const queue of queues) {
          const listed = await allPages(actor, queue, limit);
          const expected = await byPolicy(actor, queue);
          expect([...ids(listed)].sort()).toEqual([...ids(expected)].sort());
          expect(counts[queue]).toBe(expected.length);
          const keys = listed.map((task) => (queue === "done" ? -task.decided_at!.getTime() : task.due_order));
          expect(keys).toEqual([...keys].sort((one, other) => one - other));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("S2-12 two desks that ask for the next at once get two tasks, the one due first before the other; the third gets none", async () => {
  await random.plant([open, { ...open, dueInHours: -5 }]);
  const reviewers = await Promise.all([1, 2, 3].map((at) => random.actorWith(at, [{ body: 0, role: "member" }])));
  const claimed = await Promise.all(reviewers.slice(0, 2).map((actor) => claimNextTask(database, actor)));
  expect(new Set(claimed).size).toBe(2);
  expect(claimed).not.toContain(undefined);
  expect(await claimNextTask(database, reviewers[2]!)).toBeUndefined();
  const held = await rows<TaskRow>(database, "select * from tasks order by due_at");
  expect(held.map(({ holder_id: holder, version }) => [holder !== null, version])).toEqual([
    [true, 2],
    [true, 2],
  ]);
});

/** Waits in the first body's queue, claimed by nobody. */
const open: Sketch = {
  case: 0,
  kind: "review",
  receiver: 0,
  state: "open",
  holder: null,
  decider: 0,
  returned: false,
  above: null,
  dueInHours: 5,
  aheadInHours: 0,
};

test("S2-12 filters narrow a queue and its count alike; a percent sign is only a character", async () => {
  await random.plant([
    open,
    { ...open, case: 1, dueInHours: -5 },
    { ...open, case: 2, dueInHours: -30, aheadInHours: 200 },
  ]);
  await rows(database, "update tasks set applicant_name = '韦晓岚', round = 2 where case_id = $1", [caseId(1)]);
  const actor = await random.actorWith(3, [{ body: 0, role: "member" }]);
  const found = async (filters: Parameters<typeof countInbox>[2]) => {
    const { tasks } = await listInbox(database, actor, { queue: "to-claim", filters, limit: 10 });
    expect((await countInbox(database, actor, filters))["to-claim"]).toBe(tasks.length);
    return tasks.map(({ case_number: number }) => number);
  };
  // The one whose clock runs ahead is the most overdue by its own present.
  expect(await found({})).toEqual(["C-2", "C-1", "C-0"]);
  expect(await found({ text: "晓岚" })).toEqual(["C-1"]);
  expect(await found({ text: "%" })).toEqual([]);
  expect(await found({ round: "again" })).toEqual(["C-1"]);
  expect(await found({ due: "overdue" })).toEqual(["C-2", "C-1"]);
  expect(await found({ matter: "another" })).toEqual([]);
});

test("B-01 the filter 单位 is offered the employers of the whole queue, and of no other desk's", async () => {
  await random.plant([open, { ...open, case: 1 }, { ...open, case: 2, receiver: 1 }, { ...open, case: 3, holder: 3 }]);
  for (const [index, name] of ["甲机械厂", "乙机械厂", "丙机械厂", "丁机械厂"].entries())
    await rows(database, "update tasks set organisation_name = $2 where case_id = $1", [caseId(index), name]);
  const actor = await random.actorWith(3, [{ body: 0, role: "member" }]);
  const offered = async (text: string | undefined) =>
    new Set(await listOrganisations(database, actor, { queue: "to-claim", text }));
  expect(await offered(undefined)).toEqual(new Set(["甲机械厂", "乙机械厂"]));
  expect(await offered("乙机")).toEqual(new Set(["乙机械厂"]));
  expect(await offered("%")).toEqual(new Set());
});

test("S2-12 a queue of a thousand and more counts 1000, and pages to its end", async () => {
  await random.plant([]);
  await rows(
    database,
    `insert into tasks (id, case_id, seq, kind, step, round, receiver_kind, receiver_id, receiver_name, area_path, area_name, matter, case_number,
       applicant_name, due_at, opened_at)
     select gen_random_uuid(), c.id, n, 'review', 'employer', 1, 'office', $2, '某处', c.area_path, '某地', c.matter, c.number, c.applicant_name,
       now() + (n % 7) * interval '1 hour', now() from cases c, generate_series(1, 1203) n where c.id = $1`,
    [caseId(0), random.bodies[0]!.id],
  );
  const actor = await random.actorWith(3, [{ body: 0, role: "member" }]);
  expect((await countInbox(database, actor, {}))["to-claim"]).toBe(1000);
  const all = await allPages(actor, "to-claim", 100);
  expect(new Set(ids(all)).size).toBe(1203);
});

test("S2-12 a cursor that is none of ours is bad input, not a fault", async () => {
  const actor = await random.actorWith(3, [{ body: 0, role: "member" }]);
  for (const after of ["x", "e30", Buffer.from('["1","2"]').toString("base64url")])
    await expect(listInbox(database, actor, { queue: "mine", filters: {}, after, limit: 5 })).rejects.toMatchObject({
      name: "BadInput",
    });
});
