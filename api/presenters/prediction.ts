import type { Database } from "../../db/connection.ts";
import { isBarredBody } from "../../db/barred-bodies.ts";
import { surroundingsOf } from "../../db/receivers.ts";
import type { CaseRow } from "../../db/rows.ts";
import { loadRules } from "../../db/rules.ts";
import { assertNever } from "../../domain/assert-never.ts";
import { getMatter } from "../../domain/matters/index.ts";
import { candidatesOf, type ReceiverSubject } from "../../domain/receivers.ts";
import * as rules from "../../domain/rule-predictions.ts";
import type { Timeline } from "../queries/case-timeline.ts";

/** Whom the rules in force send a step to, and in how many working days. */
export interface Prediction {
  /** Several, when they sign together; null where nobody decides, or nobody can be found. */
  who: string | null;
  workingDays: number | null;
  skipped: boolean;
}

type Told = Pick<Timeline, "case" | "now" | "tasks" | "progress">;

/**
 * Where each of these steps would go under the rules in force at the case's own present (B-12): by the same prediction
 * as the dry run's, which is what `open` then does.
 */
export async function predictSteps(
  database: Database,
  timeline: Told,
  steps: readonly string[],
): Promise<ReadonlyMap<string, Prediction>> {
  if (steps.length === 0) return new Map();
  const { case: theCase } = timeline;
  const matter = getMatter(theCase.matter);
  const set = await loadRules(database, new Date(timeline.now));
  const asked = set.rules.filter((rule) => rule.matter === matter.matter && steps.includes(rule.step));
  const receivers = [undefined, ...asked].flatMap((rule) => [
    ...candidatesOf(rule, set.fallbackOfficeId).map(({ receiver }) => receiver),
    ...(rule?.counterSign?.signers ?? []),
  ]);
  const { receiverSubject, directory, employer } = await surroundingsOf(database, receivers, theCase);
  const lookup = new rules.Lookup(asked, set.fallbackOfficeId);
  const destinations = await settle(database, theCase, { subject: receiverSubject, employer }, (subject) =>
    destinationsOf(timeline, steps, (coming, officeBefore) =>
      rules.predictSteps({ ...subject, matter, facts: theCase.facts, coming, officeBefore }, lookup, directory),
    ),
  );
  return new Map(
    [...destinations].map(([step, destination]) => {
      const words = inWords(destination, theCase, employer?.name ?? null);
      return [step, matter.steps[step]?.kind === "review" ? words : { ...words, who: null }];
    }),
  );
}

/** One body, of several that sign too. */
type Body = Exclude<rules.Destination["to"], { kind: "signers" }>;
type Destinations = Map<string, rules.Destination>;

/** What stands open has its own receiver: those after it follow that one, not whom the rules would choose today. */
function destinationsOf(
  timeline: Told,
  steps: readonly string[],
  predict: (coming: readonly string[], officeBefore: string | null) => Destinations,
): Destinations {
  const standing = steps.filter((step) => step === timeline.case.step);
  const coming = steps.filter((step) => step !== timeline.case.step);
  return new Map([standing, coming].flatMap((some) => [...predict(some, officeBefore(timeline, some[0]))]));
}

/** Who must stand aside from this case (D20) is asked of those alone whom the prediction names, until it names none. */
async function settle(
  database: Database,
  { id: caseId }: CaseRow,
  known: { subject: ReceiverSubject; employer: { id: string } | null },
  predict: (subject: ReceiverSubject) => Destinations,
): Promise<Destinations> {
  let { subject } = known;
  const asked = new Set<string>();
  for (;;) {
    const told = predict(subject);
    const bodies = [...told.values()].flatMap(({ to }): readonly Body[] => (to.kind === "signers" ? to.signers : [to]));
    const named = bodies.flatMap((body) => {
      if (body.kind === "employer") return known.employer?.id ?? [];
      return body.kind === "office" && body.by !== "last-resort" ? body.id : [];
    });
    const fresh = [...new Set(named)].filter((id) => !asked.has(id));
    const answers = await Promise.all(fresh.map((bodyId) => isBarredBody(database, { caseId, bodyId })));
    const barred = fresh.filter((_, index) => answers[index]);
    if (barred.length === 0) return told;
    fresh.forEach((id) => asked.add(id));
    subject = {
      ...subject,
      employerReachable: subject.employerReachable && !barred.includes(known.employer?.id ?? ""),
      barred: [...subject.barred, ...barred],
    };
  }
}

/** The office that decides the review that is open, or last approved one of those before this step. */
function officeBefore({ case: theCase, tasks, progress }: Told, step: string | undefined): string | null {
  const route = progress.route.map((read) => read.step);
  const before = route.slice(0, route.indexOf(step ?? ""));
  const reviews = tasks.filter(
    (task) => task.kind === "review" && (task.sign_order ?? 0) === 0 && before.includes(task.step),
  );
  const deciding =
    reviews.findLast((task) => task.state === "open" && task.step === theCase.step) ??
    reviews.findLast(({ state, outcome }) => state === "decided" && outcome === "approved");
  return deciding?.receiver_kind === "office" ? deciding.receiver_id : null;
}

function inWords({ to, workingDays }: rules.Destination, theCase: CaseRow, employerName: string | null): Prediction {
  const nameOf = (body: Body): string | null => {
    switch (body.kind) {
      case "office":
        return body.name;
      case "employer":
        return employerName;
      case "applicant":
        return theCase.applicant_name;
      case "public":
      case "skipped":
      case "nobody":
        return null;
      default:
        return assertNever(body);
    }
  };
  const who = to.kind === "signers" ? to.signers.map(nameOf).join("、") : nameOf(to);
  return { who, workingDays, skipped: to.kind === "skipped" };
}
