import { randomUUID } from "node:crypto";
import type { RuleDraftRow } from "../../api/queries/rule-drafts.ts";
import type { RefusalCode } from "../../domain/refusal.ts";
import { plantRuleDraft } from "../rule-draft-subjects.ts";
import { applicant, officeReads, type Scenario, type ScenarioRequest, type Scene } from "./scene.ts";

const author = "guanli";
const other = "guanli2";
const reviewer = "shizhigaiban";

type State = RuleDraftRow["state"];
type Request = Omit<ScenarioRequest, "as">;

/** What one act on a draft sends; every scenario makes it a draft of its own. */
type Act = (draft: RuleDraftRow, version: number) => Request;
const ofDraft = async (scene: Scene, act: Act, { state = "editing" as State, version = 0 } = {}) => {
  const draft = await plantRuleDraft(scene.stage.desk, state, true);
  return act(draft, version || draft.version);
};
const bare: Act = ({ id }, version) => ({ params: { id }, body: { version } });

/** Only the author edits, and on the version that was last seen. */
const edits = (act: Act): Scenario => ({
  denied: async (scene) => ({ as: other, ...(await ofDraft(scene, act)), code: "not-author-of-rules" }),
  conflict: async (scene) => ({ as: author, ...(await ofDraft(scene, act, { version: 99 })), code: "stale-version" }),
  success: async (scene) => ({ as: author, ...(await ofDraft(scene, act)) }),
});

interface Decided {
  by: string;
  /** Who is turned away, and why. */
  notBy: [who: string, code: RefusalCode];
  /** The state in which it can be done, and one in which it cannot. */
  on: State;
  notOn: State;
  act?: Act;
}
const decides = ({ by, notBy: [who, code], on, notOn, act = bare }: Decided): Scenario => ({
  denied: async (scene) => ({ as: who, ...(await ofDraft(scene, act, { state: on })), code }),
  conflict: async (scene) => ({
    ...{ as: by, code: "rule-draft-elsewhere" },
    ...(await ofDraft(scene, act, { state: notOn })),
  }),
  success: async (scene) => ({ as: by, ...(await ofDraft(scene, act, { state: on })) }),
});

const reads: Scenario = {
  denied: async (scene) => ({ as: reviewer, ...(await readsDraft(scene)), code: "not-allowed" }),
  conflict: () => ({ as: author, params: { id: randomUUID() }, code: "not-found" }),
  success: async (scene) => ({ as: author, ...(await readsDraft(scene)) }),
};
const readsDraft = (scene: Scene) => ofDraft(scene, ({ id }) => ({ params: { id } }));

const employerRule = ({ rules }: RuleDraftRow) => {
  const { id, ...rule } = rules.find(({ step }) => step === "employer")!;
  return { id, rule: { ...rule, dueInWorkingDays: 6 } };
};

/** Routing rules, by the id of the endpoint. */
export const ruleScenarios: Readonly<Record<string, Scenario>> = {
  listRuleVersions: officeReads(),
  getRuleChoices: officeReads(),
  compareRuleVersions: {
    denied: () => ({ as: applicant, code: "not-allowed" }),
    conflict: () => ({ as: author, query: { to: "1000000" }, code: "not-found" }),
    success: () => ({ as: author, query: { from: "1", to: "1" } }),
  },
  getRuleDraft: reads,
  tryRuleDraft: reads,
  beginRuleDraft: {
    denied: () => ({ as: reviewer, body: { restores: null }, code: "not-allowed" }),
    conflict: () => ({ as: author, body: { restores: 1_000_000 }, code: "not-found" }),
    success: () => ({ as: author, body: { restores: null } }),
  },
  changeRuleDraft: edits(({ id }, version) => ({
    params: { id },
    body: { version, note: "改说明", effectiveFrom: null, fallbackOfficeId: null },
  })),
  addDraftRule: edits((draft, version) => {
    const { rule } = employerRule(draft);
    const conditions = [{ fact: "level", operator: "is", value: "junior" }];
    return { params: { id: draft.id }, body: { version, rule: { ...rule, conditions } } };
  }),
  changeDraftRule: edits((draft, version) => {
    const { id: ruleId, rule } = employerRule(draft);
    return { params: { id: draft.id, ruleId }, body: { version, rule } };
  }),
  removeDraftRule: edits((draft, version) => ({
    params: { id: draft.id, ruleId: employerRule(draft).id },
    query: { version: String(version) },
  })),
  rebaseRuleDraft: edits(bare),
  submitRuleDraft: decides({ by: author, notBy: [other, "not-author-of-rules"], on: "editing", notOn: "submitted" }),
  reworkRuleDraft: decides({ by: author, notBy: [other, "not-author-of-rules"], on: "submitted", notOn: "editing" }),
  sendBackRuleDraft: decides({
    ...{ by: other, notBy: [author, "author-of-rules"], on: "submitted", notOn: "editing" },
    act: ({ id }, version) => ({ params: { id }, body: { version, reason: "时限太长" } }),
  }),
  publishRuleDraft: decides({ by: other, notBy: [author, "author-of-rules"], on: "submitted", notOn: "editing" }),
  discardRuleDraft: decides({ by: other, notBy: [reviewer, "not-allowed"], on: "submitted", notOn: "discarded" }),
};
