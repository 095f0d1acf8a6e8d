import type { CaseRow } from "../../db/rows.ts";
import { readRoute, type ReadStep } from "../../workflows/reading.ts";
import type { EventRow } from "../queries/case-timeline.ts";

/** What a step yielded; facts, or one word. */
type Kept = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** Where a case stands, told by its own timeline: the book as the engine holds it, without asking the engine. */
export interface Progress {
  kept: Kept;
  /** All steps that the prose takes from here, those behind included, in order (the second reading). */
  route: readonly ReadStep[];
  /** The event that decided each kept step, or published and ended it. */
  decidedBy: ReadonlyMap<string, EventRow>;
  /** The return whose target has not been handed in or decided again. */
  standingReturn: EventRow | undefined;
}

/** Reads the timeline as the book is kept (workflows/book.ts): hand-ins keep, returns strike, recalls put back. */
export async function readProgress(
  theCase: Pick<CaseRow, "matter" | "facts">,
  events: readonly EventRow[],
): Promise<Progress> {
  const { matter, facts } = theCase;
  let kept: Kept = {};
  let before: Kept | undefined;
  let standingReturn: EventRow | undefined;
  let returnBefore: EventRow | undefined;
  const decidedBy = new Map<string, EventRow>();
  const first = events.find(({ type }) => type === "form.handed-in")?.step;

  function keep(event: EventRow, yields: Kept[string]): void {
    if (event.step === null) return;
    kept = { ...kept, [event.step]: yields };
    decidedBy.set(event.step, event);
    if (standingReturn?.data["to"] === event.step) standingReturn = undefined;
  }
  function act(): void {
    before = kept;
    returnBefore = standingReturn;
  }

  for (const event of events) {
    switch (event.type) {
      case "form.handed-in":
        act();
        keep(event, event.step === first ? facts : {});
        break;
      case "task.approved":
        act();
        keep(event, "approved");
        break;
      // One of several signatures: the step stays open until the signing is complete.
      case "task.signed":
      case "task.declined":
        act();
        break;
      case "signing.completed":
        keep(event, "approved");
        break;
      case "task.returned":
        act();
        kept = strike(
          kept,
          await readRoute(matter, kept),
          String(event.data["to"]),
          event.data["straightBack"] === true,
        );
        standingReturn = event;
        break;
      case "step.skipped":
        keep(event, "skipped");
        break;
      case "notice.ended":
        keep(event, "unopposed");
        before = undefined;
        break;
      case "certificate.issued":
        keep(event, "done");
        break;
      case "decision.recalled":
        kept = before ?? kept;
        standingReturn = returnBefore;
        break;
    }
  }
  return { kept, route: await readRoute(matter, kept), decidedBy, standingReturn };
}

/** As the book does it: straight back, only the target leaves; otherwise everything from there on. */
function strike(kept: Kept, route: readonly ReadStep[], to: string, straight: boolean): Kept {
  const steps = route.map(({ step }) => step);
  const struck = new Set(straight ? [to] : steps.slice(steps.indexOf(to)));
  return Object.fromEntries(Object.entries(kept).filter(([step]) => !struck.has(step)));
}
