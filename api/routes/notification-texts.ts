import type Router from "@koa/router";
import { row, rows } from "../../db/connection.ts";
import { authorize } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import {
  isNotificationKind,
  placeholdersOf,
  shippedTexts,
  wordingFaults,
  type NotificationKind,
} from "../../domain/texts/notifications.ts";
import { writeAudit } from "../audit.ts";
import { BadInput } from "../bad-input.ts";
import * as contract from "../contracts/notification-texts.ts";
import type { ApiDeps } from "../deps.ts";
import { serve } from "../serve.ts";

interface VersionRow {
  kind: string;
  version: number;
  title: string | null;
  body: string | null;
  note: string;
  author: string;
  at: Date;
}

const wordingOf = ({ title, body }: { title: string | null; body: string | null }) =>
  title !== null && body !== null ? { title, body } : null;

/** The wordings of messages: administrators write others, each a version (B-14). */
export function registerNotificationTexts(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    contract.listNotificationTexts,
    deps,
  )(async ({ actor }) => {
    authorize("change-notification-texts", actor, null);
    const written = await rows<VersionRow>(
      database,
      "select kind, version, title, body, note, author, at from notification_texts order by kind, version desc",
    );
    const kinds = Object.keys(shippedTexts) as NotificationKind[];
    return {
      texts: kinds.map((kind) => {
        const versions = written.filter((one) => one.kind === kind);
        const { occasion, to, title, body } = shippedTexts[kind];
        const newest = versions[0] && wordingOf(versions[0]);
        return {
          ...{ kind, occasion, to, shipped: { title, body }, current: newest ?? { title, body } },
          ...{ version: versions[0]?.version ?? 0, placeholders: placeholdersOf(kind) },
          versions: versions.map((one) => ({
            ...{ version: one.version, who: one.author, at: one.at.toISOString(), note: one.note },
            wording: wordingOf(one),
          })),
        };
      }),
    };
  });

  serve(
    router,
    contract.changeNotificationText,
    deps,
  )(async ({ actor, params: { kind }, body: { version, wording, note }, requestId }) => {
    authorize("change-notification-texts", actor, null);
    if (!isNotificationKind(kind)) throw new Refusal("not-found");
    const faults = Object.entries(wording ? wordingFaults(kind, wording) : {});
    if (faults.length > 0) throw new BadInput(faults.map(([name, message]) => ({ path: `wording.${name}`, message })));
    await database.transaction(async (transaction) => {
      const written = await row(
        database,
        `insert into notification_texts (kind, version, title, body, note, author_id, author, at)
         select $1, $2 + 1, $3, $4, $5, $6, $7, now()
         where $2 = coalesce((select max(version) from notification_texts where kind = $1), 0)
         on conflict do nothing returning version`,
        [kind, version, wording?.title ?? null, wording?.body ?? null, note, actor.accountId, actor.displayName],
        transaction,
      );
      if (!written) throw await stale(kind);
      await writeAudit(
        database,
        {
          ...{ accountId: actor.accountId, action: "notification-text.changed", subjectKind: "notification-text" },
          ...{ subjectId: kind, data: { version: version + 1, shipped: wording === null }, requestId },
        },
        transaction,
      );
    });
    return { done: true as const };
  });

  async function stale(kind: string): Promise<Refusal> {
    const newest = await row<VersionRow>(
      database,
      "select author, at, note from notification_texts where kind = $1 order by version desc limit 1",
      [kind],
    );
    if (!newest) return new Refusal("stale-version");
    return new Refusal("stale-version", { who: newest.author, at: newest.at.toISOString(), what: newest.note });
  }
}
