import type { z } from "zod";
import type { historyEntry } from "../../../../api/contracts/cases.ts";

type Entry = z.infer<typeof historyEntry>;

/** What a reviewer wants to see again of an earlier round: who decided what, and what they said. */
const telling = new Set([
  "form.handed-in",
  "task.approved",
  "task.signed",
  "task.declined",
  "task.returned",
  "task.rejected",
  "objection.dismissed",
  "objection.upheld",
  "decision.recalled",
]);

/**
 * Earlier rounds, newest first, with what was decided in them; `all` adds the present round and every entry. The present
 * round is otherwise left to the route, which tells it in order.
 */
export function roundsOf(
  history: readonly Entry[],
  round: number,
  all: boolean,
): readonly { round: number; entries: readonly Entry[] }[] {
  const rounds = [...new Set(history.map((entry) => entry.round))].toSorted((one, other) => other - one);
  return rounds
    .filter((number) => all || number < round)
    .map((number) => ({
      round: number,
      entries: history
        .filter((entry) => entry.round === number && (all || telling.has(entry.type)))
        .toSorted((one, other) => other.seq - one.seq),
    }))
    .filter((group) => group.entries.length > 0);
}
