import { assertNever } from "./assert-never.ts";
import type { FactDefinition } from "./matters/matter.ts";
import type { RoutingReceiver, RoutingRule } from "./routing.ts";

/**
 * From a rule's receiver to the body it means: pure, over the offices there are. `open` asks it for one case, the dry
 * run for a hundred thousand, so that what was predicted is what happens.
 */
export interface DirectoryOffice {
  id: string;
  name: string;
  kind: string;
  areaId: string;
  series: string | null;
  ended: boolean;
  /** Who receives in its place once it has ended. */
  successorId?: string | null;
  /** Has a reviewer or chief today. */
  staffed: boolean;
}

export interface DirectoryArea {
  id: string;
  name: string;
  level: "country" | "province" | "city" | "county";
  /** From this area up to the country. */
  path: readonly string[];
}

export interface DirectoryEmployer {
  name: string;
  areaId: string;
  departmentId: string | null;
  inUse: boolean;
  /** In use, and with an agent today. */
  reachable: boolean;
}

export interface Directory {
  offices: ReadonlyMap<string, DirectoryOffice>;
  areas: ReadonlyMap<string, DirectoryArea>;
  /** Employers that no rule can tell apart, one by name for all of them. */
  employers?: readonly DirectoryEmployer[];
  /** Series of titles that rules may ask: the catalogue's entries in force, in its order. */
  series?: readonly string[];
}

/** Every value of a fact that rules may ask, with its name. */
export function valuesOf({ values, catalogue }: FactDefinition, { series = [] }: Directory): Record<string, string> {
  return catalogue ? { ...values, ...Object.fromEntries(series.map((name) => [name, name])) } : values;
}

/** What a receiver may depend on. */
export interface ReceiverSubject {
  /** Most specific first. */
  areaPath: readonly string[];
  departmentId: string | null;
  /** The employer is in use and has an agent. */
  employerReachable: boolean;
  /** Offices in which every member must stand aside from the case (D20): nobody there qualifies (B-18). */
  barred: readonly string[];
}

export type Found = { kind: "applicant" } | { kind: "employer" } | { kind: "office"; id: string; name: string };

/** The one body a receiver means; undefined when there is none, or when an office has ended or nobody in it may decide (B-18). */
export function findReceiver(
  receiver: RoutingReceiver,
  subject: ReceiverSubject,
  directory: Directory,
): Found | undefined {
  switch (receiver.kind) {
    case "applicant":
      return { kind: "applicant" };
    case "employer":
      return subject.employerReachable ? { kind: "employer" } : undefined;
    case "employer-department":
      return subject.departmentId === null ? undefined : officeAt(directory, subject.departmentId, subject);
    case "office":
      return officeAt(directory, receiver.officeId, subject);
    case "office-of-kind": {
      const nearest = officeOfKind(receiver, subject.areaPath, directory);
      return nearest && officeAt(directory, nearest.id, subject);
    }
    default:
      return assertNever(receiver);
  }
}

function officeAt(directory: Directory, id: string, { barred }: ReceiverSubject): Found | undefined {
  const office = inOfficeNow(directory, id);
  const qualifies = office && !office.ended && office.staffed && !barred.includes(office.id);
  return qualifies ? { kind: "office", id: office.id, name: office.name } : undefined;
}

/** The office itself, or, once it has ended, whoever has succeeded it: rules that were in force before still find it. */
function inOfficeNow({ offices }: Directory, id: string): DirectoryOffice | undefined {
  const met = new Set<string>();
  for (let office = offices.get(id); office; office = offices.get(office.successorId ?? "")) {
    if (!office.ended || !office.successorId || met.has(office.id)) return office;
    met.add(office.id);
  }
  return undefined;
}

/** From the case's own area upward; `level` picks the county's or the city's. Staffed or not: who is missing is said. */
export function officeOfKind(
  receiver: Extract<RoutingReceiver, { kind: "office-of-kind" }>,
  areaPath: readonly string[],
  { offices, areas }: Directory,
): DirectoryOffice | undefined {
  const first = (found: readonly DirectoryOffice[]) => found.reduce((one, other) => (other.id < one.id ? other : one));
  for (const areaId of areaPath) {
    if (receiver.level && areas.get(areaId)?.level !== receiver.level) continue;
    const all = [...offices.values()].filter(
      (office) => office.areaId === areaId && office.kind === receiver.officeKind && office.series === null,
    );
    const here = all.filter(({ ended }) => !ended);
    if (here.length > 0) return first(here);
    // The area lost its office to another one, which serves it from then on, wherever it is.
    const succeeded = all.filter(({ successorId }) => successorId);
    if (succeeded.length > 0) return inOfficeNow({ offices, areas }, first(succeeded).id);
  }
  return undefined;
}

/** Why a body is asked: the rule names it, or somebody has to when the one before cannot (B-18). */
export interface Candidate {
  receiver: RoutingReceiver;
  by: "rule" | "rule-fallback" | "set-fallback" | "last-resort";
}

/**
 * Who is asked for a step, in this order. The last is not the rules' to take away: a step without any receiver goes to
 * the city's title office, and administrators are told.
 */
export function candidatesOf(rule: RoutingRule | undefined, setFallbackOfficeId: string | null): Candidate[] {
  const candidates: Candidate[] = [];
  if (rule) candidates.push({ receiver: rule.receiver, by: "rule" });
  if (rule?.fallbackOfficeId)
    candidates.push({ receiver: { kind: "office", officeId: rule.fallbackOfficeId }, by: "rule-fallback" });
  if (setFallbackOfficeId)
    candidates.push({ receiver: { kind: "office", officeId: setFallbackOfficeId }, by: "set-fallback" });
  candidates.push({
    receiver: { kind: "office-of-kind", officeKind: "title-office", level: "city" },
    by: "last-resort",
  });
  return candidates;
}

/** May this body take the step after the office that decided the one before (`mayBeSameOffice`)? */
export function mayFollow(
  candidate: Candidate,
  found: { kind: string; id?: string },
  rule: RoutingRule | undefined,
  officeBefore: string | null,
): boolean {
  if (candidate.by === "last-resort" || rule?.mayBeSameOffice !== false) return true;
  return found.kind !== "office" || found.id !== officeBefore;
}

/** The last resort receives even where all of its own must stand aside: the case waits in sight, and not in a fault. */
export function subjectFor<Subject extends Pick<ReceiverSubject, "barred">>(
  { by }: Candidate,
  subject: Subject,
): Subject {
  return by === "last-resort" ? { ...subject, barred: [] } : subject;
}
