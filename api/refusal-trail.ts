import type { Database } from "../db/connection.ts";
import type { RefusalCode } from "../domain/refusal.ts";
import { writeAudit } from "./audit.ts";

export interface RefusedRight {
  accountId: string;
  /** Id of the endpoint that was called. */
  endpoint: string;
  subjectId: string | null;
  code: RefusalCode;
  /** The row of the policy that said no; null where the subject was not found among what the account may see. */
  ability: string | null;
  requestId: string;
}

/** Written one by one up to this many in a minute; after that counted, and written as one row when the minute is over. */
const mostPerMinute = 20;
const minuteMilliseconds = 60_000;

interface Minute {
  written: number;
  countedOnly: number;
  timer: NodeJS.Timeout;
}

export interface RefusalTrail {
  /** On the record before the answer goes out. */
  keep(refused: RefusedRight): Promise<void>;
  /** Ends the minute of this account now; for all accounts when none is named. The process calls it when it stops. */
  endMinute(accountId?: string): Promise<void>;
}

/** Each refusal of a right, for the audit trail, such that nobody fills it by asking ten thousand times. */
export function createRefusalTrail(database: Database, onError: (error: unknown) => void): RefusalTrail {
  const minutes = new Map<string, Minute>();

  async function end(accountId: string): Promise<void> {
    const minute = minutes.get(accountId);
    if (!minute) return;
    minutes.delete(accountId);
    clearTimeout(minute.timer);
    if (minute.countedOnly === 0) return;
    await writeAudit(database, {
      ...{ accountId, action: "access.refused-often", subjectKind: "account", subjectId: accountId, requestId: null },
      data: { count: minute.countedOnly },
    });
  }

  function minuteOf(accountId: string): Minute {
    const known = minutes.get(accountId);
    if (known) return known;
    const timer = setTimeout(() => void end(accountId).catch(onError), minuteMilliseconds);
    const begun = { written: 0, countedOnly: 0, timer: timer.unref() };
    minutes.set(accountId, begun);
    return begun;
  }

  return {
    async keep({ accountId, endpoint, subjectId, code, ability, requestId }) {
      const minute = minuteOf(accountId);
      if (minute.written >= mostPerMinute) {
        minute.countedOnly++;
        return;
      }
      minute.written++;
      await writeAudit(database, {
        ...{ accountId, action: "access.refused", subjectKind: endpoint, subjectId, requestId },
        data: { code, ability },
      });
    },
    async endMinute(accountId) {
      await Promise.all((accountId ? [accountId] : [...minutes.keys()]).map(end));
    },
  };
}
