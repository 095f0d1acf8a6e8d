import { createHash } from "node:crypto";
import type { Transaction } from "sequelize";
import { row, rows, type Database } from "../../db/connection.ts";
import type { CaseRow, TaskRow } from "../../db/rows.ts";
import type { Actor } from "../../domain/actor.ts";
import { denialOf } from "../../domain/policy/index.ts";
import type { AbsenceSubject } from "../../domain/policy/substitutes.ts";
import type { TaskSubject } from "../../domain/policy/task-seats.ts";
import { findColleagues, type Colleague } from "./colleagues.ts";
import { officesOf } from "./substitutes.ts";
import { taskSubject } from "./task-subject.ts";

export interface LeaverRow extends AbsenceSubject {
  name: string;
  body: string;
}

/** Everybody who sits at a desk today, with the offices they sit in. */
export async function findDeskPeople(database: Database, accountId: string | null = null): Promise<LeaverRow[]> {
  return rows(
    database,
    `select a.id as "accountId", a.display_name as name, string_agg(distinct coalesce(f.name, o.name), '、') as body,
       ${officesOf("a.id")} as "officeIds"
     from seats_today s join accounts a on a.id = s.account_id
     left join offices f on f.id = s.office_id left join organisations o on o.id = s.organisation_id
     where s.absent_id is null and ($1::uuid is null or a.id = $1)
     group by a.id, a.display_name order by body, a.display_name, a.id`,
    [accountId],
  );
}

export interface Work {
  task: TaskRow;
  subject: TaskSubject;
  how: "held" | "lent" | "borrowed";
}

/** All open tasks somebody holds or has lent, in the order of their cases. */
export async function findWork(database: Database, accountId: string, transaction?: Transaction): Promise<Work[]> {
  const found = await rows<TaskRow & { agents: string[]; person_id: string; account_id: string }>(
    database,
    `select t.*, c.person_id, c.account_id, array(select distinct acted.account_id from acted_for_applicant acted
       where acted.case_id = t.case_id) as agents
     from tasks t join cases c on c.id = t.case_id
     where t.state = 'open' and t.kind <> 'ask' and (t.holder_id = $1 or t.lender_id = $1)
     order by t.case_id, t.id`,
    [accountId],
    transaction,
  );
  return found.map(({ agents, person_id, account_id, ...task }) => ({
    task: task as TaskRow,
    subject: taskSubject(task as TaskRow, { person_id, account_id } as CaseRow, agents),
    how: task.lender_id === accountId ? "lent" : task.lender_id ? "borrowed" : "held",
  }));
}

/** Who is in this office in this person's place alone: when the seat ends, they are in it no more. */
export async function findStandIns(
  database: Database,
  seat: { account_id: string; office_id: string },
  transaction: Transaction,
): Promise<{ accountId: string; name: string }[]> {
  return rows(
    database,
    `select distinct a.id as "accountId", a.display_name as name from seats_today s join accounts a on a.id = s.account_id
     where s.absent_id = $1 and s.office_id = $2 and not exists (select from seats_today own
       where own.account_id = s.account_id and own.office_id = $2 and own.absent_id is distinct from $1)`,
    [seat.account_id, seat.office_id],
    transaction,
  );
}

/** Changes when any of the work does. */
export function versionOf(work: readonly Work[]): string {
  const said = work.map(({ task }) => `${task.id} ${task.version}`).join("\n");
  return createHash("sha256").update(said).digest("base64url");
}

/** Who sits at each receiver of the work, without the leaver. */
export async function findReceivers(
  database: Database,
  work: readonly Work[],
  leaverId: string,
): Promise<Map<string, Colleague[]>> {
  const receivers = new Map<string, Colleague[]>();
  for (const { task } of work) {
    if (receivers.has(task.receiver_id)) continue;
    const colleagues = await findColleagues(database, { task });
    const others = colleagues.filter(({ actor }) => actor.accountId !== leaverId);
    receivers.set(
      task.receiver_id,
      // In the leaver's own seat nobody stands in once the leaver is gone.
      others.filter(({ actor }) => actor.memberships.some(({ standsInFor }) => standsInFor?.accountId !== leaverId)),
    );
  }
  return receivers;
}

/** D20 holds for whoever receives it: they are asked what a claim asks. */
export function mayReceive(actor: Actor, { subject }: Work): boolean {
  const free = { ...subject, holderId: null, holderName: null, lenderId: null };
  return denialOf("claim-task", actor, free) === undefined;
}

export async function findEndings(
  database: Database,
  accountId: string,
): Promise<{ substitutions: string[]; addedSigners: number; memberships: string[] }> {
  const found = await row<{ substitutions: string[]; added: number; memberships: string[] }>(
    database,
    `select array(select substitute.display_name || '代' || absent.display_name from substitutes s
         join accounts absent on absent.id = s.account_id join accounts substitute on substitute.id = s.substitute_id
         where s.ended_at is null and (s.account_id = $1 or s.substitute_id = $1) order by s.valid_from, s.id) as substitutions,
       (select count(*)::int from tasks t where t.added_by = $1 and t.state in ('open', 'waiting')) as added,
       array(select distinct coalesce(f.name, o.name) from seats_today s left join offices f on f.id = s.office_id
         left join organisations o on o.id = s.organisation_id where s.account_id = $1 and s.absent_id is null) as memberships`,
    [accountId],
  );
  return {
    substitutions: found?.substitutions ?? [],
    addedSigners: found?.added ?? 0,
    memberships: found?.memberships ?? [],
  };
}
