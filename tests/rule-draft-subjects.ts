import { insertDraft, getDraft, updateDraft, listVersions, type RuleDraftRow } from "../api/queries/rule-drafts.ts";
import { findRuleSet } from "../db/rules.ts";
import type { RuleDraftSubject } from "../domain/policy/rule-drafts.ts";
import type { CaseDesk } from "./case-desk.ts";

/** A draft of routing rules as the tables of requests name it. */
export interface RuleDraftNamed {
  name: string;
  id: string;
  subject: RuleDraftSubject;
}

/** A draft by guanli, made from the newest version; `changed`: with one more day for the employer. */
export async function plantRuleDraft(
  { database, world }: CaseDesk,
  state: RuleDraftSubject["state"],
  changed: boolean,
): Promise<RuleDraftRow> {
  const [newest] = await listVersions(database);
  const { rules, fallbackOfficeId } = (await findRuleSet(database, newest!.version))!;
  const longer = rules.map((rule) =>
    changed && rule.step === "employer" ? { ...rule, dueInWorkingDays: rule.dueInWorkingDays + 1 } : rule,
  );
  const author = { id: world.accounts["guanli"]!, name: "苏明远" };
  const made = { basedOn: newest!.version, restores: null, rules: longer, note: "测试", fallbackOfficeId, author };
  return database.transaction(async (transaction) => {
    const id = await insertDraft(database, made, transaction);
    const draft = await getDraft(database, id, transaction);
    if (state !== "editing") await updateDraft(database, draft, { state }, transaction);
    return getDraft(database, id, transaction);
  });
}

/** One in every state, unchanged: who may do something to it is told so, and nothing comes of it. */
export async function plantRuleDrafts(desk: CaseDesk): Promise<RuleDraftNamed[]> {
  const planted: RuleDraftNamed[] = [];
  for (const state of ["editing", "submitted", "published", "discarded"] as const) {
    const { id, author_id: authorId } = await plantRuleDraft(desk, state, false);
    planted.push({ name: `${state} draft of rules`, id, subject: { authorId, state } });
  }
  return planted;
}
