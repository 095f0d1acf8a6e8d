import { rows, type Database } from "../../../db/connection.ts";
import { remindersOfOffice } from "../../../domain/texts/notifications.ts";
import type { Difference } from "./difference.ts";

/** For each kind of message to the applicant: how many causes of it the case's events hold. */
const causes: Readonly<Record<string, string>> = {
  declared: "count(*) filter (where type = 'notice.published')",
  "notice-ended": "count(*) filter (where type = 'notice.ended')",
  returned: "count(*) filter (where type = 'task.returned')",
  "objection-pending": "count(distinct seq) filter (where type = 'objection.received')",
  "objection-dismissed": "count(*) filter (where type = 'objection.dismissed')",
  issued: "count(*) filter (where type = 'case.closed' and data ->> 'outcome' = 'completed')",
  ended: "count(*) filter (where type = 'case.closed' and data ->> 'outcome' <> 'completed')",
  "went-on": `count(*) filter (where type = 'step.opened' and step in ('employer', 'department', 'title-office')
    or type = 'task.escalated' and (data ->> 'moved')::boolean)`,
};

/**
 * One message for each cause, and one letter for each message to somebody with an address; what reminds an office goes
 * out in the day's digest, which is a message of its own.
 */
export async function verifyMessages(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const [kind, count] of Object.entries(causes)) {
    const found = await rows<{ case_id: string; caused: number; told: number }>(
      database,
      `select * from (select c.id as case_id, (select ${count} from case_events e where e.case_id = c.id)::int as caused,
         (select count(*)::int from notifications n where n.case_id = c.id and n.account_id = c.account_id and n.kind = $1) as told
       from cases c) counted where caused <> told`,
      [kind],
    );
    for (const { case_id: caseId, caused, told } of found)
      differences.push({
        what: "message not told once for each cause",
        caseId,
        detail: `${kind}: ${caused} causes, ${told} messages`,
      });
  }
  const undelivered = await rows<{ case_id: string; detail: string }>(
    database,
    `select n.case_id, n.kind || ': ' || count(d.id) as detail from notifications n
     join accounts a on a.id = n.account_id and a.email is not null
     left join deliveries d on d.notification_id = n.id
     where n.kind <> all($1::text[]) group by n.id having count(d.id) <> 1`,
    [remindersOfOffice],
  );
  for (const { case_id: caseId, detail } of undelivered)
    differences.push({ what: "message without exactly one letter", caseId, detail });
  return differences;
}
