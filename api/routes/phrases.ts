import type Router from "@koa/router";
import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import { row, rows } from "../../db/connection.ts";
import type { Actor } from "../../domain/actor.ts";
import { findMatter, matters } from "../../domain/matters/index.ts";
import { authorize, can } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { writeAudit } from "../audit.ts";
import * as contract from "../contracts/phrases.ts";
import type { ApiDeps } from "../deps.ts";
import { getOffice } from "../office-editing.ts";
import { getPhrase, listPhrases, type PhraseRow } from "../queries/phrases.ts";
import { serve } from "../serve.ts";

/** The opinions that are offered at a step (B-10): kept by each office's chief, those for everybody by administrators. */
export function registerPhrases(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    contract.listPhrases,
    deps,
  )(async ({ actor }) => {
    authorize("read-phrases", actor, { officeId: null });
    const forAll = can("keep-phrases", actor, { officeId: null });
    const own = actor.memberships.flatMap(({ role, officeId }) => (role === "chief" && officeId ? [officeId] : []));
    const offices = await rows<{ id: string; name: string }>(
      database,
      `select id, name from offices where (ended_at is null or ended_at > now()) and ($1 or id = any($2::uuid[])) order by name`,
      [forAll, own],
    );
    const found = await listPhrases(database, forAll ? null : own);
    return {
      offices: [...(forAll ? [{ id: null, name: "全部机构" }] : []), ...offices],
      steps: stepsWithPhrases(),
      phrases: found.map(({ office_id: officeId, place: _place, ...shown }) => ({
        ...{ ...shown, officeId },
        changeable: can("keep-phrases", actor, { officeId }),
      })),
    };
  });

  serve(
    router,
    contract.addPhrase,
    deps,
  )(async ({ actor, body, requestId }) => {
    authorize("keep-phrases", actor, { officeId: body.officeId });
    const step = stepsWithPhrases().find((one) => one.matter === body.matter && one.step === body.step);
    if (!step?.outcomes.includes(body.outcome)) throw new Refusal("no-such-step", { step: body.step });
    if (body.officeId && (await getOffice(database, body.officeId)).ended) throw new Refusal("office-ended");
    const same = await row<{ id: string }>(
      database,
      `select id from phrases where ended_at is null and office_id is not distinct from $1 and matter = $2 and step = $3
       and outcome = $4 and text = $5`,
      [body.officeId, body.matter, body.step, body.outcome, body.text],
    );
    if (same) return same;
    const { officeId, ...phrase } = body;
    const id = uuidv7();
    await database.transaction(async (transaction) => {
      await insertPhrase(deps, actor, { ...phrase, id, place: id, office_id: officeId }, transaction);
      await audit(deps, actor, "phrase.added", id, requestId, transaction);
    });
    return { id };
  });

  registerChanges(router, deps);
}

function registerChanges(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    contract.changePhrase,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    const before = await getPhrase(database, params.id);
    authorize("keep-phrases", actor, { officeId: before.office_id });
    if (before.text === body.text) return { id: before.id };
    const id = uuidv7();
    await database.transaction(async (transaction) => {
      await endPhrase(deps, before.id, transaction);
      await insertPhrase(deps, actor, { ...before, id, text: body.text }, transaction);
      await audit(deps, actor, "phrase.changed", id, requestId, transaction);
    });
    return { id };
  });

  serve(
    router,
    contract.endPhrase,
    deps,
  )(async ({ actor, params, requestId }) => {
    const before = await getPhrase(database, params.id);
    authorize("keep-phrases", actor, { officeId: before.office_id });
    await database.transaction(async (transaction) => {
      await endPhrase(deps, before.id, transaction);
      await audit(deps, actor, "phrase.ended", before.id, requestId, transaction);
    });
    return { done: true as const };
  });
}

/** Every step that is reviewed, with the outcomes an opinion may belong to; objections are decided by the last one. */
function stepsWithPhrases() {
  return matters.flatMap(({ matter }) => {
    const definition = findMatter(matter)!;
    return Object.entries(definition.steps)
      .filter(([, { kind }]) => kind === "review")
      .map(([step, { title }]) => ({
        ...{ matter, matterTitle: definition.title, step, stepTitle: title },
        outcomes: [
          ...(["approve", "return", "reject"] as const),
          ...(step === definition.finalStep ? (["dismiss", "uphold"] as const) : []),
        ],
      }));
  });
}

/** @throws Refusal stale-version when somebody else has changed or ended it meanwhile. */
async function endPhrase({ database }: ApiDeps, id: string, transaction: Transaction): Promise<void> {
  const ended = await row(
    database,
    "update phrases set ended_at = now() where id = $1 and ended_at is null returning id",
    [id],
    transaction,
  );
  if (!ended) throw new Refusal("stale-version");
}

async function insertPhrase(
  { database }: ApiDeps,
  actor: Actor,
  phrase: PhraseRow,
  transaction: Transaction,
): Promise<void> {
  await rows(
    database,
    `insert into phrases (id, place, office_id, matter, step, outcome, text, made_by, made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, now())`,
    [
      ...[phrase.id, phrase.place, phrase.office_id, phrase.matter, phrase.step, phrase.outcome, phrase.text],
      actor.accountId,
    ],
    transaction,
  );
}

function audit(
  { database }: ApiDeps,
  actor: Actor,
  action: string,
  subjectId: string,
  requestId: string,
  transaction: Transaction,
): Promise<void> {
  const { accountId } = actor;
  return writeAudit(database, { accountId, action, subjectKind: "phrase", subjectId, requestId }, transaction);
}
