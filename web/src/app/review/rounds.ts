import type { z } from "zod";
import type { historyEntry } from "../../../../api/contracts/cases.ts";
import { withinOffices } from "../../../../domain/handing-over.ts";

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

/** What the route does not tell of the present round: who handed over to whom with which advice, and each signature. */
const notOnRoute = new Set([
  ...withinOffices,
  "task.escalated",
  "task.succeeded",
  "signer.added",
  "signer.removed",
  "task.signed",
  "task.declined",
]);

/**
 * Rounds, newest first: of earlier ones what was decided in them, of the present one what the route, which tells it in
 * order, leaves out; with `all` every entry.
 */
export function roundsOf(
  history: readonly Entry[],
  round: number,
  all: boolean,
): readonly { round: number; entries: readonly Entry[] }[] {
  const rounds = [...new Set(history.map((entry) => entry.round))].toSorted((one, other) => other - one);
  return rounds
    .map((number) => ({
      round: number,
      entries: history
        .filter((entry) => entry.round === number && (all || (number < round ? telling : notOnRoute).has(entry.type)))
        .toSorted((one, other) => other.seq - one.seq),
    }))
    .filter((group) => group.entries.length > 0);
}
