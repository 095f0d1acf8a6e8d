import { row, rows, type Database } from "../db/connection.ts";
import type { Engine, Held } from "../engine/engine.ts";
import { isRepairable } from "../domain/texts/drift.ts";
import type { ActivityDeps } from "./deps.ts";
import { differences, type CaseRows, type Difference } from "./drift.ts";
import { keepFailure } from "./failures.ts";
import { keepFindings, keepProgress } from "./findings.ts";
import { projectEnd, projectWork } from "./projection-of-runs.ts";
import { toldTask } from "./told-tasks.ts";
import { listSuspects, nextCases } from "./suspects.ts";

type Deps = Pick<ActivityDeps, "database" | "log">;
type Asked = Pick<Engine, "inspect" | "listRunning" | "lookAgain">;
export interface Pass {
  scope: "all" | "suspects";
  /** The last case of the page before; null begins anew. */
  after: string | null;
}

/** Cases per page, and how many of them are asked at once: each answer takes a worker some milliseconds. */
const pageSize = 200;
/** Of the suspects of one look. Where everything is suspect (an engine lost), a look still ends, and the next one goes on. */
const mostSuspects = 1_000;
const atOnce = 8;
/** A command in flight is over by then; what still differs is reported. */
const settleMilliseconds = 3_000;

/**
 * Compares the next cases with the engine and keeps what differs. A scheduled look takes suspects (a statement over all
 * open cases, and the engine's list of runs) and the next page of the others, so that in time each is asked; `all` asks
 * every open case. Retry-safe: findings are kept by case and kind. Answers the last case of the page, null after the end.
 */
export async function reconcileCases(deps: Deps, engine: Asked, pass: Pass): Promise<string | null> {
  const { database } = deps;
  const first = pass.after === null;
  const resumed = pass.scope === "suspects" ? await windowStart(database) : pass.after;
  const page = await nextCases(database, resumed, pageSize);
  const suspects = first ? someOf(await listSuspects(database, engine), mostSuspects) : [];
  const ids = [...new Set([...suspects, ...page])];
  const seen = await compare(deps, engine, ids);
  const next = page.length < pageSize ? null : (page.at(-1) ?? null);
  await keepProgress(database, { ...pass, first, next, ...seen });
  return pass.scope === "suspects" ? null : next;
}

/** Everything at once, for operators and tests: compares every open case and answers how many differ. */
export async function reconcileAll(
  deps: Deps,
  engine: Asked,
): Promise<{ asked: number; differing: number; unanswered: number }> {
  for (let after: string | null = null; ;) {
    after = await reconcileCases(deps, engine, { scope: "all", after });
    if (after === null) break;
  }
  const told = await row<{ asked: number; differing: number; unanswered: number }>(
    deps.database,
    "select asked, differing, unanswered from reconciliations where scope = 'all'",
  );
  return told ?? { asked: 0, differing: 0, unanswered: 0 };
}

/**
 * Puts rows right from the engine: a waiting case looks again and writes its rows from its book; where nothing waits
 * (work under way, a run that has ended) they are written from what the run tells. Returns when nothing differs any
 * more, or when it has waited long enough; what is left stays a finding.
 */
export async function repairCases(deps: ActivityDeps, engine: Engine, caseIds: readonly string[]): Promise<void> {
  for (const caseId of caseIds) {
    const held = await engine.inspect(caseId);
    const [found] = await readRows(deps.database, [caseId]);
    const repairable = differences(held, found).filter(({ kind }) => isRepairable(kind));
    if (found && repairable.length > 0) await repair(deps, engine, held, found);
  }
  await compare(deps, engine, caseIds);
}

async function repair(deps: ActivityDeps, engine: Engine, held: Held, found: CaseRows): Promise<void> {
  switch (held.state) {
    case "running":
      if (held.position.effect === null) return engine.lookAgain(found.id, "operator");
      return projectWork(deps, found, held.position);
    case "completed":
      return projectEnd(deps, found, held.outcome);
    case "ended":
      return engine.beginAgain({ caseId: found.id, matter: found.matter });
    case "missing":
    case "silent":
      return;
  }
}

/** Each time others: those that a look leaves out come in one of the next. */
function someOf(ids: readonly string[], most: number): readonly string[] {
  const all = [...new Set(ids)];
  for (let at = 0; at < Math.min(most, all.length); at++) {
    const other = at + Math.floor(Math.random() * (all.length - at));
    [all[at], all[other]] = [all[other]!, all[at]!];
  }
  return all.slice(0, most);
}

interface Seen {
  asked: number;
  differing: number;
  unanswered: number;
}

/** Compares twice: a difference counts when it is there again and the case has not moved in between. */
async function compare(deps: Deps, engine: Asked, ids: readonly string[]): Promise<Seen> {
  const once = await look(deps, engine, ids);
  // Written further than its run has come: by an act that the engine forgot, and where that was the last one before work
  // begins or the case ends, no desk and no instant will wake it any more.
  for (const { caseId } of once.filter(({ behind }) => behind)) await engine.lookAgain(caseId, "operator");
  const differing = once.filter(({ found }) => found.length > 0).map(({ caseId }) => caseId);
  if (differing.length > 0) await new Promise((resolve) => setTimeout(resolve, settleMilliseconds));
  const again = await look(deps, engine, differing);
  const firsts = new Map(once.map((one) => [one.caseId, one]));
  const findings = again.map((now) => {
    const before = firsts.get(now.caseId);
    const still = now.found.filter((one) => before?.found.some((other) => sameDifference(one, other)));
    return { ...now, found: before?.moved === now.moved ? still : [] };
  });
  const seconds = new Map(findings.map((one) => [one.caseId, one]));
  const sure = once.map((first) => seconds.get(first.caseId) ?? first);
  await keepFindings(
    deps.database,
    sure.filter(({ held }) => held.state !== "silent"),
  );
  await keepCodeFailures(deps, sure);
  return {
    asked: sure.length,
    differing: sure.filter(({ found }) => found.length > 0).length,
    unanswered: sure.filter(({ held }) => held.state === "silent").length,
  };
}

interface Looked {
  caseId: string;
  held: Held;
  found: readonly Difference[];
  /** The rows tell of acts of which the run knows nothing. */
  behind: boolean;
  /** How far rows and book were: two looks with the same are looks at the same standing. */
  moved: string;
}

async function look(deps: Deps, engine: Asked, ids: readonly string[]): Promise<Looked[]> {
  const seen: Looked[] = [];
  const waiting = [...ids];
  let silentInARow = 0;
  const ask = async () => {
    for (let caseId = waiting.shift(); caseId !== undefined; caseId = waiting.shift()) {
      // Nobody answers for the cases: the rest would only wait in vain.
      const held: Held = silentInARow > atOnce ? { state: "silent", failure: null } : await engine.inspect(caseId);
      silentInARow = held.state === "silent" && held.failure === null ? silentInARow + 1 : 0;
      const [found] = await readRows(deps.database, [caseId]);
      const seq = held.state === "running" ? held.position.seq : held.state;
      const behind = held.state === "running" && found !== undefined && found.last_seq > held.position.seq;
      seen.push({ caseId, held, found: differences(held, found), behind, moved: `${found?.last_seq}/${seq}` });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, ids.length) }, ask));
  return seen;
}

/** A case whose code fails in the engine is stuck like any other: its sentence stands beside those of failing acts. */
async function keepCodeFailures(deps: Deps, seen: readonly Looked[]): Promise<void> {
  for (const { caseId, held } of seen) {
    if (held.state !== "silent") continue;
    if (held.failure !== null) await keepFailure(deps, "workflow", { caseId }, held.failure);
  }
  const answered = seen.filter(({ held }) => held.state !== "silent").map(({ caseId }) => caseId);
  if (answered.length === 0) return;
  // An act that failed before a crash and was done after it: failing acts are tried at least every half minute.
  await rows(
    deps.database,
    `delete from act_failures where case_id = any($1::uuid[])
     and (act = 'workflow' or (act <> 'effect' and last_at < now() - interval '2 minutes'))`,
    [answered],
  );
}

function sameDifference(one: Difference, other: Difference): boolean {
  return one.kind === other.kind && one.subject === other.subject;
}

async function readRows(database: Database, ids: readonly string[]): Promise<CaseRows[]> {
  return rows<CaseRows>(
    database,
    `select c.id, c.matter, c.state, c.step, c.round, c.last_seq,
       (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'step', t.step, 'state', t.state,
         'receiver', t.receiver_name, 'due', t.due_at, 'told', case when t.state = 'open' then ${toldTask} end)), '[]') from tasks t where t.case_id = c.id) as tasks,
       (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'step', n.step, 'state', n.state, 'ends_at', n.ends_at) order by n.seq desc), '[]')
          from notices n where n.case_id = c.id) as notices
     from cases c where c.id = any($1::uuid[])`,
    [ids],
  );
}

async function windowStart(database: Database): Promise<string | null> {
  const last = await row<{ next_after: string | null }>(
    database,
    "select next_after from reconciliations where scope = 'suspects'",
  );
  return last?.next_after ?? null;
}
