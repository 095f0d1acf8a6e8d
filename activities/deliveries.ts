import { listeningClient, row, rows, type Database } from "../db/connection.ts";
import type { FieldEncryption } from "../db/field-encryption.ts";
import type { Logger } from "pino";
import { assertNever } from "../domain/assert-never.ts";
import { civilDateAt } from "../domain/civil-date.ts";
import type { Channel } from "../domain/news.ts";
import { objectorText, type ObjectionResult } from "../domain/texts/objections.ts";
import { repeatInBackground } from "./background-work.ts";

/** Sends one message; throws when it could not. */
export type SendMail = (mail: { to: string; subject: string; text: string }) => Promise<void>;
/** Whose phone: that of an account's person, or the one that whoever objected left. */
export type PhoneOwner = { kind: "account" | "objection"; id: string };
/** Sends a text to a phone; throws when it could not, or there is none any more. */
export type SendSms = (message: { owner: PhoneOwner; text: string }) => Promise<void>;

export interface Senders {
  mail: SendMail;
  sms: SendSms;
}

interface Waiting {
  id: string;
  channel: Channel;
  /** A mail address; for SMS the account or the objection. */
  address: string;
  title: string;
  body: string;
  attempts: number;
  case_id: string | null;
  objection: ObjectionResult | null;
  filed_at: Date;
  office: string | null;
}

const longestPause = 3_600;

/**
 * Sends one waiting delivery, if any is due. The row is locked while it is sent, so that two workers never send it
 * twice; a crash between sending and commit sends it again: a letter twice is better than none.
 */
export async function deliverNext(database: Database, send: Senders, baseUrl: string): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const waiting = await row<Waiting>(
      database,
      `select d.id, d.channel, d.address, d.attempts, n.title, n.body, n.case_id, o.state as objection, o.filed_at,
         t.receiver_name as office
       from deliveries d left join notifications n on n.id = d.notification_id
         left join objections o on o.id = d.objection_id left join tasks t on t.id = o.task_id
       where d.state = 'waiting' and d.next_attempt_at <= now() order by d.next_attempt_at limit 1 for update of d skip locked`,
      [],
      transaction,
    );
    if (!waiting) return false;
    try {
      await sendBy(send, waiting, baseUrl);
      await rows(
        database,
        "update deliveries set state = 'sent', sent_at = now(), failure = null, attempts = attempts + 1 where id = $1",
        [waiting.id],
        transaction,
      );
    } catch (error) {
      const pause = Math.min(longestPause, 5 * 2 ** Math.min(waiting.attempts, 10));
      await rows(
        database,
        "update deliveries set attempts = attempts + 1, failure = $2, next_attempt_at = now() + $3 * interval '1 second' where id = $1",
        [waiting.id, error instanceof Error ? error.message.slice(0, 500) : String(error), pause],
        transaction,
      );
    }
    return true;
  });
}

/** @throws Error when the account's person has no phone any more. */
export async function phoneOf(database: Database, encryption: FieldEncryption, owner: PhoneOwner): Promise<string> {
  const objector = owner.kind === "objection";
  const found = await row<{ phone_cipher: string }>(
    database,
    objector
      ? "select phone_cipher from objections where id = $1"
      : "select p.phone_cipher from accounts a join people p on p.id = a.person_id where a.id = $1",
    [owner.id],
  );
  if (!found) throw new Error("此账号没有手机号，短信没有发出。");
  return encryption.decrypt(objector ? "objections.phone" : "people.phone", found.phone_cipher);
}

async function sendBy(send: Senders, waiting: Waiting, baseUrl: string): Promise<void> {
  switch (waiting.channel) {
    case "mail": {
      const link = waiting.case_id ? `\n\n${baseUrl}/cases/${waiting.case_id}` : "";
      const text = `${waiting.body}${link}\n\n（系统自动发送，请勿回复）`;
      return send.mail({ to: waiting.address, subject: waiting.title, text });
    }
    case "sms":
      return send.sms({
        owner: { kind: waiting.objection ? "objection" : "account", id: waiting.address },
        text: `【人才通】${bodyOf(waiting)}`,
      });
    default:
      return assertNever(waiting.channel);
  }
}

function bodyOf({ objection, filed_at: filedAt, office, body }: Waiting): string {
  return objection ? objectorText(objection, civilDateAt(filedAt.getTime()), office) : body;
}

/**
 * Delivers until stopped: woken by PostgreSQL when something was written, and every half minute for what waits to be
 * tried again. Answers a function that stops after the delivery at hand.
 */
export function deliverInBackground(options: {
  database: Database;
  databaseUrl: string;
  send: Senders;
  baseUrl: string;
  log: Logger;
}): () => Promise<void> {
  const { database, send, baseUrl, log } = options;
  const delivering = repeatInBackground({
    round: () => deliverNext(database, send, baseUrl),
    pauseMilliseconds: 30_000,
    log,
    failing: "delivery failed",
  });
  const listener = listeningClient(options.databaseUrl);
  listener.on("error", (error) => options.log.warn({ error }, "delivery listener lost; polling goes on"));
  listener.on("notification", () => delivering.wake());
  const listening = listener
    .connect()
    .then(() => listener.query("listen rencaitong_deliveries"))
    .catch((error: Error) => options.log.warn({ error }, "delivery listener not connected; polling"));
  return async () => {
    await delivering.stop();
    await listening;
    await listener.end();
  };
}
