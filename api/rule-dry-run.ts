import { createHash } from "node:crypto";
import { rows, type Database } from "../db/connection.ts";
import { loadDirectory } from "../db/receivers.ts";
import { findRuleSet } from "../db/rules.ts";
import { getMatter } from "../domain/matters/index.ts";
import type { Directory } from "../domain/receivers.ts";
import {
  isWithoutReceiver,
  Lookup,
  predictSteps,
  type CaseKind,
  type Destination,
} from "../domain/rule-predictions.ts";
import type { RoutingRule } from "../domain/routing.ts";
import { readRoute } from "../workflows/reading.ts";
import { readProgress } from "./presenters/progress.ts";
import type { EventRow } from "./queries/case-timeline.ts";
import { listCaseKinds, officeThatApproved, type CaseKindRow, type CaseScope } from "./queries/case-kinds.ts";

/** Cases of one scope whose step would go elsewhere, or in another number of days; or to nobody. */
export interface Move {
  /** Names the move: the same question gives the same name. */
  id: string;
  scope: CaseScope;
  matter: string;
  step: string;
  from: Destination;
  to: Destination;
  cases: number;
  /** The kinds of cases behind the number (queries/case-kinds.ts). */
  keys: string[];
}

export interface DryRun {
  moves: readonly Move[];
  /** All cases looked at, and those of which at least one step changes. */
  looked: Record<CaseScope, { cases: number; affected: number }>;
  /** Open cases that would find no receiver. */
  withoutReceiver: number;
  /** Did the office before count (for reading the cases behind a number)? */
  officeBefore: boolean;
}

/** What is tried: a draft's content against the version it was made from. */
export interface Tried {
  based_on: number;
  rules: readonly RoutingRule[];
  fallback_office_id: string | null;
}

/**
 * What would go elsewhere if the draft were in force now: the next steps of the open cases, and the whole of last
 * year's. Cases that rules cannot tell apart are looked at once; the receivers are found as `open` finds them.
 */
export async function dryRun(database: Database, draft: Tried): Promise<DryRun> {
  const base = await findRuleSet(database, draft.based_on);
  if (!base) throw new Error(`no rule version ${draft.based_on}`);
  const was = new Lookup(base.rules, base.fallbackOfficeId);
  const is = new Lookup(draft.rules, draft.fallback_office_id);
  const officeBefore = was.asksOfficeBefore || is.asksOfficeBefore;
  const directory = await loadDirectory(database);
  const moves = new Map<string, Move>();
  const looked = { open: { cases: 0, affected: 0 }, year: { cases: 0, affected: 0 } };
  let withoutReceiver = 0;
  for (const scope of ["open", "year"] as const)
    for (const row of await listCaseKinds(database, { scope, officeBefore })) {
      const kind = await caseKindOf(database, row);
      const [before, after] = [predictSteps(kind, was, directory), predictSteps(kind, is, directory)];
      let affected = false;
      for (const [step, to] of after) {
        const from = before.get(step)!;
        const changed = nameOf(from) !== nameOf(to);
        affected ||= changed;
        if (changed || isWithoutReceiver(to)) add(moves, { scope, matter: row.matter, step, from, to }, row);
      }
      looked[scope].cases += row.many;
      if (affected) looked[scope].affected += row.many;
      if (scope === "open" && [...after.values()].some(isWithoutReceiver)) withoutReceiver += row.many;
    }
  return { moves: [...moves.values()], looked, withoutReceiver, officeBefore };
}

/** Where one kind of cases goes under some rules, step by step. */
export async function predictKind(
  database: Database,
  row: CaseKindRow,
  lookup: Lookup,
  directory: Directory,
): Promise<Map<string, Destination>> {
  return predictSteps(await caseKindOf(database, row), lookup, directory);
}

function add(
  moves: Map<string, Move>,
  move: Pick<Move, "scope" | "matter" | "step" | "from" | "to">,
  row: CaseKindRow,
) {
  const text = [move.scope, move.matter, move.step, nameOf(move.from), nameOf(move.to)].join("|");
  const id = createHash("sha256").update(text).digest("hex").slice(0, 24);
  const known = moves.get(id) ?? { ...move, id, cases: 0, keys: [] };
  known.cases += row.many;
  known.keys.push(row.key);
  moves.set(id, known);
}

/** Two destinations with one name are the same to everybody: the same bodies, the same days. */
function nameOf({ to, workingDays }: Destination): string {
  const bodies = to.kind === "signers" ? to.signers : [to];
  const named = bodies.map((body) =>
    body.kind === "office" ? `${body.id}${body.by === "last-resort" ? "!" : ""}` : body.kind,
  );
  const together = to.kind === "signers" ? `${to.mode}${to.percent}` : "";
  return `${named.join("+")}${together}/${workingDays}`;
}

async function caseKindOf(database: Database, row: CaseKindRow): Promise<CaseKind> {
  const matter = getMatter(row.matter);
  const kind = {
    ...{ matter, facts: row.facts, areaPath: row.area_path },
    ...{ departmentId: row.department_id, employerReachable: row.reachable, barred: row.barred },
  };
  if (row.own_id !== null && row.step !== null) return { ...kind, ...(await ownWay(database, row, row.own_id)) };
  const route = await routeOf(row);
  const coming = row.step === null ? route : route.slice(route.indexOf(row.step) + 1 || route.length);
  return { ...kind, coming, officeBefore: row.office_before };
}

const routes = new Map<string, Promise<string[]>>();

/** The steps in the order in which such a case meets them; read once. */
function routeOf({ matter, facts }: CaseKindRow): Promise<string[]> {
  const key = `${matter}/${JSON.stringify(facts)}`;
  let route = routes.get(key);
  if (!route) {
    const { firstStep } = getMatter(matter);
    route = readRoute(matter, { [firstStep]: facts }).then((read) => read.map(({ step }) => step));
    if (routes.size > 10_000) routes.clear();
    routes.set(key, route);
  }
  return route;
}

/** A case that was sent straight back keeps what lies between: only its own timeline tells what is still to open. */
async function ownWay(
  database: Database,
  row: CaseKindRow,
  caseId: string,
): Promise<Pick<CaseKind, "coming" | "officeBefore">> {
  const events = await rows<EventRow>(database, "select * from case_events where case_id = $1 order by seq, part", [
    caseId,
  ]);
  const { kept, route } = await readProgress({ matter: row.matter, facts: row.facts }, events);
  const steps = route.map(({ step }) => step);
  const coming = steps.slice(steps.indexOf(row.step!) + 1).filter((step) => !(step in kept));
  const behind = coming.length > 0 ? steps.slice(0, steps.indexOf(coming[0]!)) : [];
  const approved = row.office_before ?? (await officeThatApproved(database, caseId, behind));
  return { coming, officeBefore: approved };
}
