import type Router from "@koa/router";
import { loadDirectory } from "../../db/receivers.ts";
import { findRuleSet, loadRules } from "../../db/rules.ts";
import { authorize } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { namesOf } from "../../domain/rule-checks.ts";
import { compareRules } from "../../domain/rule-differences.ts";
import * as drafts from "../contracts/rule-drafts.ts";
import * as contract from "../contracts/rules.ts";
import type { ApiDeps } from "../deps.ts";
import { ruleColumns } from "../exported-columns.ts";
import { serveList } from "../list-export.ts";
import { presentChoices, presentDraft } from "../presenters/rule-draft.ts";
import { presentDryRun, presentMovedCases } from "../presenters/rule-dry-run.ts";
import { presentRules, presentVersions } from "../presenters/rules-view.ts";
import { getDraft, listVersions } from "../queries/rule-drafts.ts";
import * as drafting from "../rule-drafting.ts";
import { serve } from "../serve.ts";

/** Routing rules: the versions to read, and the drafts from which new ones are made. */
export function registerRules(router: Router, deps: ApiDeps): void {
  registerReading(router, deps);
  registerDrafting(router, deps);
  registerDeciding(router, deps);
}

function registerReading(router: Router, deps: ApiDeps): void {
  const { database } = deps;
  serveList(router, deps, {
    ...{ list: contract.listRules, file: contract.exportRules, name: "路由规则", columns: ruleColumns },
    rowsOf: ({ rules }) => rules,
  })(async ({ actor, query }) => {
    authorize("read-rules", actor, null);
    return presentRules(database, query.version);
  });
  serve(
    router,
    contract.listRuleVersions,
    deps,
  )(async ({ actor }) => {
    authorize("read-rules", actor, null);
    return presentVersions(database, actor);
  });
  serve(
    router,
    contract.compareRuleVersions,
    deps,
  )(async ({ actor, query }) => {
    authorize("read-rules", actor, null);
    const to = query.to ?? (await loadRules(database, new Date())).version;
    const head = (await listVersions(database)).find(({ version }) => version === to);
    const from = query.from ?? head?.based_on ?? to;
    const [was, is] = [await findRuleSet(database, from), await findRuleSet(database, to)];
    if (!was || !is) throw new Refusal("not-found");
    return { from, to, differences: compareRules(was.rules, is.rules, namesOf(await loadDirectory(database))) };
  });
  serve(
    router,
    contract.getRuleChoices,
    deps,
  )(async ({ actor }) => {
    authorize("draft-rules", actor, null);
    return presentChoices(database);
  });
}

function registerDrafting(router: Router, deps: ApiDeps): void {
  const { database } = deps;
  const { sms } = deps.configuration;
  serve(
    router,
    drafts.beginRuleDraft,
    deps,
  )(async ({ actor, body, requestId }) => {
    authorize("draft-rules", actor, null);
    return { id: await drafting.beginDraft({ database, actor, requestId, sms }, body.restores) };
  });
  serve(
    router,
    drafts.getRuleDraft,
    deps,
  )(async ({ actor, params }) => {
    authorize("read-rules", actor, null);
    return presentDraft(database, actor, await getDraft(database, params.id));
  });
  serve(
    router,
    drafts.changeRuleDraft,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("draft-rules", actor, null);
    return { version: await drafting.changeSettings({ database, actor, requestId, sms }, params.id, body) };
  });
  serve(
    router,
    drafts.addDraftRule,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("draft-rules", actor, null);
    return drafting.writeRule({ database, actor, requestId, sms }, params.id, { ...body, ruleId: null });
  });
  serve(
    router,
    drafts.changeDraftRule,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("draft-rules", actor, null);
    const given = { ...body, ruleId: params.ruleId };
    return drafting.writeRule({ database, actor, requestId, sms }, params.id, given);
  });
  serve(
    router,
    drafts.removeDraftRule,
    deps,
  )(async ({ actor, params, query, requestId }) => {
    authorize("draft-rules", actor, null);
    const { id, ruleId } = params;
    return { version: await drafting.removeRule({ database, actor, requestId, sms }, id, ruleId, query.version) };
  });
  serve(
    router,
    drafts.rebaseRuleDraft,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("draft-rules", actor, null);
    return drafting.rebaseDraft({ database, actor, requestId, sms }, params.id, body.version);
  });
  serve(
    router,
    drafts.tryRuleDraft,
    deps,
  )(async ({ actor, params }) => {
    authorize("read-rules", actor, null);
    return presentDryRun(database, await getDraft(database, params.id));
  });
  serve(
    router,
    drafts.listMovedCases,
    deps,
  )(async ({ actor, params, query }) => {
    authorize("read-rules", actor, null);
    const asked = { move: params.move, after: query.after ?? null };
    return presentMovedCases(database, await getDraft(database, params.id), asked);
  });
}

function registerDeciding(router: Router, deps: ApiDeps): void {
  const { database } = deps;
  const { sms } = deps.configuration;
  serve(
    router,
    drafts.submitRuleDraft,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("draft-rules", actor, null);
    return { version: await drafting.submitDraft({ database, actor, requestId, sms }, params.id, body.version) };
  });
  serve(
    router,
    drafts.reworkRuleDraft,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("draft-rules", actor, null);
    return { version: await drafting.reworkDraft({ database, actor, requestId, sms }, params.id, body.version) };
  });
  serve(
    router,
    drafts.sendBackRuleDraft,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("draft-rules", actor, null);
    return { version: await drafting.sendBackDraft({ database, actor, requestId, sms }, params.id, body) };
  });
  serve(
    router,
    drafts.publishRuleDraft,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("draft-rules", actor, null);
    return drafting.publishDraft({ database, actor, requestId, sms }, params.id, body.version);
  });
  serve(
    router,
    drafts.discardRuleDraft,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("draft-rules", actor, null);
    return { version: await drafting.discardDraft({ database, actor, requestId, sms }, params.id, body.version) };
  });
}
