import type Router from "@koa/router";
import { row, rows } from "../../db/connection.ts";
import type { Actor } from "../../domain/actor.ts";
import { maskPhoneNumber } from "../../domain/masking.ts";
import { allNews, isWantedByDefault, newsDefinitions, type Channel, type NewsReader } from "../../domain/news.ts";
import { Refusal } from "../../domain/refusal.ts";
import { writeAudit } from "../audit.ts";
import { chooseNotification, listNotificationChoices } from "../contracts/notifications.ts";
import type { ApiDeps } from "../deps.ts";
import { serve } from "../serve.ts";

/** 通知设置: by which channels one's own messages come, beside the page (B-14). */
export function registerNotificationChoices(router: Router, deps: ApiDeps): void {
  serve(
    router,
    listNotificationChoices,
    deps,
  )(async ({ actor }) => {
    const { mailTo, smsTo } = await addressesOf(deps, actor);
    const chosen = await rows<{ news: string; channel: Channel; wanted: boolean }>(
      deps.database,
      "select news, channel, wanted from notification_choices where account_id = $1",
      [actor.accountId],
    );
    const wants = (news: string, channel: Channel) =>
      chosen.find((one) => one.news === news && one.channel === channel)?.wanted ?? isWantedByDefault(channel);
    const readers = readersOf(actor);
    const choices = allNews
      .filter((news) => newsDefinitions[news].readers.some((reader) => readers.has(reader)))
      .map((news) => {
        const { title, what, mustReach } = newsDefinitions[news];
        const mail = mailTo !== null && (mustReach !== null || wants(news, "mail"));
        // Without an address what must reach goes by SMS.
        const sms = smsTo !== null && (wants(news, "sms") || (mustReach !== null && mailTo === null));
        return { news, title, what, mustReach, mail, sms };
      });
    return { mailTo, smsTo, choices };
  });

  serve(
    router,
    chooseNotification,
    deps,
  )(async ({ actor, body, requestId }) => {
    const { news, channel, wanted } = body;
    const addresses = await addressesOf(deps, actor);
    const address = channel === "mail" ? addresses.mailTo : addresses.smsTo;
    const mustReach = newsDefinitions[news].mustReach !== null;
    if (!wanted && mustReach && (channel === "mail" || addresses.mailTo === null)) throw new Refusal("news-must-reach");
    if (wanted && address === null) throw new Refusal("channel-unavailable", { channel });
    await deps.database.transaction(async (transaction) => {
      await rows(
        deps.database,
        `insert into notification_choices (account_id, news, channel, wanted, changed_at) values ($1, $2, $3, $4, now())
         on conflict (account_id, news, channel) do update set wanted = excluded.wanted, changed_at = excluded.changed_at`,
        [actor.accountId, news, channel, wanted],
        transaction,
      );
      await writeAudit(
        deps.database,
        {
          ...{ accountId: actor.accountId, action: "notification-choice.changed", subjectKind: "account" },
          ...{ subjectId: actor.accountId, data: { news, channel, wanted }, requestId },
        },
        transaction,
      );
    });
    return { done: true as const };
  });
}

function readersOf(actor: Actor): ReadonlySet<NewsReader> {
  const readers = new Set<NewsReader>();
  if (actor.personId !== null) readers.add("applicant");
  for (const { role } of actor.memberships) readers.add(role === "administrator" ? "administrator" : "desk");
  return readers;
}

async function addressesOf(
  { database, encryption, configuration }: ApiDeps,
  actor: Actor,
): Promise<{ mailTo: string | null; smsTo: string | null }> {
  const found = await row<{ email: string | null; phone_cipher: string | null }>(
    database,
    "select a.email, p.phone_cipher from accounts a left join people p on p.id = a.person_id where a.id = $1",
    [actor.accountId],
  );
  const cipher = configuration.sms ? found?.phone_cipher : null;
  return {
    mailTo: found?.email ?? null,
    smsTo: cipher ? maskPhoneNumber(encryption.decrypt("people.phone", cipher)) : null,
  };
}
