import { row, rows } from "../../db/connection.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { plantWorld } from "../../ops/demo-data/world.ts";
import { openTestApi, type LooseJson, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/test-database.ts";

let db: TestDatabase;
let api: TestApi;
let author: TestBrowser;
let approver: TestBrowser;
let reviewer: TestBrowser;
beforeEach(async () => {
  db = await createTestDatabase();
  await plantWorld(db.database, db.encryption);
  api = await openTestApi(db);
  author = await api.browser().signIn("guanli", demoPassword);
  approver = await api.browser().signIn("guanli2", demoPassword);
  reviewer = await api.browser().signIn("shizhigaiban", demoPassword);
});
afterEach(async () => {
  await api?.close();
  await db?.drop();
});

const drafts = "/api/admin/rules/drafts";

/** A draft as its page holds it: sends each change on the version it last saw. */
class Page {
  readonly browser: TestBrowser;
  readonly id: string;
  draft: LooseJson;
  constructor(browser: TestBrowser, id: string) {
    this.browser = browser;
    this.id = id;
  }
  static async begin(browser: TestBrowser, restores: number | null = null): Promise<Page> {
    const { body } = await browser.post(drafts, { restores });
    return new Page(browser, body.id).read();
  }
  async read(): Promise<this> {
    this.draft = (await this.browser.get(`${drafts}/${this.id}`)).body;
    return this;
  }
  rule(step: string, conditions = 0) {
    return this.draft.rules.find((rule: LooseJson) => rule.step === step && rule.conditions.length === conditions);
  }
  async act(verb: string, body: object = {}) {
    const answer = await this.browser.post(`${drafts}/${this.id}/${verb}`, { version: this.draft.version, ...body });
    await this.read();
    return answer;
  }
  async change(rule: LooseJson, change: object) {
    const { id, ...value } = rule.value;
    const answer = await this.browser.send("PUT", `${drafts}/${this.id}/rules/${id}`, {
      body: { version: this.draft.version, rule: { ...value, ...change } },
    });
    await this.read();
    return answer;
  }
  async settings(change: object) {
    const { version, note, effectiveFrom, fallbackOfficeId } = this.draft;
    const body = { version, note, effectiveFrom, fallbackOfficeId, ...change };
    const answer = await this.browser.send("PUT", `${drafts}/${this.id}`, { body });
    await this.read();
    return answer;
  }
}

/** Changed by one, approved by the other. */
async function publish(change: (page: Page) => Promise<unknown>, restores: number | null = null) {
  const page = await Page.begin(author, restores);
  await change(page);
  expect((await page.act("submit")).status).toBe(200);
  return new Page(approver, page.id).read().then((seen) => seen.act("publish"));
}
const days = (step: string, dueInWorkingDays: number) => (page: Page) =>
  page.change(page.rule(step), { dueInWorkingDays });

test("B-17 a draft is made from the version in force; what it changes is said in words, old and new", async () => {
  const page = await Page.begin(author);
  expect(page.draft).toMatchObject({ state: "editing", basedOn: 1, mine: true, differences: [], movedOn: null });
  expect(page.draft.rules).toHaveLength(8);
  expect((await page.change(page.rule("employer"), { dueInWorkingDays: 4 })).status).toBe(200);
  expect(page.draft.differences).toEqual([
    {
      ...{ ruleId: page.rule("employer").id, kind: "changed", matterTitle: "职称证书遗失补办" },
      ...{ stepTitle: "单位审核并盖章", where: "柳州市，全部" },
      changes: [{ label: "时限", from: "3 个工作日", to: "4 个工作日" }],
    },
  ]);
  const { id: _, ...value } = page.rule("department").value;
  const added = await page.act("rules", {
    rule: { ...value, conditions: [{ fact: "level", operator: "is", value: "junior" }], skip: true },
  });
  expect(added.status).toBe(200);
  const removed = page.rule("title-office", 2).id;
  await author.send("DELETE", `${drafts}/${page.id}/rules/${removed}?version=${page.draft.version}`);
  await page.read();
  expect(page.draft.differences.map(({ kind, stepTitle }: LooseJson) => [kind, stepTitle])).toEqual([
    ["changed", "单位审核并盖章"],
    ["added", "主管部门确认并盖章"],
    ["removed", "职改办审批"],
  ]);
  expect(page.draft.differences[1].changes).toContainEqual({ label: "做法", from: null, to: "跳过这一步" });
});

test("B-17 the editor offers the facts each matter declares, and the floor of the law; nothing else", async () => {
  const [matter] = (await author.get("/api/admin/rules/choices")).body.matters;
  const labels = matter.facts.map(({ label }: LooseJson) => label).join("、");
  expect(labels).toBe("证书级别、职称系列、单位所在、单位、单位性质");
  expect(matter.steps.find(({ step }: LooseJson) => step === "loss").floor).toEqual({
    ...{ workingDays: 5, article: "柳职办〔2019〕17号 三.3" },
  });
  expect(matter.steps.filter(({ maySkip }: LooseJson) => maySkip).map(({ step }: LooseJson) => step)).toEqual([
    "department",
  ]);
  expect(matter.steps.map(({ step }: LooseJson) => step)).not.toContain("issue-certificate");
});

test("D24 what weakens the law is answered 422 with the article, and nothing is written", async () => {
  const page = await Page.begin(author);
  const article = "柳职办〔2019〕17号 三.3";
  const short = await page.change(page.rule("loss"), { dueInWorkingDays: 4 });
  expect([short.status, short.body.error.code, short.body.error.params.article]).toEqual([
    ...[422, "weaker-than-law", article],
  ]);
  expect(short.body.error.message).toBe(
    "时限少于规定的 5 个工作日，没有保存。依据柳职办〔2019〕17号 三.3，请改为不少于 5 个工作日。",
  );
  const skipped = await page.change(page.rule("title-office"), { skip: true });
  expect([skipped.status, skipped.body.error.message]).toEqual([
    ...[422, `这一步不能跳过，没有保存。依据${article}，请改为由机构办理。`],
  ]);
  expect(page.draft).toMatchObject({ version: 1, differences: [] });
  expect((await page.change(page.rule("loss"), { dueInWorkingDays: 7 })).status).toBe(200);
});

test("B-17 a condition on a fact that the matter does not declare, and an office that is none, are refused at their field", async () => {
  const page = await Page.begin(author);
  const conditions = [{ fact: "salary", operator: "is", value: "high" }];
  const unknown = await page.change(page.rule("employer"), { conditions });
  expect([unknown.status, unknown.body.error.fields[0].path]).toEqual([400, "rule.conditions.0"]);
  const nowhere = await page.change(page.rule("employer"), {
    receiver: { kind: "office", officeId: "01930000-0000-7000-8000-0000000fffff" },
  });
  expect([nowhere.status, nowhere.body.error.fields[0].path]).toEqual([400, "rule.receiver"]);
  expect((await page.change(page.rule("title-office"), { receiver: { kind: "applicant" } })).status).toBe(400);
  const both = { counterSign: { mode: "all", signers: [{ kind: "employer-department" }] }, mayBeSameOffice: false };
  expect((await page.change(page.rule("title-office"), both)).body.error.fields[0].path).toBe("rule.counterSign");
});

test("B-17 S2-04 who writes the rules does not put them in force: another administrator does, and no reviewer", async () => {
  const page = await Page.begin(author);
  await days("employer", 4)(page);
  const early = await new Page(approver, page.id).read().then((seen) => seen.act("publish"));
  expect([early.status, early.body.error.code]).toEqual([409, "rule-draft-elsewhere"]);
  await page.act("submit");
  const own = await page.act("publish");
  expect([own.status, own.body.error.code]).toEqual([403, "author-of-rules"]);
  expect(page.draft.allowed).toEqual(["rework-rule-draft", "discard-rule-draft"]);
  expect((await days("employer", 5)(page)).body.error.code).toBe("rule-draft-elsewhere");
  expect((await reviewer.get(`${drafts}/${page.id}`)).status).toBe(403);
  const seen = await new Page(approver, page.id).read();
  expect(seen.draft.allowed).toEqual(["publish-rule-draft", "send-back-rule-draft", "discard-rule-draft"]);
  expect((await days("employer", 9)(seen)).body.error.code).toBe("not-author-of-rules");
  await seen.act("send-back", { reason: "时限太长" });
  await page.read();
  expect(page.draft).toMatchObject({ state: "editing", sentBack: { by: "文以宁", reason: "时限太长" } });
  await page.act("submit");
  const kinds = (await approver.get("/api/notifications")).body.notifications.map(({ kind }: LooseJson) => kind);
  const { unread } = (await author.get("/api/notifications")).body;
  expect(`${kinds.join(" ")} ${unread}`).toBe("draft-waiting draft-waiting 0");
  const published = await seen.read().then((again) => again.act("publish"));
  expect(published.body.publishedAs).toBe(2);
  const { body } = await author.get("/api/admin/rules");
  expect(body.version).toBe(2);
  const trail = await rows<{ action: string; account: string }>(
    db.database,
    `select l.action, a.display_name as account from audit_log l join accounts a on a.id = l.account_id where l.subject_id = $1 and l.action like 'rule%' order by l.id`,
    [page.id],
  );
  expect(trail.map(({ action, account }) => `${action} ${account}`)).toEqual([
    ...["rule-draft.begun 苏明远", "rule-draft.submitted 苏明远", "rule-draft.sent-back 文以宁"],
    ...["rule-draft.submitted 苏明远", "rules.published 文以宁"],
  ]);
});

test("B-17 a published version never changes: the database refuses, whoever asks; roll back is a new version of older content", async () => {
  await publish(days("employer", 4));
  for (const statement of [
    "update rule_sets set note = 'x'",
    "delete from rule_sets",
    "update routing_rules set step = 'loss'",
    "delete from routing_rules",
    "truncate routing_rules",
    "insert into routing_rules (id, rule_set_id, matter, step, area_id, rule) select gen_random_uuid(), rule_set_id, matter, step, area_id, rule from routing_rules limit 1",
  ])
    await expect(rows(db.database, statement)).rejects.toThrow("published routing rules never change");
  const back = await publish((page) => page.settings({ note: "四个工作日太长" }), 1);
  expect(back.body.publishedAs).toBe(3);
  const { body } = await author.get("/api/admin/rules/versions");
  expect(body.versions.map(({ version, state, restores }: LooseJson) => [version, state, restores])).toEqual([
    ...[
      [3, "in-force", 1],
      [2, "past", null],
      [1, "past", null],
    ],
  ]);
  expect((await author.get("/api/admin/rules/differences?from=1&to=3")).body.differences).toEqual([]);
  expect((await author.get("/api/admin/rules/differences?from=1&to=2")).body.differences).toHaveLength(1);
});

test("B-17 two administrators publish at once: one wins, the other is told by whom, and carries the change over", async () => {
  const one = await Page.begin(author);
  const other = await Page.begin(approver);
  await days("employer", 4)(one);
  await days("department", 4)(other);
  await one.act("submit");
  await other.act("submit");
  const answers = await Promise.all([
    new Page(approver, one.id).read().then((page) => page.act("publish")),
    new Page(author, other.id).read().then((page) => page.act("publish")),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const refused = answers.find(({ status }) => status === 409)!;
  expect(refused.body.error).toMatchObject({ code: "rules-moved-on", params: { version: 2 } });
  expect(refused.body.error.message).toMatch(/^第 2 版规则已由 (苏明远|文以宁) 在 .+起用/);
  const left = answers[0].status === 409 ? one : other;
  await left.read();
  expect(left.draft.movedOn.version).toBe(2);
  await left.act("rework");
  expect((await left.act("rebase")).body.both).toEqual([]);
  expect(left.draft).toMatchObject({ basedOn: 2, movedOn: null });
  expect(left.draft.differences).toHaveLength(1);
  await left.act("submit");
  const second = await new Page(left === one ? approver : author, left.id).read().then((page) => page.act("publish"));
  expect(second.body.publishedAs).toBe(3);
  const { body } = await author.get("/api/admin/rules");
  const due = (step: string) => body.rules.find((rule: LooseJson) => rule.step === step && !rule.conditions.length);
  expect([due("employer").dueInWorkingDays, due("department").dueInWorkingDays]).toEqual([4, 4]);
});

test("B-17 the same draft approved twice at the same moment is one version; a change on an older state of a draft is refused", async () => {
  const page = await Page.begin(author);
  await days("employer", 4)(page);
  const stale = await author.send("PUT", `${drafts}/${page.id}`, {
    body: { version: 1, note: "旧", effectiveFrom: null, fallbackOfficeId: null },
  });
  expect([stale.status, stale.body.error.code]).toEqual([409, "stale-version"]);
  await page.act("submit");
  const seen = await new Page(approver, page.id).read();
  const send = () => approver.post(`${drafts}/${page.id}/publish`, { version: seen.draft.version });
  const answers = await Promise.all([send(), send(), send()]);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(await row(db.database, "select count(*)::int as many from rule_sets")).toEqual({ many: 2 });
});

test("B-17 a version with a later date waits for it; one that begins earlier takes its place, and the draft says so", async () => {
  const later = new Date(Date.now() + 10 * 86_400_000).toISOString();
  await publish(async (page) => {
    await days("employer", 4)(page);
    await page.settings({ effectiveFrom: later });
  });
  expect((await author.get("/api/admin/rules")).body.version).toBe(1);
  const states = async () =>
    (await author.get("/api/admin/rules/versions")).body.versions.map(({ version, state }: LooseJson) => [
      ...[version, state],
    ]);
  expect(await states()).toEqual([
    [2, "scheduled"],
    [1, "in-force"],
  ]);
  let findings: LooseJson = [];
  await publish(async (page) => {
    await days("department", 4)(page);
    ({ findings } = page.draft);
  });
  expect(findings[0].sentence).toMatch(/^第 2 版定于.+起用，本版更早起用，将取代它。$/);
  expect(await states()).toEqual([
    [3, "in-force"],
    [2, "superseded"],
    [1, "past"],
  ]);
});

test("B-17 nothing changed, or an error left, cannot be sent to the approver", async () => {
  const page = await Page.begin(author);
  const same = await page.act("submit");
  expect([same.status, same.body.error.code]).toEqual([422, "rules-unchanged"]);
  await page.change(page.rule("title-office"), {
    receiver: { kind: "office", officeId: "01930000-0000-7000-8000-000000000066" },
  });
  await rows(db.database, "update offices set ended_at = now() where name like '鹿寨县职改办%'");
  await page.read();
  const ended = await page.act("submit");
  expect([ended.status, ended.body.error.code]).toEqual([422, "rules-not-sound"]);
  expect(ended.body.error.message).toContain("接收单位已不存在");
  expect((await page.act("discard")).status).toBe(200);
  expect((await author.get("/api/admin/rules/versions")).body.drafts).toEqual([]);
});
