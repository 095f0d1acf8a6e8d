import fc from "fast-check";
import { rows, type Database } from "../../db/connection.ts";
import type { CaseRow, TaskRow } from "../../db/rows.ts";
import type { Actor } from "../../domain/actor.ts";
import { can } from "../../domain/policy/index.ts";
import { plantWorld } from "../../ops/demo-data/world.ts";
import { actors, behindClerks, caseId, RandomDesk, seat, sketch } from "../../tests/random-desk.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/test-database.ts";
import { writeCursor } from "../cursor.ts";
import { countCases, searchCases, type FoundRow, type SearchFilters } from "./search.ts";
import { taskSubject } from "./task-subject.ts";

let db: TestDatabase;
let database: Database;
let random: RandomDesk;
beforeAll(async () => {
  db = await createTestDatabase();
  database = db.database;
  random = await RandomDesk.in(database, await plantWorld(database, db.encryption));
});
afterAll(() => db.drop());

/** Every task that opens for the actor by the policy at its own desk, and that was not taken back from there. */
async function visible(actor: Actor): Promise<TaskRow[]> {
  const tasks = await rows<TaskRow>(database, "select * from tasks");
  const cases = await rows<CaseRow>(database, "select * from cases");
  return tasks.filter((task) => {
    const theCase = cases.find(({ id }) => id === task.case_id)!;
    return (
      task.state !== "recalled" && can("see-task", actor, taskSubject({ ...task, escalated_to: null }, theCase, []))
    );
  });
}

async function allPages(actor: Actor, filters: SearchFilters, limit: number): Promise<FoundRow[]> {
  const all: FoundRow[] = [];
  let after: string | undefined;
  do {
    const found = await searchCases(database, actor, { filters, after, limit });
    all.push(...found.slice(0, limit));
    const last = found.length > limit ? found[limit - 1] : undefined;
    after = last && writeCursor(last.came_at, last.id);
  } while (after !== undefined);
  return all;
}

test("P9 B-02 search SQL = policy: whoever searches finds exactly the cases whose tasks open for them, each once, page by page", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sketch, { minLength: 1, maxLength: 14 }),
      fc.nat(actors - 1),
      fc.array(seat, { maxLength: 4 }),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom(undefined, "某人", "c-1", "人", "没有此人"),
      fc.constantFrom(undefined, "open", "closed"),
      fc.uniqueArray(fc.constantFrom(0, 1)),
      behindClerks,
      async (sketches, who, seats, limit, text, state, closing, clerks) => {
        await random.plant(sketches, clerks);
        // Closed, one of them opened again: as the office does and as a repair may.
        const set = (to: string, ids: number[]) =>
          rows(database, "update cases set state = $1 where id = any($2::uuid[])", [to, ids.map(caseId)]);
        await set("closed", closing);
        await set("open", closing.slice(1));
        const actor = await random.actorWith(who, seats);
        // A seat that is kept for some matters alone opens what it is for, and does not search.
        const searching = {
          ...actor,
          memberships: actor.memberships.filter(({ standsInFor }) => !standsInFor?.matters),
        };
        const seen = await visible(searching);
        const cases = await rows<CaseRow>(database, "select * from cases");
        const expected = new Set(
          seen
            .map(({ case_id: id }) => cases.find((one) => one.id === id)!)
            .filter((one) => !state || one.state === state)
            .filter((one) => !text || `${one.number} ${one.applicant_name}`.toLowerCase().includes(text))
            .map(({ id }) => id),
        );
        const filters: SearchFilters = { ...(text ? { text } : {}), ...(state ? { state } : {}) };
        const found = await allPages(actor, filters, limit);
        expect(found.map(({ id }) => id).sort()).toEqual([...expected].sort());
        expect(await countCases(database, actor, filters)).toBe(expected.size);
        // The link of each line opens.
        const open = new Set((await visible(actor)).map(({ id }) => id));
        expect(found.filter(({ task_id: id }) => !open.has(id))).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});
