import type { z } from "zod";
import { rows, type Database } from "../../db/connection.ts";
import { accountsOf, bodiesOf, personBehind, type Actor } from "../../domain/actor.ts";
import { readSearchedNumber } from "../../domain/searched-number.ts";
import type { searchFilters } from "../contracts/search.ts";
import { readCursor } from "../cursor.ts";

export type SearchFilters = z.output<z.ZodObject<typeof searchFilters>>;

export interface FoundRow {
  /** Of the case. */
  id: string;
  task_id: string;
  number: string;
  matter: string;
  state: "open" | "closed";
  outcome: string | null;
  step: string | null;
  applicant_name: string;
  organisation_name: string | null;
  certificate_number: string | null;
  area_name: string;
  office_name: string | null;
  came_at: Date;
}

/** Counting stops here: the page shows 999+. */
export const countedAtMost = 1000;

/**
 * Cases that came to the actor's desks, newest first: `see-task` of domain/policy/tasks.ts in SQL, for the latest task
 * that each desk still has a right to. One more row than `limit` is read: it tells whether there is a next page.
 */
export async function searchCases(
  database: Database,
  actor: Actor,
  page: { filters: SearchFilters; after?: string | undefined; limit: number },
): Promise<FoundRow[]> {
  const asked = new Asked(actor, page.filters);
  const after = readCursor(page.after);
  if (after) asked.find(`(d.came_at, d.case_id) < (${asked.add(after.at)}::timestamptz, ${asked.add(after.id)}::uuid)`);
  return rows<FoundRow>(
    database,
    `select c.id, found.task_id, c.number, c.matter, c.state, c.outcome, c.step, c.applicant_name, c.organisation_name,
       found.certificate_number, found.area_name, found.came_at,
       (select string_agg(distinct o.receiver_name, '、') from tasks o
        where o.case_id = c.id and o.state = 'open') as office_name
     from (${asked.probe(`mine.id as task_id, mine.certificate_number, mine.area_name, d.case_id, d.came_at`, page.limit + 1)}
       order by found.came_at desc, found.case_id desc limit ${page.limit + 1}) found join cases c on c.id = found.case_id
     order by found.came_at desc, found.case_id desc`,
    asked.values,
  );
}

/** How many there are, up to `countedAtMost`. */
export async function countCases(database: Database, actor: Actor, filters: SearchFilters): Promise<number> {
  const asked = new Asked(actor, filters);
  const [counted] = await rows<{ count: number }>(
    database,
    `select count(*)::int as count from (${asked.probe("d.case_id", countedAtMost, false)} limit ${countedAtMost}) counted`,
    asked.values,
  );
  return counted?.count ?? 0;
}

/** A task gives its desk a right to the case unless it was taken back, or objects to the reader's own case. */
const ownTask = `t.kind <> 'ask' and t.state <> 'recalled'
  and not (t.kind = 'objection' and (c.account_id = any($2::uuid[]) or c.person_id is not distinct from $3::uuid))`;

/** Is the desk's case still open? */
const stillOpen = `exists (select from desk_open_cases o
  where o.receiver_id = d.receiver_id and o.came_at = d.came_at and o.case_id = d.case_id)`;

/** One search as SQL: who asks stands first, what is asked for is added as a value; nothing is put into the text. */
class Asked {
  readonly values: unknown[];
  private readonly conditions: string[] = [];
  /** Conditions on the desk's own row: what they find is put in order before anything else is looked up for it. */
  private readonly found: string[] = [];
  private ofDesk = "d.receiver_id = desk.id";

  constructor(actor: Actor, filters: SearchFilters) {
    // A seat kept for somebody absent counts where it is for every matter (B-05).
    const desks = actor.memberships.flatMap((seat) =>
      seat.role === "administrator" || seat.standsInFor?.matters ? [] : bodiesOf(seat),
    );
    this.values = [[...new Set(desks)], accountsOf(actor), personBehind(actor)];
    this.filter(filters);
  }

  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  where(condition: string): void {
    this.conditions.push(condition);
  }

  find(condition: string): void {
    this.found.push(condition);
  }

  /**
   * What the desk's own rows tell is asked before any case is looked at: an order or an offset keeps it so. One probe per
   * desk, merged by whoever asks; a case that came to two desks of the reader counts once.
   */
  probe(columns: string, limit: number, ordered = true): string {
    return `select found.* from unnest($1::uuid[]) with ordinality as desk (id, place) cross join lateral (
      select ${columns} from (
        select * from desk_cases d where ${[this.ofDesk, ...this.found].join(" and ")}
        ${ordered ? "order by d.came_at desc, d.case_id desc" : "offset 0"}
      ) d join cases c on c.id = d.case_id
      cross join lateral (
        select t.id, t.certificate_number, t.area_name from tasks t
        where t.case_id = d.case_id and t.receiver_id = d.receiver_id and ${ownTask}
        order by t.seq desc, t.id limit 1
      ) mine
      where not exists (select from tasks t where t.case_id = d.case_id
          and t.receiver_id = any(($1::uuid[])[:desk.place - 1]) and ${ownTask})
        ${this.conditions.map((condition) => `and ${condition}`).join(" ")}
      ${ordered ? "order by d.came_at desc, d.case_id desc" : ""} limit ${limit}
    ) found`;
  }

  private filter(filters: SearchFilters): void {
    const number = readSearchedNumber(filters.text);
    if (number)
      this.find(
        `d.case_id in (select own.id from cases own join people p on p.id = own.person_id
           where p.document_number_hash = ${this.add(number.hash)})`,
      );
    else if (filters.text) for (const word of filters.text.toLowerCase().split(/\s+/)) this.findWord(word);
    if (filters.matter) this.where(`c.matter = ${this.add(filters.matter)}`);
    if (filters.step) this.where(`c.state = 'open' and c.step = ${this.add(filters.step)}`);
    if (filters.areaId) this.where(`${this.add(filters.areaId)}::uuid = any(c.area_path)`);
    if (filters.state) this.where(`c.state = ${this.add(filters.state)}`);
    // What is open at a desk is told apart before any case is looked at.
    if (filters.state === "closed") this.find(`not ${stillOpen}`);
    else if (filters.state ?? filters.step ?? filters.office) this.find(stillOpen);
    if (filters.office)
      this.where(`exists (select from tasks o where o.case_id = c.id and o.state = 'open'
        and o.receiver_name like ${this.add(contains(filters.office))})`);
    if (filters.from)
      this.find(`d.came_at >= (${this.add(filters.from)}::date)::timestamp at time zone 'Asia/Shanghai'`);
    if (filters.to)
      this.find(`d.came_at < (${this.add(filters.to)}::date + 1)::timestamp at time zone 'Asia/Shanghai'`);
  }

  /** The pieces find, the text decides; several words must all be there. */
  private findWord(word: string): void {
    // Too short for a piece: an index of pieces would be read from end to end.
    if (/\P{ASCII}.|.\P{ASCII}|\p{ASCII}{4}/u.test(word)) {
      this.find(`desk_pieces(d.receiver_id, d.words) @> desk_pieces(desk.id, ${this.add(word)})`);
      // The pieces name the desk already: said so that no index of whole desks is read beside theirs.
      this.ofDesk = "d.receiver_id is not distinct from desk.id";
    }
    this.find(`d.words like ${this.add(contains(word))}`);
  }
}

function contains(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}
