import { z } from "zod";
import { rows, type Database } from "../../db/connection.ts";
import type { TaskRow } from "../../db/rows.ts";
import type { Actor } from "../../domain/actor.ts";
import { assertNever } from "../../domain/assert-never.ts";
import { readSearchedNumber } from "../../domain/searched-number.ts";
import { BadInput } from "../bad-input.ts";
import type { inboxFilters, Queue } from "../contracts/inbox.ts";
import { Binds } from "./inbox-binds.ts";

export type InboxFilters = z.output<z.ZodObject<typeof inboxFilters>>;

/** Counting stops here: the page shows 999+ (quality.md, How an inbox stays fast). */
export const countedAtMost = 1000;
export const queues: readonly Queue[] = ["to-claim", "mine", "overdue", "returned", "objections", "escalated", "done"];

/**
 * One page of a queue, overdue first, then by due date (done: newest first). The same rule as `list-task` and `list-done`
 * in domain/policy/tasks.ts, in SQL: one ordered probe per receiver, merged, and keyset paging.
 */
export async function listInbox(
  database: Database,
  actor: Actor,
  page: { queue: Queue; filters: InboxFilters; after?: string | undefined; limit: number },
): Promise<{ tasks: TaskRow[]; next: string | null }> {
  const binds = new Binds(actor);
  const keyset = page.after === undefined ? "" : `and ${after(binds, page.queue, page.after)}`;
  const sql = `${probe(binds, page.queue, page.filters, page.limit + 1, "t.*", `${keyset} ${order(page.queue, "t")}`)} ${order(page.queue, "x")} limit ${page.limit + 1}`;
  const found = binds.seatCount === 0 ? [] : await rows<TaskRow>(database, sql, binds.values);
  const tasks = found.slice(0, page.limit);
  const last = tasks.at(-1);
  return { tasks, next: found.length > page.limit && last ? cursorOf(page.queue, last) : null };
}

/** How many lie in each queue, each counted up to `countedAtMost`. */
export async function countInbox(
  database: Database,
  actor: Actor,
  filters: InboxFilters,
): Promise<Record<Queue, number>> {
  const binds = new Binds(actor);
  const none = { "to-claim": 0, mine: 0, overdue: 0, returned: 0, objections: 0, escalated: 0, done: 0 };
  if (binds.seatCount === 0) return none;
  const counted = queues.map(
    (queue) =>
      `(select count(*)::int from (${probe(binds, queue, filters, countedAtMost, "t.id")} limit ${countedAtMost}) counted) as "${queue}"`,
  );
  const [counts] = await rows<Record<Queue, number>>(database, `select ${counted.join(", ")}`, binds.values);
  return counts ?? none;
}

/** Employers with work in a queue whose names contain the text, in the order of their names; 20 at most. */
export async function listOrganisations(
  database: Database,
  actor: Actor,
  { queue, text }: { queue: Queue; text?: string | undefined },
): Promise<string[]> {
  const binds = new Binds(actor);
  if (binds.seatCount === 0) return [];
  const work = probe(binds, queue, { organisation: text }, countedAtMost, "t.id, t.organisation_name as name");
  const found = await rows<{ name: string }>(
    database,
    `select distinct name from (${work}) work where name is not null order by name limit 20`,
    binds.values,
  );
  return found.map(({ name }) => name);
}

/** The areas work of the actor's bodies can come from: their own and all below. */
export async function listAreas(database: Database, actor: Actor): Promise<{ id: string; name: string }[]> {
  const own = actor.memberships.map(({ areaId }) => areaId);
  return rows(database, "select id, name from areas where path && $1::uuid[] order by code limit 100", [own]);
}

/** What the desk opens after a decision: the actor's own next task, else the next that may be claimed. */
export async function findNextTask(database: Database, actor: Actor): Promise<string | null> {
  for (const queue of ["mine", "to-claim"] as const) {
    const { tasks } = await listInbox(database, actor, { queue, filters: {}, limit: 1 });
    if (tasks[0]) return tasks[0].id;
  }
  return null;
}

/**
 * Claims the task that is due first among those the actor may claim, in one statement: two desks that ask at once get
 * two tasks. Undefined when there is none.
 */
export async function claimNextTask(database: Database, actor: Actor): Promise<string | undefined> {
  const binds = new Binds(actor);
  if (binds.seatCount === 0) return undefined;
  const candidates = `${probe(binds, "to-claim", {}, 20, "t.id, t.due_order", `and t.holder_id is null ${order("to-claim", "t")}`)} ${order("to-claim", "x")} limit 20`;
  const me = binds.add(actor.accountId);
  const name = binds.add(actor.displayName);
  const [claimed] = await rows<{ id: string }>(
    database,
    `with candidates as materialized (${candidates}),
     picked as (
       select t.id from tasks t join candidates using (id) where t.state = 'open' and t.holder_id is null
       order by t.due_order, t.id for update of t skip locked limit 1
     )
     update tasks t set holder_id = ${me}, holder_name = ${name}, version = t.version + 1,
       claimed_at = now() + t.clock_ahead * interval '1 millisecond'
     from picked where t.id = picked.id returning t.id`,
    binds.values,
  );
  return claimed?.id;
}

/** One probe per receiver; `tail` is the place to go on from and the order, which a count does without. */
function probe(binds: Binds, queue: Queue, filters: InboxFilters, limit: number, columns: string, tail = ""): string {
  const narrowed = filterConditions(binds, filters);
  const own = lateral(binds.seats, [queueCondition(binds, queue, "own"), ...narrowed]);
  if (!binds.standIns) return own;
  const standIns = `jsonb_to_recordset(${binds.add(binds.standIns)}::jsonb)
    as seat (receiver_id uuid, chief boolean, absent_id uuid, absent_person_id uuid, absent_accounts uuid[], matters text[])`;
  const forAbsent = lateral(standIns, [
    "(seat.matters is null or t.matter = any(seat.matters))",
    queueCondition(binds, queue, "absent"),
    ...narrowed,
  ]);
  // What is seen from one's own seat and from another's is one line.
  return `select x.* from (select distinct on (both_seats.id) both_seats.* from (${own} union all ${forAbsent}) both_seats) x`;

  function lateral(seats: string, conditions: readonly string[]): string {
    return `select x.* from ${seats} cross join lateral (
      select ${columns} from tasks t where ${queue === "escalated" ? "t.escalated_to" : "t.receiver_id"} = seat.receiver_id and ${conditions.join(" and ")} ${tail} limit ${limit}
    ) x`;
  }
}

function order(queue: Queue, table: string): string {
  return queue === "done"
    ? `order by ${table}.decided_at desc, ${table}.id desc`
    : `order by ${table}.due_order, ${table}.id`;
}

/** `absent`: from a seat kept for somebody absent, which also shows what they hold, and nothing that they may not decide. */
function queueCondition(binds: Binds, queue: Queue, seat: "own" | "absent"): string {
  // Repeats the predicates of the partial indexes word by word (migration 0004), or they would not be used.
  const absent = seat === "absent";
  const open = `t.state = 'open' and t.kind <> 'ask' and ${barred(binds)}${absent ? ` and ${absentNotBarred}` : ""}`;
  const listed = () =>
    `(t.holder_id is null or t.holder_id = ${binds.me} or seat.chief${absent ? " or t.holder_id = seat.absent_id" : ""})`;
  switch (queue) {
    case "to-claim":
      return absent
        ? `${open} and (t.holder_id is null or (t.holder_id = seat.absent_id and t.lender_id is null))`
        : `${open} and t.holder_id is null`;
    case "mine":
      return `${open} and t.holder_id = ${binds.me}`;
    case "overdue":
      return `${open} and ${listed()} and t.due_order <= ${binds.now}`;
    case "returned":
      return `${open} and ${listed()} and t.returned`;
    case "objections":
      return `${open} and ${listed()} and t.kind = 'objection'`;
    case "escalated":
      return `${open} and t.kind = 'review' and t.escalated_to is not null`;
    case "done":
      return `t.state <> 'open' and t.kind <> 'ask' and t.decided_by = ${binds.me}
        and not (t.kind = 'objection' and exists (select from cases own where own.id = t.case_id and ${binds.isOwn}))`;
    default:
      return assertNever(queue);
  }
}

/** A substitute inherits the duty (D20): no case of the absent person's, nor one they acted on for the employer. */
const absentNotBarred = `not exists (select from cases own where own.id = t.case_id
    and (own.account_id = any(seat.absent_accounts) or own.person_id = seat.absent_person_id))
  and not (t.receiver_kind = 'office' and exists (select from acted_for_applicant acted
    where acted.case_id = t.case_id and acted.account_id = any(seat.absent_accounts)))`;

/** D20, asked once per statement: the few open cases that are one's own, or that one has acted on for the employer. */
function barred(binds: Binds): string {
  const own = `t.case_id <> all(array(select own.id from cases own where ${binds.isOwn} and own.state = 'open'))`;
  if (!binds.sitsInOffice) return own;
  return `${own} and not (t.receiver_kind = 'office' and t.case_id = any(array(
    select acted.case_id from acted_for_applicant acted join cases c on c.id = acted.case_id and c.state = 'open'
    where acted.account_id = any(${binds.accounts}))))`;
}

function filterConditions(binds: Binds, filters: InboxFilters): string[] {
  const conditions: string[] = [];
  if (filters.matter) conditions.push(`t.matter = ${binds.add(filters.matter)}`);
  if (filters.step) conditions.push(`t.step = ${binds.add(filters.step)}`);
  if (filters.areaId) conditions.push(`${binds.add(filters.areaId)}::uuid = any(t.area_path)`);
  if (filters.organisation) conditions.push(`t.organisation_name ilike ${binds.add(contains(filters.organisation))}`);
  if (filters.due) conditions.push(dueCondition(binds, filters.due));
  if (filters.round) conditions.push(filters.round === "first" ? "t.round = 1" : "t.round > 1");
  const number = readSearchedNumber(filters.text);
  if (number)
    conditions.push(
      `t.case_id in (select c.id from cases c join people p on p.id = c.person_id
         where p.document_number_hash = ${binds.add(number.hash)})`,
    );
  else if (filters.text) {
    const text = binds.add(contains(filters.text));
    const columns = ["case_number", "applicant_name", "organisation_name", "certificate_number"];
    const found = columns.map((column) => `t.${column} ilike ${text}`);
    conditions.push(`(${found.join(" or ")})`);
  }
  return conditions;
}

function dueCondition(binds: Binds, due: NonNullable<InboxFilters["due"]>): string {
  const present = "(now() + t.clock_ahead * interval '1 millisecond')";
  const endOfToday = `((date_trunc('day', ${present} at time zone 'Asia/Shanghai') + interval '1 day') at time zone 'Asia/Shanghai')`;
  switch (due) {
    case "overdue":
      return `t.due_order <= ${binds.now}`;
    case "today":
      return `t.due_order > ${binds.now} and t.due_at <= ${endOfToday}`;
    case "later":
      return `(t.due_at is null or t.due_at > ${endOfToday})`;
    default:
      return assertNever(due);
  }
}

function contains(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}

const cursor = z.tuple([z.int(), z.uuid()]);

function cursorOf(queue: Queue, task: TaskRow): string {
  const key = queue === "done" ? (task.decided_at?.getTime() ?? 0) : task.due_order;
  return Buffer.from(JSON.stringify([key, task.id])).toString("base64url");
}

function after(binds: Binds, queue: Queue, text: string): string {
  const [key, id] = readCursor(text);
  if (queue === "done")
    return `(t.decided_at, t.id) < (to_timestamp(${binds.add(key)}::bigint / 1000.0), ${binds.add(id)}::uuid)`;
  return `(t.due_order, t.id) > (${binds.add(key)}::bigint, ${binds.add(id)}::uuid)`;
}

function readCursor(text: string): [number, string] {
  try {
    return cursor.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    throw new BadInput([{ path: "query.after", message: "翻页位置不对，请从第一页重新打开" }]);
  }
}
