import { row } from "../db/connection.ts";
import type { Actor } from "../domain/actor.ts";
import { assertNever } from "../domain/assert-never.ts";
import type { ApiDeps } from "./deps.ts";
import type { Announcement, EventFeed, EventMessage } from "./events.ts";

/** Several events of one act reach a page as one. */
const gatherMilliseconds = 40;
/** Cases whose owner was looked up: an id never changes its owner. */
const mostRemembered = 500;

/**
 * What one signed-in person is told: of tasks in the offices and organisations they act for, of their own cases and
 * those that lie there, of their own messages. Only topics and case ids; the page then reads what it may.
 */
export function feedFor(deps: Pick<ApiDeps, "database" | "events" | "log">, actor: Actor): EventFeed {
  const bodies = new Set(actor.memberships.map((membership) => membership.officeId ?? membership.organisationId));
  const concerned = new Map<string, boolean>();

  /** Owner, employer, or somebody at a body that has or had a task of it. */
  async function isConcerned(caseId: string): Promise<boolean> {
    const known = concerned.get(caseId);
    if (known !== undefined) return known;
    const found = await row<{ concerned: boolean }>(
      deps.database,
      `select c.account_id = $2 or exists (
         select 1 from tasks t where t.case_id = c.id and t.receiver_id = any($3::uuid[])
       ) as concerned from cases c where c.id = $1`,
      [caseId, actor.accountId, [...bodies]],
    );
    const concerns = found?.concerned ?? false;
    // A case may still come to us; that it has come stays true.
    if (concerns) {
      if (concerned.size >= mostRemembered) concerned.clear();
      concerned.set(caseId, true);
    }
    return concerns;
  }

  async function messageFor(announcement: Announcement): Promise<EventMessage | undefined> {
    const { topic } = announcement;
    switch (topic) {
      case "inbox":
        if (!announcement.receiver) return { topic };
        return bodies.has(announcement.receiver) || announcement.receiver === actor.accountId ? { topic } : undefined;
      case "case":
        if (!announcement.case) return { topic };
        return (await isConcerned(announcement.case)) ? { topic, id: announcement.case } : undefined;
      case "notifications":
        return !announcement.account || announcement.account === actor.accountId ? { topic } : undefined;
      default:
        return assertNever(topic);
    }
  }

  return {
    start(send, end) {
      let waiting = new Map<string, Announcement>();
      let timer: NodeJS.Timeout | undefined;
      const flush = async () => {
        timer = undefined;
        const announcements = waiting;
        waiting = new Map();
        for (const announcement of announcements.values()) {
          const message = await messageFor(announcement);
          if (message) send(message);
        }
      };
      const stop = deps.events.subscribe((announcement) => {
        const { topic, receiver = "", case: caseId = "", account = "" } = announcement;
        waiting.set([topic, topic === "inbox" ? receiver : "", topic === "case" ? caseId : "", account].join(), announcement);
        timer ??= setTimeout(() => {
          flush().catch((error: unknown) => deps.log.warn({ error }, "an event was not told"));
        }, gatherMilliseconds);
      }, end);
      return () => {
        clearTimeout(timer);
        stop();
      };
    },
    async stillValid() {
      const found = await row(
        deps.database,
        "select 1 as one from sessions where id = $1 and ended_at is null and expires_at > now()",
        [actor.sessionId],
      );
      return found !== undefined;
    },
  };
}
