import type { TaskRow } from "../../db/rows.ts";
import { getMatter } from "../../domain/matters/index.ts";
import type { StepDefinition } from "../../domain/matters/matter.ts";
import { partyNames } from "../../domain/texts/statuses.ts";
import type { RouteStep } from "../contracts/cases.ts";
import type { EventRow, Timeline } from "../queries/case-timeline.ts";
import { textOf } from "./history.ts";
import type { Prediction } from "./prediction.ts";

/** Step k of n, counted over the steps after the declaration; the end counts as the last. */
export function positionOf(timeline: Pick<Timeline, "case" | "progress">): { position: number; count: number } {
  const steps = timeline.progress.route.map(({ step }) => step);
  const first = getMatter(timeline.case.matter).firstStep;
  const counted = steps.filter((step) => step !== first);
  if (timeline.case.outcome === "completed") return { position: counted.length, count: counted.length };
  const standing =
    timeline.case.step ??
    lastStep(
      timeline.progress.route.map(({ step }) => step),
      timeline.progress.kept,
    );
  return { position: Math.max(1, counted.indexOf(standing ?? "") + 1), count: counted.length };
}

/** Where an ended case stood: the first step it had not finished. */
function lastStep(route: readonly string[], kept: object): string | undefined {
  return route.find((step) => !(step in kept));
}

/** The route of a case: what is done, where it stands, what comes, by the same prose that runs it. */
export function presentRoute(
  timeline: Timeline,
  predictions: ReadonlyMap<string, Prediction>,
  reader: { own: boolean },
): RouteStep[] {
  const { case: theCase, progress, tasks } = timeline;
  const { steps, firstStep } = getMatter(theCase.matter);
  const stoodAt =
    theCase.step ??
    lastStep(
      progress.route.map(({ step }) => step),
      progress.kept,
    );
  let position = 0;
  return progress.route.map(({ step }, at): RouteStep => {
    const definition = steps[step];
    if (!definition)
      throw new Error(`the prose of ${theCase.matter} meets ${step}, which its definition does not know`);
    const prediction = predictions.get(step);
    const task = tasks.findLast((candidate) => candidate.step === step && candidate.kind !== "objection");
    const state = stateOf(timeline, step, stoodAt, prediction);
    const decided = progress.decidedBy.get(step);
    const returned = state === "returned" ? timeline.progress.standingReturn : undefined;
    return {
      step,
      title: definition.title,
      state,
      position: step === firstStep ? null : ++position,
      party: partyNames[definition.party],
      who: whoOf(state, definition, {
        task,
        open: tasks
          .filter((one) => one.step === step && one.kind === "review" && one.state === "open")
          .map((one) => one.receiver_name),
        decided: returned ?? decided,
        prediction,
        own: reader.own,
        applicant: theCase.applicant_name,
      }),
      at: atOf(timeline, step, state, {
        task,
        decided: returned ?? decided,
        afterNotice: progress.route[at - 1]?.verb === "notice",
      }),
      dueInWorkingDays: daysOf(timeline, definition, state, task, prediction),
      opinion:
        state === "done" || state === "failed" || state === "returned" ? opinionOf(returned ?? decided, task) : null,
      sealed: state === "done" && task?.sealed === true,
      ruleVersion: state === "coming" ? null : versionOf(timeline, step, task),
    };
  });
}

function stateOf(
  { case: theCase, progress, failing }: Timeline,
  step: string,
  stoodAt: string | undefined,
  prediction: Prediction | undefined,
): RouteStep["state"] {
  if (progress.kept[step] === "skipped") return "skipped";
  if (step in progress.kept) return "done";
  if (theCase.state === "closed") {
    if (theCase.outcome === "completed") return "done";
    return step === stoodAt && theCase.outcome !== "withdrawn" ? "failed" : "skipped";
  }
  if (step === stoodAt) return failing ? "failed" : "current";
  if (progress.standingReturn?.step === step) return "returned";
  return prediction?.skipped ? "skipped" : "coming";
}

/** The version of the rules that the step was opened or skipped by; an open step keeps it. */
function versionOf({ notice, events }: Timeline, step: string, task: TaskRow | undefined): number | null {
  if (task) return task.rule_version;
  if (notice?.step === step) return notice.rule_version;
  const skipped = events.findLast((event) => event.type === "step.skipped" && event.step === step);
  const version = skipped?.data["ruleVersion"];
  return typeof version === "number" ? version : null;
}

interface Known {
  task: TaskRow | undefined;
  /** Everybody whose task of this step is open: several, when it is counter-signed. */
  open: readonly string[];
  decided: EventRow | undefined;
  prediction: Prediction | undefined;
  own: boolean;
  applicant: string;
}

function whoOf(state: RouteStep["state"], definition: StepDefinition, known: Known): string | null {
  if (definition.party === "applicant") return known.own ? "你" : known.applicant;
  if (definition.party === "public") return "在本平台公开";
  if (definition.party === "system") return "系统自动办理";
  if (state === "done" && known.decided?.type === "signing.completed") return textOf(known.decided, "receiverName");
  switch (state) {
    case "done":
    case "returned":
      return known.decided?.actor_name ?? known.task?.receiver_name ?? null;
    case "current":
    case "failed":
      return known.open.join("、") || known.task?.receiver_name || known.prediction?.who || null;
    case "coming":
      return known.prediction?.who ?? null;
    case "skipped":
      return null;
  }
}

function atOf(
  { notice, case: theCase }: Timeline,
  step: string,
  state: RouteStep["state"],
  known: { task: TaskRow | undefined; decided: EventRow | undefined; afterNotice: boolean },
): string | null {
  if (state === "done" || state === "returned") return known.decided?.at.toISOString() ?? null;
  if (state === "failed" && theCase.state === "closed") return theCase.closed_at?.toISOString() ?? null;
  const running = notice?.state === "running" ? notice : undefined;
  if (state === "current")
    return (running?.step === step ? running.ends_at : known.task?.due_at)?.toISOString() ?? null;
  // What follows a running notice opens at a known instant: 12月1日 00:00 起.
  if (state === "coming" && known.afterNotice) return running?.ends_at.toISOString() ?? null;
  return null;
}

function daysOf(
  { notice }: Timeline,
  definition: StepDefinition,
  state: RouteStep["state"],
  task: TaskRow | undefined,
  prediction: Prediction | undefined,
): number | null {
  if (definition.kind === "effect" || state === "skipped") return null;
  if (definition.kind === "notice")
    return notice?.working_days ?? Math.max(prediction?.workingDays ?? 0, definition.legalFloor?.workingDays ?? 0);
  return state === "coming"
    ? (prediction?.workingDays ?? null)
    : (task?.due_in_working_days ?? prediction?.workingDays ?? null);
}

function opinionOf(decided: EventRow | undefined, task: TaskRow | undefined): string | null {
  return (decided && textOf(decided, "opinion")) ?? task?.opinion ?? null;
}
