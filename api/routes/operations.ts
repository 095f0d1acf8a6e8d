import type Router from "@koa/router";
import { row, type Database } from "../../db/connection.ts";
import { assertNever } from "../../domain/assert-never.ts";
import { authorize } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { engineEventDetail, engineEventTitle } from "../../domain/texts/engine-events.ts";
import { refusalSentence } from "../../domain/texts/refusals.ts";
import { writeAudit } from "../audit.ts";
import * as contract from "../contracts/operations.ts";
import type { ApiDeps } from "../deps.ts";
import { serve } from "../serve.ts";

const actions = { retry: "case.retried", repair: "case.repaired", renew: "case.renewed" } as const;

/** What administrators do to cases that stand still or have drifted; each act and each look at the record is audited. */
export function registerOperations(router: Router, deps: ApiDeps): void {
  const { database, engine } = deps;

  serve(
    router,
    contract.operateCases,
    deps,
  )(async ({ actor, body, requestId }) => {
    const { operation } = body;
    authorize(`${operation}-case`, actor, null);
    const keep = (caseId: string) =>
      writeAudit(database, {
        ...{ accountId: actor.accountId, action: actions[operation], subjectKind: "case", subjectId: caseId },
        requestId,
      });
    const results = [];
    for (const caseId of new Set(body.caseIds)) {
      const sentence = await operate(deps, operation, caseId);
      if (sentence === null && operation !== "repair") await keep(caseId);
      results.push({ caseId, done: sentence === null, sentence });
    }
    const repaired = results.filter(({ done }) => done && operation === "repair").map(({ caseId }) => caseId);
    // One request for all of them: what the engine did not take on does not stand in the trail as done.
    if (repaired.length > 0) await engine.reconcile({ repair: repaired });
    for (const caseId of repaired) await keep(caseId);
    return { results };
  });

  serve(
    router,
    contract.reconcileNow,
    deps,
  )(async ({ actor, requestId }) => {
    authorize("repair-case", actor, null);
    await engine.reconcile({ scope: "all" });
    await writeAudit(database, {
      ...{ accountId: actor.accountId, action: "cases.reconciled", subjectKind: "installation", subjectId: null },
      requestId,
    });
    return { done: true as const };
  });

  serve(
    router,
    contract.listEngineEvents,
    deps,
  )(async ({ actor, params, query, requestId }) => {
    authorize("read-engine-events", actor, null);
    const found = await findCase(database, params.id);
    if (!found) throw new Refusal("not-found");
    const { events, next } = await engine.listEvents(params.id, query.after);
    await writeAudit(database, {
      ...{ accountId: actor.accountId, action: "engine-events.shown", subjectKind: "case", subjectId: params.id },
      data: { from: events[0]?.id ?? 0, to: events.at(-1)?.id ?? 0 },
      requestId,
    });
    return {
      number: found.number,
      events: events.map(({ id, at, type, data }) => ({
        ...{ id, at: new Date(at).toISOString(), title: engineEventTitle(type, data) },
        detail: JSON.stringify(engineEventDetail(data) ?? {}, undefined, 1),
      })),
      next,
    };
  });
}

/** Why it could not be asked of this case, or null. */
async function operate(
  { database, engine, log }: ApiDeps,
  operation: contract.CaseOperation,
  caseId: string,
): Promise<string | null> {
  if (!(await findCase(database, caseId))) return refusalSentence("not-found");
  try {
    switch (operation) {
      case "retry":
        await engine.retryEffect(caseId);
        return null;
      case "renew":
        await engine.lookAgain(caseId, "renew");
        return null;
      case "repair":
        return null;
      default:
        return assertNever(operation);
    }
  } catch (error) {
    // What the engine keeps no record of is there in our rows: not found would be no answer.
    if (error instanceof Refusal && error.code !== "not-found") return refusalSentence(error.code, error.params);
    // One that cannot be asked keeps nobody from asking the others.
    log.warn({ error, caseId }, "a case could not be operated");
    return refusalSentence("case-not-operated");
  }
}

/** A case with rows, or one that only the engine knows and that failed or differed. */
function findCase(database: Database, caseId: string): Promise<{ number: string | null } | undefined> {
  return row(
    database,
    `select number from cases where id = $1 union all select null from act_failures where case_id = $1
     union all select null from drift_findings where case_id = $1 limit 1`,
    [caseId],
  );
}
