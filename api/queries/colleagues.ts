import { rows, type Database } from "../../db/connection.ts";
import { behind } from "../../db/people-behind.ts";
import type { Actor, Membership, PersonBehind } from "../../domain/actor.ts";
import type { TaskWithCase } from "./task-subject.ts";

export interface Colleague {
  /** As the policy sees them: their seats at the receiver today, in no session. */
  actor: Actor;
  /** How many open tasks they hold. */
  open: number;
}

/** Everybody who sits at the receiver of a task today. */
export async function findColleagues(database: Database, { task }: Pick<TaskWithCase, "task">): Promise<Colleague[]> {
  const column = task.receiver_kind === "organisation" ? "organisation_id" : "office_id";
  const found = await rows<{
    account_id: string;
    person_id: string | null;
    behind: PersonBehind;
    display_name: string;
    role: Membership["role"];
    absent: Membership["standsInFor"];
    office_id: string | null;
    organisation_id: string | null;
    open: number;
  }>(
    database,
    `select a.id as account_id, a.person_id, ${behind("a.id")} as behind, a.display_name, m.role, m.office_id, m.organisation_id,
       case when absent.id is not null then json_build_object('accountId', absent.id, 'personId', absent.person_id,
         'behind', ${behind("absent.id")}, 'name', absent.display_name, 'matters', m.matters) end as absent,
       (select count(*)::int from tasks t where t.holder_id = a.id and t.state = 'open') as open
     from seats_today m join accounts a on a.id = m.account_id and a.status = 'active'
     left join accounts absent on absent.id = m.absent_id
     where m.${column} = $1 and m.role in ('agent', 'reviewer', 'chief')
     order by a.display_name, a.id`,
    [task.receiver_id],
  );
  const colleagues = new Map<string, Colleague>();
  for (const one of found) {
    const seat: Membership = {
      ...{ role: one.role, officeId: one.office_id, officeKind: null, organisationId: one.organisation_id },
      ...{ name: task.receiver_name, areaId: "", areaName: "", areaPath: [], standsInFor: one.absent ?? null },
    };
    const known = colleagues.get(one.account_id);
    const memberships = [...(known?.actor.memberships ?? []), seat];
    const { account_id: accountId, person_id: personId, behind: person, display_name: displayName } = one;
    const actor = { accountId, personId, behind: person, displayName, memberships, sessionId: "", stepUpUntil: null };
    colleagues.set(accountId, { actor, open: one.open });
  }
  return [...colleagues.values()];
}
