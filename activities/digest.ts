import { rows } from "../db/connection.ts";
import { queueDeliveries } from "../db/news.ts";
import { wordingOf } from "../db/wordings.ts";
import { addDays, civilDateAt } from "../domain/civil-date.ts";
import { digestParams, fillWording, remindersOfOffice } from "../domain/texts/notifications.ts";
import type { ActivityDeps } from "./deps.ts";

interface Day {
  account_id: string;
  day: string;
  soon: number;
  today: number;
  overdue: number;
  escalated: number;
}

/**
 * One letter per reviewer and day with what the day's reminders say, instead of one per task (B-16). Its id comes from
 * account and day, so any number of sweeps, and one that was cut off, make one; what a later sweep of the same day adds
 * is read in the page. Answers how many were made.
 */
export async function writeDigests({ database, sms }: ActivityDeps, { at }: { at: number }): Promise<number> {
  const days = await rows<Day>(
    database,
    `select n.account_id, n.day::text as day,
       (count(*) filter (where n.kind = 'due-soon'))::int as soon, (count(*) filter (where n.kind = 'due-today'))::int as today,
       (count(*) filter (where n.kind = 'overdue'))::int as overdue, (count(*) filter (where n.kind = 'escalated'))::int as escalated
     from notifications n
     where n.kind = any($1::text[]) and n.day >= $2::date
       and not exists (select from notifications d where d.id = md5('digest ' || n.account_id || ' ' || n.day)::uuid)
     group by n.account_id, n.day`,
    [remindersOfOffice, addDays(civilDateAt(at), -1)],
  );
  if (days.length === 0) return 0;
  const wording = await wordingOf(database, "digest");
  let made = 0;
  for (const one of days) {
    const { title, body } = fillWording(wording, digestParams(one));
    const written = await database.transaction(async (transaction) => {
      const digest = await rows<{ id: string }>(
        database,
        `insert into notifications (id, account_id, kind, title, body, at, day)
         values (md5('digest ' || $1::uuid || ' ' || $2::date)::uuid, $1, 'digest', $3, $4, $5, $2) on conflict (id) do nothing returning id`,
        [one.account_id, one.day, title, body, new Date(at)],
        transaction,
      );
      for (const { id } of digest)
        await queueDeliveries(
          database,
          { notificationId: id, accountId: one.account_id, news: "digest" },
          sms === true,
          transaction,
        );
      return digest;
    });
    made += written.length;
  }
  return made;
}
