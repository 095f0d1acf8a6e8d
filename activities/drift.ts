import { getMatter, getStep } from "../domain/matters/index.ts";
import type { DriftKind, DriftParams } from "../domain/texts/drift.ts";
import type { Held } from "../engine/engine.ts";
import type { ToldTask } from "./told-tasks.ts";

/** The rows of a case as far as the engine can say how they must be. */
export interface CaseRows {
  id: string;
  matter: string;
  state: "open" | "closed";
  step: string | null;
  round: number;
  last_seq: number;
  /** `told`: what the events say of one that is open; they are written once and never changed. */
  tasks: readonly {
    id: string;
    step: string;
    state: string;
    receiver: string;
    due: string | null;
    told: ToldTask | null;
  }[];
  /** Newest first. */
  notices: readonly { id: string; step: string; state: string; ends_at: string }[];
}

export interface Difference {
  kind: DriftKind;
  /** The task or notice it is about. */
  subject: string;
  params: DriftParams;
}

const endings = { failed: "异常中止", terminated: "被终止", "timed-out": "超时中止", cancelled: "被取消" } as const;

/** Every way in which the rows differ from what the engine holds; none where the engine did not tell. */
export function differences(held: Held, rows: CaseRows | undefined): Difference[] {
  switch (held.state) {
    case "silent":
      return [];
    case "running":
      return rows ? differencesOfRun(held.position, rows) : held.position.seq > 0 ? [difference("case-missing")] : [];
    case "completed":
      return rows?.state === "open" ? [difference("run-completed")] : [];
    case "ended":
      return rows?.state === "open" ? [difference("run-ended", { held: endings[held.how] })] : [];
    case "missing":
      return rows?.state === "open" ? [difference("run-missing")] : [];
  }
}

type Position = Extract<Held, { state: "running" }>["position"];

function differencesOfRun(position: Position, rows: CaseRows): Difference[] {
  // Written under a number the book has not reached: everything else follows from that.
  if (rows.last_seq > position.seq) return rows.state === "open" ? [difference("act-unknown")] : [];
  const step = position.step ?? position.effect;
  // Between two steps, with an act under way: nothing to compare with.
  if (step === null) return [];
  const found: Difference[] = [];
  if (rows.state !== "open") found.push(difference("case-closed"));
  const titleOf = (name: string | null) => (name && getMatter(rows.matter).steps[name]?.title) ?? name ?? "（没有写）";
  if (rows.state === "open" && rows.step !== step)
    found.push(difference("step", { held: titleOf(step), written: titleOf(rows.step) }));
  if (rows.round !== position.round)
    found.push(difference("round", { held: String(position.round), written: String(rows.round) }));
  return [...found, ...taskDifferences(position, step, rows, titleOf), ...noticeDifferences(position, step, rows)];
}

function taskDifferences(
  { tasks: held }: Position,
  step: string,
  rows: CaseRows,
  titleOf: (step: string) => string,
): Difference[] {
  const lacking = held.flatMap((id) => {
    const task = rows.tasks.find((one) => one.id === id);
    if (!task) return [difference("task-missing", { held: titleOf(step) }, id)];
    return task.state === "open" && task.step === step
      ? untold(task)
      : [difference("task-not-open", { held: titleOf(step) }, id)];
  });
  const left = rows.tasks.filter(({ id, state }) => state === "open" && !held.includes(id));
  return [...lacking, ...left.map((task) => difference("task-left-open", { written: titleOf(task.step) }, task.id))];
}

/** The engine knows that a task waits; with whom and until when, the events know. */
function untold({ id, receiver, due, told }: CaseRows["tasks"][number]): Difference[] {
  if (!told) return [];
  const instant = (text: string | null) => (text === null ? null : Date.parse(text));
  const iso = (text: string | null) => (text === null ? "" : new Date(text).toISOString());
  return [
    ...(told.receiver === receiver
      ? []
      : [difference("task-receiver", { held: told.receiver, written: receiver }, id)]),
    ...(instant(told.due) === instant(due)
      ? []
      : [difference("task-due", { held: iso(told.due), written: iso(due) }, id)]),
  ];
}

function noticeDifferences({ until }: Position, step: string, rows: CaseRows): Difference[] {
  const waits = getStep(rows.matter, step).kind === "notice";
  const [latest] = rows.notices;
  const left = rows.notices
    .filter((notice) => notice.state === "running" && !(waits && notice === latest))
    .map((notice) => difference("notice-left-running", {}, notice.id));
  if (!waits) return left;
  if (latest?.step !== step) return [...left, difference("notice-missing")];
  if (latest.state !== "running") return [...left, difference("notice-not-running", {}, latest.id)];
  const end = Date.parse(latest.ends_at);
  if (until === null || until === end) return left;
  const params = { held: new Date(until).toISOString(), written: new Date(end).toISOString() };
  return [...left, difference("notice-end", params, latest.id)];
}

function difference(kind: DriftKind, params: DriftParams = {}, subject = ""): Difference {
  return { kind, subject, params };
}
