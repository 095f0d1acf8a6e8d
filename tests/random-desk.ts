import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { rows, type Database } from "../db/connection.ts";
import { behind } from "../db/people-behind.ts";
import type { Actor, Membership, PersonBehind } from "../domain/actor.ts";
import type { World } from "../ops/demo-data/world.ts";

interface Body {
  id: string;
  kind: "office" | "organisation";
}

/** One case per applicant index, and tasks that point at it; everything by small numbers so that coincidences are common. */
export interface Sketch {
  case: number;
  kind: "ask" | "review" | "objection";
  receiver: number;
  state: "open" | "decided" | "recalled" | "closed";
  holder: number | null;
  decider: number;
  returned: boolean;
  /** The office to which it was reported. */
  above: number | null;
  dueInHours: number | null;
  aheadInHours: number;
}

export const applicants = 3;
/** The applicants, and two clerks. */
export const actors = 5;
/**
 * Who uses each clerk's account: an applicant, somebody whom no row knows, or nobody has said it. So that clerks are
 * applicants, and the same person as each other.
 */
export const behindClerks = fc.array(fc.constantFrom(null, "somebody", 0, 0, 1), {
  minLength: actors - applicants,
  maxLength: actors - applicants,
});
export type BehindClerks = readonly (number | string | null)[];

export const sketch: fc.Arbitrary<Sketch> = fc.record({
  case: fc.nat(applicants - 1),
  kind: fc.constantFrom("ask", "review", "review", "review", "objection"),
  receiver: fc.nat(4),
  state: fc.constantFrom("open", "open", "open", "decided", "recalled", "closed"),
  holder: fc.option(fc.nat(actors - 1), { freq: 2 }),
  decider: fc.nat(actors - 1),
  returned: fc.boolean(),
  above: fc.option(fc.nat(2)),
  dueInHours: fc.option(fc.integer({ min: -50, max: 50 }).filter((hours) => hours !== 0)),
  aheadInHours: fc.constantFrom(0, 0, 200),
});
export const seat = fc.record({
  body: fc.nat(4),
  role: fc.constantFrom("member" as const, "chief" as const, "administrator" as const),
  /** Whose seat it is (B-05). */
  absent: fc.option(fc.nat(actors - 1), { freq: 2 }),
  matters: fc.constantFrom(null, null, ["certificate-replacement"], ["another"]),
});
export type Seat = { body: number; role: string; absent?: number | null; matters?: readonly string[] | null };

/** A city in which tasks and seats are thrown together at random, by small numbers, so that coincidences are common. */
export class RandomDesk {
  private readonly database: Database;
  /** Account ids; the first are applicants with a person of their own. */
  readonly people: readonly string[];
  readonly bodies: readonly Body[];

  private constructor(database: Database, people: readonly string[], bodies: readonly Body[]) {
    this.database = database;
    this.people = people;
    this.bodies = bodies;
  }

  static async in(database: Database, world: World): Promise<RandomDesk> {
    const offices = await rows<{ id: string }>(database, "select id from offices order by id limit 3");
    const organisations = await rows<{ id: string }>(database, "select id from organisations order by id limit 2");
    const clerks = ["zhuguan", "shizhigaiban"].map((name) => world.accounts[name]!);
    return new RandomDesk(
      database,
      [...Object.values(world.accounts).slice(0, applicants), ...clerks],
      [
        ...offices.map(({ id }) => ({ id, kind: "office" as const })),
        ...organisations.map(({ id }) => ({ id, kind: "organisation" as const })),
      ],
    );
  }

  /** Actor n is account n: the first `applicants` accounts have cases of their own. */
  async actorWith(at: number, seats: readonly Seat[]): Promise<Actor> {
    const memberships = seats.map(async ({ body, role, absent = null, matters = null }) => ({
      ...membership(this.bodies[body]!, role),
      standsInFor: absent === null || absent === at ? null : { ...(await this.account(absent)), matters },
    }));
    const { name: displayName, ...ids } = await this.account(at);
    return {
      ...ids,
      displayName,
      sessionId: randomUUID(),
      memberships: await Promise.all(memberships),
      stepUpUntil: null,
    };
  }

  private async account(
    at: number,
  ): Promise<{ accountId: string; personId: string | null; behind: PersonBehind; name: string }> {
    const sql = `select id as "accountId", person_id as "personId", ${behind("id")} as behind, display_name as name from accounts where id = $1`;
    const [found] = await rows<Awaited<ReturnType<RandomDesk["account"]>>>(this.database, sql, [this.people[at]]);
    return found!;
  }

  /** The accounts of whoever uses account `at`, as planted: the reference for what rows say. */
  sameAs(at: number, clerks: BehindClerks): string[] {
    const used = [...Array.from({ length: applicants }, (_, n) => n), ...clerks];
    return this.people.filter((_, other) => other === at || (used[at] !== null && used[other] === used[at]));
  }

  async plant(sketches: readonly Sketch[], clerks: BehindClerks = [null, null]): Promise<void> {
    for (const [at, who] of clerks.entries())
      await rows(
        this.database,
        `update accounts set identity_number_cipher = $2, identity_number_hash = coalesce((
           select p.document_number_hash from accounts a join people p on p.id = a.person_id where a.id = $3), $2) where id = $1`,
        [
          this.people[applicants + at],
          who === null ? null : String(who),
          typeof who === "number" ? this.people[who] : null,
        ],
      );
    await rows(this.database, "delete from tasks");
    await rows(this.database, "delete from cases");
    for (let at = 0; at < applicants; at++)
      await rows(
        this.database,
        `insert into cases (id, number, matter, area_id, area_path, account_id, person_id, applicant_name, state, step, round, facts, opened_at, last_seq)
       select $1::uuid, $2, 'certificate-replacement', r.id, r.path, a.id, a.person_id, '某人', 'open', 'employer', 1, '{}', now(), 1
       from accounts a, areas r where a.id = $3 and r.code = '450200'`,
        [caseId(at), `C-${at}`, this.people[at]],
      );
    for (const [at, one] of sketches.entries()) {
      const body = this.bodies[one.receiver]!;
      const decided = one.state === "decided" || one.state === "recalled";
      const due =
        one.dueInHours === null ? null : new Date(Date.now() + (one.dueInHours + one.aheadInHours) * 3_600_000);
      await rows(
        this.database,
        `insert into tasks (id, case_id, seq, kind, step, round, receiver_kind, receiver_id, receiver_name, area_path, area_name, matter, case_number,
         applicant_name, returned, due_at, clock_ahead, holder_id, holder_name, claimed_at, state, decided_by, decided_by_name, opened_at, decided_at, escalated_to)
       select gen_random_uuid(), c.id, $2, $3, 'employer', 1, $4, $5, '某处', c.area_path, '某地', c.matter, c.number, c.applicant_name,
         $6, $7, $8, $9::uuid, $10, now(), $11, $12::uuid, $13, date_trunc('milliseconds', now()), $14, $15::uuid from cases c where c.id = $1`,
        [
          ...[caseId(one.case), at + 1, one.kind, body.kind, body.id, one.returned, due, one.aheadInHours * 3_600_000],
          ...[one.holder === null ? null : this.people[one.holder], one.holder === null ? null : "某人", one.state],
          ...[
            decided ? this.people[one.decider] : null,
            decided ? "某人" : null,
            one.state === "open" ? null : new Date(1_700_000_000_000 + at),
            one.above === null || body.kind === "organisation" ? null : this.bodies[one.above]!.id,
          ],
        ],
      );
    }
  }
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

export function caseId(at: number): string {
  return `00000000-0000-7000-8000-00000000000${at}`;
}
