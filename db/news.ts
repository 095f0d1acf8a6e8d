import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import { isWantedByDefault, newsDefinitions, type News } from "../domain/news.ts";
import { rows, type Database } from "./connection.ts";

/**
 * Queues a message that stands in the page for the channels its reader has chosen (B-14): mail to the account's address,
 * SMS where a gateway is there and the person has a phone. What must reach goes by mail whatever was chosen, and by SMS
 * to who has no address. The phone is looked up when it is sent: an encrypted number is not kept twice.
 */
export async function queueDeliveries(
  database: Database,
  message: { notificationId: string; accountId: string; news: News },
  sms: boolean,
  transaction?: Transaction,
): Promise<void> {
  const mustReach = newsDefinitions[message.news].mustReach !== null;
  await rows(
    database,
    `with reader as (
       select a.id, a.email, p.phone_cipher is not null and $5 as by_phone,
         coalesce((select c.wanted from notification_choices c where c.account_id = a.id and c.news = $3 and c.channel = 'mail'), $6) as mail,
         coalesce((select c.wanted from notification_choices c where c.account_id = a.id and c.news = $3 and c.channel = 'sms'), $7) as sms
       from accounts a left join people p on p.id = a.person_id where a.id = $2)
     insert into deliveries (id, notification_id, channel, address, state, next_attempt_at)
     select $8::uuid, $1::uuid, 'mail', email, 'waiting', now() from reader where email is not null and (mail or $4)
     union all
     select $9::uuid, $1::uuid, 'sms', id::text, 'waiting', now() from reader where by_phone and (sms or ($4 and email is null))`,
    [
      ...[message.notificationId, message.accountId, message.news, mustReach, sms],
      ...[isWantedByDefault("mail"), isWantedByDefault("sms"), uuidv7(), uuidv7()],
    ],
    transaction,
  );
}

/**
 * Queues the SMS that tells whoever objected what it came to (domain/texts/objections.ts), once for each objection.
 * Where there is no gateway nobody is told, and no page says so. The phone is looked up when it is sent.
 */
export async function queueObjectorTexts(
  database: Database,
  objectionIds: readonly string[],
  sms: boolean,
  transaction?: Transaction,
): Promise<void> {
  if (!sms) return;
  for (const objectionId of objectionIds)
    await rows(
      database,
      `insert into deliveries (id, objection_id, channel, address, state, next_attempt_at)
       values ($1, $2::uuid, 'sms', $2::uuid::text, 'waiting', now()) on conflict (objection_id, channel) do nothing`,
      [uuidv7(), objectionId],
      transaction,
    );
}

/** Those who administer the city today. */
export async function listAdministrators(database: Database, transaction?: Transaction): Promise<string[]> {
  const found = await rows<{ account_id: string }>(
    database,
    `select distinct m.account_id from memberships m join accounts a on a.id = m.account_id and a.status = 'active'
     where m.role = 'administrator' and m.valid_from <= (now() at time zone 'Asia/Shanghai')::date
       and (m.valid_to is null or m.valid_to >= (now() at time zone 'Asia/Shanghai')::date)`,
    [],
    transaction,
  );
  return found.map((one) => one.account_id);
}
