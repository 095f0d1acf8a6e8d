import { row, type Database } from "../db/connection.ts";
import type { Actor } from "../domain/actor.ts";
import { can } from "../domain/policy/index.ts";
import { assertNever } from "../domain/assert-never.ts";
import type { ApiDeps } from "./deps.ts";
import type { Announcement, EventFeed, EventMessage } from "./events.ts";

/** Several events of one act reach a page as one. */
const gatherMilliseconds = 40;
/** How long an audience once read serves every page of this process; a case reaches a new office by another event. */
const audienceMilliseconds = 200;

interface Audience {
  account_id: string;
  receivers: string[];
}

const audiences = new WeakMap<Database, Map<string, Promise<Audience | undefined>>>();

/** Owner of a case, and the bodies that have or had a task of it: read once for all pages, however many are open. */
function audienceOf(database: Database, caseId: string): Promise<Audience | undefined> {
  const known = audiences.get(database) ?? new Map<string, Promise<Audience | undefined>>();
  audiences.set(database, known);
  const found = known.get(caseId);
  if (found) return found;
  const read = row<Audience>(
    database,
    `select c.account_id, array(select distinct t.receiver_id from tasks t where t.case_id = c.id) as receivers
     from cases c where c.id = $1`,
    [caseId],
  );
  known.set(caseId, read);
  setTimeout(() => known.delete(caseId), audienceMilliseconds).unref();
  return read;
}

/**
 * What one signed-in person is told: of tasks in the offices and organisations they act for, of their own cases and
 * those that lie there, of their own messages; and who may see live counts, that some case moved. Only topics and case ids; the page then reads what it may.
 */
export function feedFor(deps: Pick<ApiDeps, "database" | "events" | "log">, actor: Actor): EventFeed {
  const bodies = new Set(actor.memberships.map((membership) => membership.officeId ?? membership.organisationId));

  const countsLive = can("read-live-counts", actor, null);

  async function isConcerned(caseId: string): Promise<boolean> {
    const audience = await audienceOf(deps.database, caseId);
    if (!audience) return false;
    return audience.account_id === actor.accountId || audience.receivers.some((receiver) => bodies.has(receiver));
  }

  async function messageFor(announcement: Announcement): Promise<EventMessage | undefined> {
    const { topic } = announcement;
    switch (topic) {
      case "inbox":
        if (!announcement.receiver) return { topic };
        return bodies.has(announcement.receiver) || announcement.receiver === actor.accountId ? { topic } : undefined;
      case "case":
        if (!announcement.case) return { topic };
        if (await isConcerned(announcement.case)) return { topic, id: announcement.case };
        // That something moved, not what: the process picture counts again.
        return countsLive ? { topic } : undefined;
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
        waiting.set(
          [topic, topic === "inbox" ? receiver : "", topic === "case" ? caseId : "", account].join(),
          announcement,
        );
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
