import { row, rows } from "../db/connection.ts";
import { demoPassword } from "../ops/demo-data/accounts.ts";
import { demoAreas, demoOffices, demoOrganisations } from "../ops/demo-data/places.ts";
import { plantWorld } from "../ops/demo-data/world.ts";
import { buildCase } from "../tests/factories.ts";
import { openTestApi, type LooseJson, type TestApi, type TestBrowser } from "../tests/test-api.ts";
import { createTestDatabase, type TestDatabase } from "../tests/test-database.ts";

let db: TestDatabase;
let api: TestApi;
let author: TestBrowser;
beforeEach(async () => {
  db = await createTestDatabase();
  const world = await plantWorld(db.database, db.encryption);
  api = await openTestApi(db);
  author = await api.browser().signIn("guanli", demoPassword);
  const account = world.accounts["13900000001"]!;
  const person = (await row<{ id: string }>(db.database, "select person_id as id from accounts where id = $1", [
    account,
  ]))!;
  const [city, county] = ["450200", "450223"].map((code) => demoAreas.find((area) => area.code === code)!.id);
  const path = async (id: string) =>
    (await row<{ path: string[] }>(db.database, "select path from areas where id = $1", [id]))!.path;
  const organisation = (key: string) => demoOrganisations.find((one) => one.key === key)!.id;
  const build = async (area: string, employer: string, level: string, step: string, change: object = {}) =>
    buildCase(db, {
      ...{ account_id: account, person_id: person.id, area_id: area, area_path: await path(area), step },
      organisation_id: organisation(employer),
      facts: JSON.stringify({ level, employerArea: area === county ? "county" : "city", employerInUse: "yes" }),
      ...change,
    });
  for (let many = 0; many < 3; many++) await build(county!, "school", "junior", "materials");
  for (let many = 0; many < 2; many++) await build(city!, "machinery", "junior", "department");
  await build(city!, "machinery", "middle", "title-office");
  await build(county!, "school", "junior", "loss", { state: "closed", outcome: "withdrawn", step: null });
  await build(county!, "school", "junior", "loss", {
    ...{ state: "closed", outcome: "completed", step: null, opened_at: new Date(Date.now() - 400 * 86_400_000) },
  });
});
afterEach(async () => {
  await api?.close();
  await db?.drop();
});

const drafts = "/api/admin/rules/drafts";
const centre = demoOffices.find(({ key }) => key === "talent-centre")!.id;

async function begin() {
  const { body } = await author.post(drafts, { restores: null });
  const path = `${drafts}/${body.id}`;
  return { path, draft: (await author.get(path)).body as LooseJson };
}

test("B-17 the dry run counts the cases whose next steps go elsewhere, old to new, with the list behind each number", async () => {
  const { path, draft } = await begin();
  const rule = draft.rules.find((one: LooseJson) => one.step === "title-office" && one.conditions.length > 0);
  const { id, ...value } = rule.value;
  await author.send("PUT", `${path}/rules/${id}`, {
    body: { version: 1, rule: { ...value, receiver: { kind: "office", officeId: centre }, dueInWorkingDays: 2 } },
  });
  const { body } = await author.get(`${path}/dry-run`);
  // The case that is at the title office keeps its rule; those of the city keep theirs.
  expect(body).toMatchObject({
    ...{ open: { cases: 6, affected: 3 }, year: { cases: 7, affected: 4 }, withoutReceiver: 0 },
  });
  expect(body.moves.map(({ scope, from, to, cases }: LooseJson) => [scope, from, to, cases])).toEqual(
    (["open", "year"] as const).map((scope, index) => [
      scope,
      { who: "鹿寨县职改办（演示）", workingDays: 5, nobody: false },
      { who: "柳州市人才中心（演示）", workingDays: 2, nobody: false },
      3 + index,
    ]),
  );
  for (const move of body.moves) {
    const { cases, next } = (await author.get(`${path}/dry-run/${move.id}`)).body;
    expect([cases.length, next]).toEqual([move.cases, null]);
    expect(cases.map(({ organisationName }: LooseJson) => organisationName)).toEqual(cases.map(() => null));
  }
});

test("B-17 B-18 cases without any receiver are named, and such a draft needs a fallback office before it goes on", async () => {
  const { path, draft } = await begin();
  let { version } = draft;
  for (const rule of draft.rules.filter((one: LooseJson) => one.step === "title-office"))
    version = (await author.send("DELETE", `${path}/rules/${rule.id}?version=${version}`)).body.version;
  const { body } = await author.get(`${path}/dry-run`);
  expect(body.withoutReceiver).toBe(5);
  expect(body.moves[0].to).toMatchObject({ who: "没有接收机构，暂由柳州市职改办（演示）接收", nobody: true });
  const refused = await author.post(`${path}/submit`, { version });
  expect([refused.status, refused.body.error.code, refused.body.error.params.count]).toEqual([
    ...[422, "rules-without-receiver", 5],
  ]);
  const named = await author.send("PUT", path, {
    body: { version, note: "", effectiveFrom: null, fallbackOfficeId: centre },
  });
  const again = (await author.get(`${path}/dry-run`)).body;
  expect(again.withoutReceiver).toBe(0);
  expect(again.moves.every(({ to }: LooseJson) => to.who === "柳州市人才中心（演示）（代收）")).toBe(true);
  expect((await author.post(`${path}/submit`, { version: named.body.version })).status).toBe(200);
});

test("B-17 checks in plain sentences: never used, overlapping, no office there, no members, no rule", async () => {
  const { path, draft } = await begin();
  const { id: _, ...value } = draft.rules.find((one: LooseJson) => one.step === "department").value;
  const department = { ...value, fallbackOfficeId: null };
  const both = [
    { fact: "level", operator: "in", value: ["junior"] },
    { fact: "employerArea", operator: "is", value: "city" },
  ];
  let version = 1;
  const add = async (change: object) => {
    version = (await author.post(`${path}/rules`, { version, rule: { ...department, ...change } })).body.version;
  };
  await add({ areaId: demoAreas[0]!.id });
  await add({ conditions: [both[0]] });
  await add({
    conditions: [both[1]],
    receiver: { kind: "office-of-kind", officeKind: "talent-centre", level: "county" },
  });
  await rows(db.database, "update memberships set valid_to = '2024-12-31' where office_id = $1", [
    demoOffices.find(({ key }) => key === "county-title-office")!.id,
  ]);
  await author.send("DELETE", `${path}/rules/${draft.rules[0].id}?version=${version}`);
  const { findings } = (await author.get(path)).body;
  const said = (code: string) =>
    findings.filter((one: LooseJson) => one.code === code).map((one: LooseJson) => one.sentence);
  expect(said("unreachable")).toEqual(["“主管部门确认并盖章”的规则（中国）永远用不上：别的规则总是先合上。"]);
  expect(said("overlap")).toHaveLength(1);
  expect(said("overlap")[0]).toContain("两条都合，请给其中一条加上条件。");
  expect(said("no-receiver")[0]).toContain("没有县（区）人才中心，这些地方的办件由代收机构接收。");
  expect(said("no-members")[0]).toContain("“鹿寨县职改办（演示）”现在没有经办人员，办件由柳州市职改办（演示）代收。");
  expect(said("no-rule")).toContain("“提交遗失声明”没有规则，申请人办理这一步没有期限和提醒。");
});
