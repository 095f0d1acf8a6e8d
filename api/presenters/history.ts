import { z } from "zod";
import { getMatter } from "../../domain/matters/index.ts";
import { eventSentence } from "../../domain/texts/events.ts";
import type { historyEntry } from "../contracts/cases.ts";
import { fieldRemark } from "../contracts/common.ts";
import type { EventRow } from "../queries/case-timeline.ts";

export type HistoryEntry = z.infer<typeof historyEntry>;

/** The timeline in sentences, newest last. A hand-in that opened the case is told once, as the hand-in. */
export function presentHistory(matter: string, events: readonly EventRow[]): HistoryEntry[] {
  const { steps } = getMatter(matter);
  const titleOf = (step: string) => steps[step]?.title ?? step;
  return events.map((event) => ({
    seq: event.seq,
    at: event.at.toISOString(),
    type: event.type,
    sentence: eventSentence({
      type: event.type,
      stepTitle: titleOf(event.type === "effect.begun" ? String(event.data["effect"]) : (event.step ?? "")),
      data: event.data,
      titleOf,
    }),
    who: event.actor_name,
    round: event.round,
    opinion: textOf(event, "opinion"),
    remarks: remarksOf(event),
  }));
}

export function remarksOf(event: EventRow): { field: string; text: string }[] {
  const parsed = z.array(fieldRemark).safeParse(event.data["remarks"]);
  return parsed.success ? parsed.data : [];
}

export function textOf(event: EventRow, key: string): string | null {
  const value = event.data[key];
  return typeof value === "string" && value !== "" ? value : null;
}
