import { uuidv7 } from "uuidv7";
import { listCaseKinds, listCasesOfKinds } from "../api/queries/case-kinds.ts";
import { insertDraft, insertRuleSet, getDraft } from "../api/queries/rule-drafts.ts";
import { predictKind } from "../api/rule-dry-run.ts";
import { row, rows } from "../db/connection.ts";
import { loadDirectory } from "../db/receivers.ts";
import { loadRules } from "../db/rules.ts";
import type { CaseRow, TaskRow } from "../db/rows.ts";
import { routingRule, type RoutingRule } from "../domain/routing.ts";
import { Lookup, type Destination } from "../domain/rule-predictions.ts";
import { demoOffices } from "../ops/demo-data/places.ts";
import { openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { until } from "./until.ts";
import { sendBack } from "./paths.ts";
import { TestCase } from "./test-case.ts";

let desk: CaseDesk;
beforeEach(async () => {
  desk = await openCaseDesk();
});
afterEach(() => desk.stop());

/** How many cases are driven; a long run takes 500: `ROUTING_CASES=500`. */
const many = Number(process.env["ROUTING_CASES"] ?? 20);
const officeId = (key: (typeof demoOffices)[number]["key"]) => demoOffices.find((one) => one.key === key)!.id;

/** Applicants of a city's and a county's employer, of one that is not in use, and of none. */
const applicants = ["13900000001", "13900000003", "13900000005", "13900000006"];
const agents: Readonly<Record<string, string>> = {};

async function makeCertificate(phone: string, level: "junior" | "middle"): Promise<string> {
  const number = `R${uuidv7()}`;
  const id = uuidv7();
  await rows(
    desk.database,
    `insert into certificates (id, number, issuer_office_id, issuer_name, person_id, holder_name, holder_sex, document_number_cipher,
       document_number_hash, level, series, title, speciality, obtained_how, year, awarded_on, paper, state, state_changed_at, origin)
     select $1, $2, c.issuer_office_id, c.issuer_name, c.person_id, c.holder_name, c.holder_sex, c.document_number_cipher, c.document_number_hash,
       $4, c.series, c.title, c.speciality, c.obtained_how, c.year, c.awarded_on, true, 'valid', now(), 'imported'
     from certificates c join accounts a on a.person_id = c.person_id where a.login_name = $3 limit 1`,
    [id, number, phone, level],
  );
  (desk.world.certificates as Record<string, string>)[number] = id;
  return number;
}

/** Who sits where the open task lies. */
async function approve(theCase: TestCase): Promise<void> {
  const task = await theCase.openTask();
  const login = (agents as Record<string, string>)[task.receiver_id] ?? (await memberOf(task));
  expect(await theCase.approve(login)).toEqual({ state: "accepted" });
}

async function memberOf(task: TaskRow): Promise<string> {
  const found = await row<{ login_name: string }>(
    desk.database,
    `select a.login_name from accounts a join memberships m on m.account_id = a.id
     where $1 in (m.office_id, m.organisation_id) and m.role <> 'administrator' order by a.login_name limit 1`,
    [task.receiver_id],
  );
  (agents as Record<string, string>)[task.receiver_id] = found!.login_name;
  return found!.login_name;
}

/** Cases at the notice, at each desk, and sent straight back from the last one. */
async function drive(index: number): Promise<TestCase> {
  const phone = applicants[index % applicants.length]!;
  const level = Math.floor(index / 4) % 2 === 0 ? "junior" : "middle";
  const theCase = new TestCase(desk, phone, await makeCertificate(phone, level));
  expect(await theCase.declare()).toEqual({ state: "accepted" });
  const stage = (index + Math.floor(index / 4)) % 4;
  if (stage === 0) return theCase;
  await theCase.passNotice();
  await theCase.handIn();
  for (let approved = 1; approved < stage; approved++) await approve(theCase);
  if (stage === 3) {
    const login = await memberOf(await theCase.openTask());
    expect(await theCase.decide(login, sendBack(true))).toEqual({ state: "accepted" });
  }
  return theCase;
}

/** Opens the case's next step, whatever it is. */
async function moveOn(theCase: TestCase): Promise<void> {
  const { step } = (await theCase.row())!;
  if (step === "loss") return theCase.passNotice();
  if (step === "materials") return void (await theCase.handIn());
  await approve(theCase);
}

/** Changes of every kind: another office, other days, a step skipped, signed together, not by the same office. */
function changed(rules: readonly RoutingRule[]): RoutingRule[] {
  const city = rules[0]!.areaId;
  const extra = (rule: Partial<RoutingRule> & { step: string }) =>
    routingRule.parse({
      ...{ id: uuidv7(), matter: "certificate-replacement", areaId: city, dueInWorkingDays: 4 },
      ...rule,
    });
  return [
    ...rules.map((rule) => (rule.step === "materials" ? { ...rule, dueInWorkingDays: 20 } : rule)),
    extra({
      step: "department",
      conditions: [
        { fact: "level", operator: "is", value: "junior" },
        { fact: "employerArea", operator: "is", value: "city" },
      ],
      receiver: { kind: "applicant" },
      skip: true,
    }),
    extra({
      step: "title-office",
      conditions: [{ fact: "level", operator: "in", value: ["middle"] }],
      receiver: { kind: "employer-department" },
      mayBeSameOffice: false,
      fallbackOfficeId: officeId("talent-centre"),
    }),
    extra({
      step: "department",
      areaId: demoCounty,
      receiver: { kind: "employer-department" },
      counterSign: { mode: "all", signers: [{ kind: "office", officeId: officeId("talent-centre") }] },
    }),
  ];
}
const demoCounty = "01930000-0000-7000-8000-000000000007";

async function publish(rules: readonly RoutingRule[], fallbackOfficeId: string | null = null): Promise<number> {
  const { database, world } = desk;
  const [author, approver] = [world.accounts["guanli"]!, world.accounts["guanli2"]!];
  return database.transaction(async (transaction) => {
    const basedOn = (await row<{ version: number }>(database, "select max(version) as version from rule_sets"))!
      .version;
    const id = await insertDraft(
      database,
      { ...{ basedOn, restores: null, rules, note: "" }, fallbackOfficeId, author: { id: author, name: "苏明远" } },
      transaction,
    );
    const draft = await getDraft(database, id, transaction);
    const made = await insertRuleSet(database, { draft, approver: { id: approver, name: "文以宁" } }, transaction);
    return made.version;
  });
}

/** What the dry run says of every open case, step by step. */
async function predict(rules: readonly RoutingRule[]): Promise<Map<string, Map<string, Destination>>> {
  const { database } = desk;
  const asked = { scope: "open", officeBefore: true } as const;
  const [kinds, directory] = [await listCaseKinds(database, asked), await loadDirectory(database)];
  const keys = kinds.map(({ key }) => key);
  const cases = await listCasesOfKinds(database, { ...asked, keys, after: null, limit: 10_000 });
  expect(cases).toHaveLength(kinds.reduce((sum, kind) => sum + kind.many, 0));
  const predicted = new Map<string, Map<string, Destination>>();
  const lookup = new Lookup(rules, null);
  for (const kind of kinds) {
    const steps = await predictKind(database, kind, lookup, directory);
    for (const one of cases) if (one.key === kind.key) predicted.set(one.id, steps);
  }
  return predicted;
}

/** What was predicted, as `open` would have written it. */
function asWritten(destination: Destination, theCase: CaseRow): { receivers: string[]; days: number | null } {
  const { to, workingDays } = destination;
  const bodies = to.kind === "signers" ? to.signers : [to];
  const receivers = bodies.map((body) => {
    switch (body.kind) {
      case "office":
        return body.id;
      case "employer":
        return theCase.organisation_id!;
      case "applicant":
        return theCase.account_id;
      default:
        return body.kind;
    }
  });
  return { receivers: receivers.sort(), days: workingDays };
}

test(
  "B-17 what the dry run predicts is, case by case, what opening the next step then does",
  async () => {
    const cases: TestCase[] = [];
    for (let index = 0; index < many; index += 4)
      cases.push(...(await Promise.all([0, 1, 2, 3].map((offset) => drive(index + offset)))));
    const rules = changed((await loadRules(desk.database, new Date())).rules);
    const predicted = await predict(rules);
    await publish(rules);
    const seen = new Set<string>();
    for (const theCase of cases) {
      const before = (await theCase.row())!;
      await moveOn(theCase);
      const opened = await until(async () => {
        const tasks = await rows<TaskRow>(
          desk.database,
          "select * from tasks where case_id = $1 and seq > $2 and kind <> 'objection' and state in ('open', 'waiting') order by seq",
          [theCase.id, before.last_seq],
        );
        return tasks.length > 0 ? tasks : undefined;
      }, `the next step of ${before.number} behind ${before.step}`);
      const told = predicted.get(theCase.id)!;
      const passed = [...told].slice(0, [...told.keys()].indexOf(opened[0]!.step));
      expect(passed.map(([, { to }]) => to.kind)).toEqual(passed.map(() => "skipped"));
      const destination = told.get(opened[0]!.step)!;
      const written = {
        receivers: opened.map((task) => task.receiver_id).sort(),
        days: opened[0]!.due_in_working_days,
      };
      expect({ from: before.step, ...written }).toEqual({ from: before.step, ...asWritten(destination, before) });
      expect(new Set(opened.map((task) => task.rule_version))).toEqual(new Set([2]));
      seen.add(passed.length > 0 ? "skipped" : destination.to.kind);
      if (destination.to.kind === "office") seen.add(destination.to.by);
    }
    // The sample must have met what makes a prediction hard.
    for (const kind of ["applicant", "skipped", "signers", "rule", "rule-fallback"]) expect(seen).toContain(kind);
  },
  many * 30_000,
);

test("B-17 a version published during a burst of decisions: each step is opened by one of the two, whole, and says which", async () => {
  const cases: TestCase[] = [];
  for (let index = 0; index < 12; index++) {
    const theCase = new TestCase(desk, "13900000001", await makeCertificate("13900000001", "middle"));
    await theCase.declare();
    cases.push(theCase);
  }
  for (const theCase of cases) {
    await theCase.passNotice();
    await theCase.handIn();
  }
  const { rules } = await loadRules(desk.database, new Date());
  const next = rules.map((rule) =>
    rule.step === "department"
      ? {
          ...rule,
          dueInWorkingDays: 9,
          receiver: { kind: "office", officeId: officeId("talent-centre") } as const,
          conditions: [],
        }
      : rule,
  );
  const started = cases.slice(0, 4).map((theCase) => theCase.approve("danwei"));
  // The publication begins while the first are on their way; the others follow at once.
  const published = Promise.race(started).then(() => publish(next));
  await Promise.all([...started, published, ...cases.slice(4).map((theCase) => theCase.approve("danwei"))]);
  const versions = new Set<number>();
  for (const theCase of cases) {
    const task = await theCase.openTask("department");
    versions.add(task.rule_version!);
    expect([task.rule_version, task.receiver_name, task.due_in_working_days]).toEqual(
      task.rule_version === 1 ? [1, "柳州市示例工业主管局", 3] : [2, "柳州市人才中心（演示）", 9],
    );
    const event = await row<{ data: { ruleVersion: number } }>(
      desk.database,
      "select data from case_events where case_id = $1 and type = 'step.opened' order by seq desc limit 1",
      [theCase.id],
    );
    expect(event!.data.ruleVersion).toBe(task.rule_version);
  }
  const last = await loadRules(desk.database, new Date());
  expect(last.version).toBe(2);
}, 180_000);

test("B-17 B-18 an open step keeps its rule; the next one without any rule goes to the version's fallback office, and administrators are told", async () => {
  const theCase = new TestCase(desk, "13900000001", await makeCertificate("13900000001", "middle"));
  await theCase.declare();
  await theCase.passNotice();
  await theCase.handIn();
  const { rules } = await loadRules(desk.database, new Date());
  await publish(
    rules.filter(({ step }) => step !== "employer" && step !== "department"),
    officeId("talent-centre"),
  );
  expect(await theCase.openTask()).toMatchObject({ step: "employer", rule_version: 1, receiver_kind: "organisation" });
  await theCase.approve("danwei");
  expect(await theCase.openTask()).toMatchObject({
    ...{ step: "department", rule_version: 2, rule_id: null, receiver_name: "柳州市人才中心（演示）" },
  });
  const told = await rows(
    desk.database,
    "select n.id from notifications n join accounts a on a.id = n.account_id where n.kind = 'fallback' and a.login_name like 'guanli%'",
  );
  expect(told).toHaveLength(2);
});
