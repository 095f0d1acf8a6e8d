import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { rows, type Database } from "../../db/connection.ts";
import type { CaseRow, TaskRow } from "../../db/rows.ts";
import type { Actor, Membership } from "../../domain/actor.ts";
import { can } from "../../domain/policy/index.ts";
import { plantWorld, type World } from "../../ops/demo-data/world.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/test-database.ts";
import type { Queue } from "../contracts/inbox.ts";
import { claimNextTask, countInbox, listInbox, listOrganisations, queues } from "./inbox.ts";
import { taskSubject } from "./task-subject.ts";

let db: TestDatabase;
let database: Database;
let world: World;

beforeAll(async () => {
  db = await createTestDatabase();
  database = db.database;
  world = await plantWorld(database, db.encryption);
  people = Object.values(world.accounts);
  const offices = await rows<{ id: string }>(database, "select id from offices order by id limit 3");
  const organisations = await rows<{ id: string }>(database, "select id from organisations order by id limit 2");
  bodies = [
    ...offices.map(({ id }) => ({ id, kind: "office" as const })),
    ...organisations.map(({ id }) => ({ id, kind: "organisation" as const })),
  ];
});
afterAll(() => db.drop());
beforeEach(() => rows(database, "delete from tasks").then(() => rows(database, "delete from cases")));

interface Body {
  id: string;
  kind: "office" | "organisation";
}
/** Account ids; the first are applicants with a person of their own. */
let people: string[];
let bodies: Body[];

/** One case per applicant index, and tasks that point at it; everything by small numbers so that coincidences are common. */
interface Sketch {
  case: number;
  kind: "ask" | "review" | "objection";
  receiver: number;
  state: "open" | "decided" | "recalled" | "closed";
  holder: number | null;
  decider: number;
  returned: boolean;
  dueInHours: number | null;
  aheadInHours: number;
}

const applicants = 3;
const actors = 4;

const sketch: fc.Arbitrary<Sketch> = fc.record({
  case: fc.nat(applicants - 1),
  kind: fc.constantFrom("ask", "review", "review", "review", "objection"),
  receiver: fc.nat(4),
  state: fc.constantFrom("open", "open", "open", "decided", "recalled", "closed"),
  holder: fc.option(fc.nat(actors - 1), { freq: 2 }),
  decider: fc.nat(actors - 1),
  returned: fc.boolean(),
  dueInHours: fc.option(fc.integer({ min: -50, max: 50 }).filter((hours) => hours !== 0)),
  aheadInHours: fc.constantFrom(0, 0, 200),
});
const seat = fc.record({
  body: fc.nat(4),
  role: fc.constantFrom("member" as const, "chief" as const, "administrator" as const),
  /** Whose seat it is (B-05). */
  absent: fc.option(fc.nat(actors - 1), { freq: 2 }),
  matters: fc.constantFrom(null, null, ["certificate-replacement"], ["another"]),
});
type Seat = { body: number; role: string; absent?: number | null; matters?: readonly string[] | null };

/** Actor n is account n: the first `applicants` accounts have cases of their own. */
async function actorWith(at: number, seats: readonly Seat[]): Promise<Actor> {
  const memberships = seats.map(async ({ body, role, absent = null, matters = null }) => ({
    ...membership(bodies[body]!, role),
    standsInFor: absent === null || absent === at ? null : { ...(await account(absent)), matters },
  }));
  const { name: displayName, ...ids } = await account(at);
  return {
    ...ids,
    displayName,
    sessionId: randomUUID(),
    memberships: await Promise.all(memberships),
    stepUpUntil: null,
  };
}

async function account(at: number): Promise<{ accountId: string; personId: string | null; name: string }> {
  const sql = `select id as "accountId", person_id as "personId", display_name as name from accounts where id = $1`;
  const [found] = await rows<Awaited<ReturnType<typeof account>>>(database, sql, [people[at]]);
  return found!;
}

function membership(body: Body, role: string): Membership {
  const office = body.kind === "office";
  return {
    role: office ? (role === "member" ? "reviewer" : (role as "chief" | "administrator")) : "agent",
    officeId: office ? body.id : null,
    officeKind: office ? "title-office" : null,
    organisationId: office ? null : body.id,
    name: "",
    areaId: "",
    areaName: "",
    areaPath: [],
  };
}

async function plant(sketches: readonly Sketch[]): Promise<void> {
  await rows(database, "delete from tasks");
  await rows(database, "delete from cases");
  for (let at = 0; at < applicants; at++)
    await rows(
      database,
      `insert into cases (id, number, matter, area_id, area_path, account_id, person_id, applicant_name, state, step, round, facts, opened_at, last_seq)
       select $1::uuid, $2, 'certificate-replacement', r.id, r.path, a.id, a.person_id, '某人', 'open', 'employer', 1, '{}', now(), 1
       from accounts a, areas r where a.id = $3 and r.code = '450200'`,
      [caseId(at), `C-${at}`, people[at]],
    );
  for (const [at, one] of sketches.entries()) {
    const body = bodies[one.receiver]!;
    const decided = one.state === "decided" || one.state === "recalled";
    const due = one.dueInHours === null ? null : new Date(Date.now() + (one.dueInHours + one.aheadInHours) * 3_600_000);
    await rows(
      database,
      `insert into tasks (id, case_id, seq, kind, step, round, receiver_kind, receiver_id, receiver_name, area_path, area_name, matter, case_number,
         applicant_name, returned, due_at, clock_ahead, holder_id, holder_name, claimed_at, state, decided_by, decided_by_name, opened_at, decided_at)
       select gen_random_uuid(), c.id, $2, $3, 'employer', 1, $4, $5, '某处', c.area_path, '某地', c.matter, c.number, c.applicant_name,
         $6, $7, $8, $9::uuid, $10, now(), $11, $12::uuid, $13, now(), $14 from cases c where c.id = $1`,
      [
        ...[caseId(one.case), at + 1, one.kind, body.kind, body.id, one.returned, due, one.aheadInHours * 3_600_000],
        ...[one.holder === null ? null : people[one.holder], one.holder === null ? null : "某人", one.state],
        ...[
          decided ? people[one.decider] : null,
          decided ? "某人" : null,
          one.state === "open" ? null : new Date(1_700_000_000_000 + at),
        ],
      ],
    );
  }
}

function caseId(at: number): string {
  return `00000000-0000-7000-8000-00000000000${at}`;
}

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

test("P9 S2-12 inbox SQL = policy: every queue of any actor holds exactly what the policy lets them list, in order, page by page", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sketch, { minLength: 1, maxLength: 14 }),
      fc.nat(actors - 1),
      fc.array(seat, { maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
      async (sketches, who, seats, limit) => {
        await plant(sketches);
        const actor = await actorWith(who, seats);
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
  await plant([open, { ...open, dueInHours: -5 }]);
  const reviewers = await Promise.all([1, 2, 3].map((at) => actorWith(at, [{ body: 0, role: "member" }])));
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
  dueInHours: 5,
  aheadInHours: 0,
};

test("S2-12 filters narrow a queue and its count alike; a percent sign is only a character", async () => {
  await plant([open, { ...open, case: 1, dueInHours: -5 }, { ...open, case: 2, dueInHours: -30, aheadInHours: 200 }]);
  await rows(database, "update tasks set applicant_name = '韦晓岚', round = 2 where case_id = $1", [caseId(1)]);
  const actor = await actorWith(3, [{ body: 0, role: "member" }]);
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
  await plant([open, { ...open, case: 1 }, { ...open, case: 2, receiver: 1 }, { ...open, case: 3, holder: 3 }]);
  for (const [index, name] of ["甲机械厂", "乙机械厂", "丙机械厂", "丁机械厂"].entries())
    await rows(database, "update tasks set organisation_name = $2 where case_id = $1", [caseId(index), name]);
  const actor = await actorWith(3, [{ body: 0, role: "member" }]);
  const offered = async (text: string | undefined) =>
    new Set(await listOrganisations(database, actor, { queue: "to-claim", text }));
  expect(await offered(undefined)).toEqual(new Set(["甲机械厂", "乙机械厂"]));
  expect(await offered("乙机")).toEqual(new Set(["乙机械厂"]));
  expect(await offered("%")).toEqual(new Set());
});

test("S2-12 a queue of a thousand and more counts 1000, and pages to its end", async () => {
  await plant([]);
  await rows(
    database,
    `insert into tasks (id, case_id, seq, kind, step, round, receiver_kind, receiver_id, receiver_name, area_path, area_name, matter, case_number,
       applicant_name, due_at, opened_at)
     select gen_random_uuid(), c.id, n, 'review', 'employer', 1, 'office', $2, '某处', c.area_path, '某地', c.matter, c.number, c.applicant_name,
       now() + (n % 7) * interval '1 hour', now() from cases c, generate_series(1, 1203) n where c.id = $1`,
    [caseId(0), bodies[0]!.id],
  );
  const actor = await actorWith(3, [{ body: 0, role: "member" }]);
  expect((await countInbox(database, actor, {}))["to-claim"]).toBe(1000);
  const all = await allPages(actor, "to-claim", 100);
  expect(new Set(ids(all)).size).toBe(1203);
});

test("S2-12 a cursor that is none of ours is bad input, not a fault", async () => {
  const actor = await actorWith(3, [{ body: 0, role: "member" }]);
  for (const after of ["x", "e30", Buffer.from('["1","2"]').toString("base64url")])
    await expect(listInbox(database, actor, { queue: "mine", filters: {}, after, limit: 5 })).rejects.toMatchObject({
      name: "BadInput",
    });
});
