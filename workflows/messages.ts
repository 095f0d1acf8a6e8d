import { defineQuery, defineSignal, defineUpdate } from "@temporalio/workflow";
import type { Decision } from "../api/contracts/tasks.ts";

/** What one press of one button asks of a case. `key` is the Update's id: the same key is the same command. */
export type Command = {
  key: string;
  /** Who presses, and in which session: `record` checks rights and a fresh password against rows, not against this. */
  accountId: string;
  sessionId: string | null;
  /** When the API received it (epoch ms): a step-up is measured against this, so that a retry decides alike. */
  receivedAt: number;
} & (
  | { kind: "hand-in"; step: string; draftId: string; draftVersion: number }
  /** `batchId`: the bulk decision it belongs to, whose step-up covers it (B-07). */
  | { kind: "decide"; taskId: string; version: number; decision: Decision; batchId?: string }
  | { kind: "withdraw"; reason: string }
  | { kind: "recall"; reason: string }
  /** Beside the task of whoever asks: another office signs, too (B-09). */
  | { kind: "add-signer"; taskId: string; officeId: string; reason: string }
  | { kind: "remove-signer"; taskId: string; reason: string }
);

/** Header that carries the id of the request a command or a signal came with. */
export const requestHeader = "request-id";

export interface Acknowledgement {
  caseId: string;
  key: string;
}

/** News for a case: the calendar, an objection, an operator; `renew` asks it to continue as new at its next quiet point. */
export type News = "calendar" | "objection" | "operator" | "renew";

export interface Position {
  step: string | null;
  tasks: readonly string[];
  until: number | null;
  round: number;
  path: readonly string[];
  kept: readonly string[];
  /** Number of the last act. */
  seq: number;
  /** Work that cannot be taken back and is being carried out. */
  effect: string | null;
}

/** Answers when the next step is open or work that cannot be taken back begins. */
export const commandUpdate = defineUpdate<Acknowledgement, [Command]>("command");
export const lookAgainSignal = defineSignal<[News]>("look-again");
export const positionQuery = defineQuery<Position>("position");
/** The whole book (book.ts), as a run that ended before its case is begun again with. */
export const bookQuery = defineQuery<object>("book");

/** `certificate-replacement` → `certificateReplacement`, the name its workflow is exported by in index.ts. */
export function workflowTypeOf(matter: string): string {
  return matter.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
