import type { MatterDefinition } from "./matters/matter.ts";
import {
  candidatesOf,
  subjectFor,
  findReceiver,
  mayFollow,
  type Candidate,
  type Directory,
  type ReceiverSubject,
} from "./receivers.ts";
import { findRule, type CounterSign, type RoutingRule } from "./routing.ts";

/** Where a step goes, and in how many working days; what `open` will do, told beforehand. */
export interface Destination {
  to:
    | { kind: "applicant" | "employer" | "public" | "skipped" }
    | PredictedOffice
    /** Several sign, the first leads (B-09). */
    | { kind: "signers"; mode: CounterSign["mode"]; percent: number | null; signers: readonly Signer[] }
    | { kind: "nobody" };
  workingDays: number | null;
}

export interface PredictedOffice {
  kind: "office";
  id: string;
  name: string;
  by: Candidate["by"];
}
type Signer = PredictedOffice | { kind: "employer" } | { kind: "applicant" };

/** Rules as they are looked up many times: by step, each answer kept. */
export class Lookup {
  readonly fallbackOfficeId: string | null;
  private readonly byStep = new Map<string, RoutingRule[]>();
  private readonly answers = new Map<string, RoutingRule | undefined>();

  constructor(rules: readonly RoutingRule[], fallbackOfficeId: string | null) {
    this.fallbackOfficeId = fallbackOfficeId;
    for (const rule of rules) {
      const key = `${rule.matter}/${rule.step}`;
      this.byStep.set(key, [...(this.byStep.get(key) ?? []), rule]);
    }
  }

  find(
    matter: MatterDefinition,
    step: string,
    areaPath: readonly string[],
    facts: Readonly<Record<string, string>>,
  ): RoutingRule | undefined {
    const key = `${matter.matter}/${step}`;
    const asked = `${key}/${areaPath[0]}/${JSON.stringify(facts)}`;
    if (this.answers.has(asked)) return this.answers.get(asked);
    const question = { matter: matter.matter, step, areaPath, facts };
    const rule = findRule(this.byStep.get(key) ?? [], question, matter);
    this.answers.set(asked, rule);
    return rule;
  }

  /** Does any rule ask who decided the step before? */
  get asksOfficeBefore(): boolean {
    return [...this.byStep.values()].flat().some(({ mayBeSameOffice }) => !mayBeSameOffice);
  }
}

/** Cases that no rule can tell apart. */
export interface CaseKind extends ReceiverSubject {
  matter: MatterDefinition;
  facts: Readonly<Record<string, string>>;
  /** The steps that are still to open, in order. */
  coming: readonly string[];
  /** The office that decides, or last decided, before the first of them. */
  officeBefore: string | null;
}

/** Where the coming steps of such a case go, one after another, when each is opened under these rules. */
export function predictSteps(kind: CaseKind, lookup: Lookup, directory: Directory): Map<string, Destination> {
  const destinations = new Map<string, Destination>();
  let before = kind.officeBefore;
  for (const step of kind.coming) {
    const definition = kind.matter.steps[step];
    if (!definition || definition.kind === "effect") continue;
    const destination = destinationOf(kind, step, before, lookup, directory);
    destinations.set(step, destination);
    if (definition.kind !== "review" || destination.to.kind === "skipped") continue;
    const lead = destination.to.kind === "signers" ? destination.to.signers[0] : destination.to;
    before = lead?.kind === "office" ? lead.id : null;
  }
  return destinations;
}

function destinationOf(
  kind: CaseKind,
  step: string,
  before: string | null,
  lookup: Lookup,
  directory: Directory,
): Destination {
  const definition = kind.matter.steps[step]!;
  const rule = lookup.find(kind.matter, step, kind.areaPath, kind.facts);
  if (rule?.skip && definition.maySkip && definition.kind !== "ask")
    return { to: { kind: "skipped" }, workingDays: null };
  const workingDays = rule?.dueInWorkingDays ?? null;
  if (definition.kind === "notice") {
    const floor = definition.legalFloor?.workingDays ?? 1;
    return { to: { kind: "public" }, workingDays: Math.max(workingDays ?? 0, floor) };
  }
  if (definition.kind === "ask") return { to: { kind: "applicant" }, workingDays };
  if (rule?.counterSign) return { to: signersOf(kind, rule, rule.counterSign, lookup, directory), workingDays };
  return { to: bodyOf(kind, rule, before, lookup, directory) ?? { kind: "nobody" }, workingDays };
}

function bodyOf(
  kind: CaseKind,
  rule: RoutingRule | undefined,
  before: string | null,
  lookup: Lookup,
  directory: Directory,
): Signer | undefined {
  for (const candidate of candidatesOf(rule, lookup.fallbackOfficeId)) {
    const found = findReceiver(candidate.receiver, subjectFor(candidate, kind), directory);
    if (!found || !mayFollow(candidate, found, rule, before)) continue;
    return found.kind === "office" ? { ...found, by: candidate.by } : found;
  }
  return undefined;
}

/** The receiver and the others that the rule names, each once; who cannot be found is replaced by the fallback. */
function signersOf(
  kind: CaseKind,
  rule: RoutingRule,
  counterSign: CounterSign,
  lookup: Lookup,
  directory: Directory,
): Destination["to"] {
  const signers = new Map<string, Signer>();
  for (const receiver of [rule.receiver, ...counterSign.signers]) {
    const body = bodyOf(kind, { ...rule, receiver }, null, lookup, directory);
    if (!body) return { kind: "nobody" };
    const name = body.kind === "office" ? body.id : body.kind;
    if (!signers.has(name)) signers.set(name, body);
  }
  const percent = counterSign.mode === "ratio" ? counterSign.percent : null;
  return { kind: "signers", mode: counterSign.mode, percent, signers: [...signers.values()] };
}

/** Nobody but the last resort is left: such a set is not published without a fallback office. */
export function isWithoutReceiver({ to }: Destination): boolean {
  const bodies = to.kind === "signers" ? to.signers : [to];
  return bodies.some((body) => body.kind === "nobody" || (body.kind === "office" && body.by === "last-resort"));
}
