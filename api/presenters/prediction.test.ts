import { uuidv7 } from "uuidv7";
import { row, type Database } from "../../db/connection.ts";
import { loadDirectory } from "../../db/receivers.ts";
import { loadRules } from "../../db/rules.ts";
import { routingRule } from "../../domain/routing.ts";
import { Lookup } from "../../domain/rule-predictions.ts";
import { demoAreas, demoOffices, demoOrganisations } from "../../ops/demo-data/places.ts";
import { plantWorld } from "../../ops/demo-data/world.ts";
import { buildCase } from "../../tests/factories.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/test-database.ts";
import { listCaseKinds, listCasesOfKinds } from "../queries/case-kinds.ts";
import { getTimeline } from "../queries/case-timeline.ts";
import { getDraft, insertDraft, insertRuleSet } from "../queries/rule-drafts.ts";
import { predictKind } from "../rule-dry-run.ts";
import { predictSteps } from "./prediction.ts";

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  db = await createTestDatabase();
  database = db.database;
});
afterAll(() => db?.drop());

test("B-12 B-17 the case page names whom the dry run names: signed together, not by the office before, skipped", async () => {
  const world = await plantWorld(database, db.encryption);
  const account = world.accounts["13900000001"]!;
  const person = await row<{ id: string }>(database, "select person_id as id from accounts where id = $1", [account]);
  const [city, county] = ["450200", "450223"].map((code) => demoAreas.find((area) => area.code === code)!.id);
  const centre = demoOffices.find(({ key }) => key === "talent-centre")!;
  for (const [area, employer] of [
    [city!, "machinery"],
    [county!, "school"],
  ] as const)
    for (const level of ["junior", "middle"])
      for (const step of ["materials", "employer", "department"])
        await buildCase(db, {
          ...{ account_id: account, person_id: person!.id, area_id: area, step },
          area_path: (await row<{ path: string[] }>(database, "select path from areas where id = $1", [area]))!.path,
          organisation_id: demoOrganisations.find(({ key }) => key === employer)!.id,
          facts: JSON.stringify({ level, employerArea: area === county ? "county" : "city", employerInUse: "yes" }),
        });
  const before = await loadRules(database, new Date());
  const extra = (rule: object) =>
    routingRule.parse({
      ...{ id: uuidv7(), matter: "certificate-replacement", areaId: before.rules[0]!.areaId, dueInWorkingDays: 4 },
      ...rule,
    });
  const junior = [{ fact: "level", operator: "is", value: "junior" }];
  const middle = [{ fact: "level", operator: "is", value: "middle" }];
  const rules = [
    ...before.rules,
    extra({
      ...{ step: "title-office", conditions: middle, receiver: { kind: "employer-department" } },
      ...{ mayBeSameOffice: false, fallbackOfficeId: centre.id },
    }),
    extra({
      ...{ step: "department", areaId: county, conditions: junior, receiver: { kind: "employer-department" } },
      counterSign: { mode: "all", signers: [{ kind: "office", officeId: centre.id }] },
    }),
  ];
  await database.transaction(async (transaction) => {
    const author = { id: world.accounts["guanli"]!, name: "苏明远" };
    const given = { basedOn: before.version, restores: null, rules, note: "", fallbackOfficeId: null, author };
    const draft = await getDraft(database, await insertDraft(database, given, transaction), transaction);
    const approver = { id: world.accounts["guanli2"]!, name: "文以宁" };
    await insertRuleSet(database, { draft, approver }, transaction);
  });

  const asked = { scope: "open", officeBefore: true } as const;
  const [kinds, directory] = [await listCaseKinds(database, asked), await loadDirectory(database)];
  const keys = kinds.map(({ key }) => key);
  const cases = await listCasesOfKinds(database, { ...asked, keys, after: null, limit: 100 });
  const told = new Set<string>();
  for (const { id, key } of cases) {
    const kind = kinds.find((one) => one.key === key)!;
    const tried = await predictKind(database, kind, new Lookup(rules, null), directory);
    const timeline = await getTimeline(database, id);
    const shown = await predictSteps(
      database,
      timeline,
      timeline.progress.route.map(({ step }) => step),
    );
    for (const [step, { to, workingDays }] of tried) {
      expect([step, shown.get(step)!.workingDays]).toEqual([step, workingDays]);
      const bodies = to.kind === "signers" ? to.signers : [to];
      const names = bodies.flatMap((body) => (body.kind === "office" ? body.name : []));
      if (names.length === bodies.length) expect([step, shown.get(step)!.who]).toEqual([step, names.join("、")]);
      told.add(to.kind === "office" ? to.by : to.kind);
    }
  }
  expect(cases).toHaveLength(12);
  for (const way of ["rule", "rule-fallback", "signers"]) expect(told).toContain(way);
});
