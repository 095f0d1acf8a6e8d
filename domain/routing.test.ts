import fc from "fast-check";
import { certificateReplacement } from "./matters/certificate-replacement.ts";
import { findRule, refuseWeakerThanLaw, routingRule, type RoutingRule } from "./routing.ts";

const id = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
const [country, city, county, elsewhere] = [id(1), id(2), id(3), id(4)] as const;
const areaPath = [county, city, country];
const matter = "certificate-replacement";

function buildRule(change: Partial<RoutingRule> = {}): RoutingRule {
  return routingRule.parse({
    id: id(100),
    matter,
    step: "title-office",
    areaId: city,
    conditions: [],
    receiver: { kind: "office-of-kind", officeKind: "title-office", level: "city" },
    dueInWorkingDays: 5,
    reminders: { beforeDays: [1], afterDays: [1] },
    escalation: { afterDays: 2, to: { kind: "office-of-kind", officeKind: "title-office", level: "city" } },
    skip: false,
    counterSign: null,
    mayBeSameOffice: true,
    ...change,
  });
}

const rules = [
  buildRule({ id: id(10) }),
  buildRule({
    id: id(11),
    conditions: [
      { fact: "level", operator: "is", value: "junior" },
      { fact: "employerArea", operator: "is", value: "county" },
    ],
    receiver: { kind: "office-of-kind", officeKind: "title-office", level: "county" },
  }),
];
const ask = (facts: Record<string, string>, path: readonly string[] = areaPath, of: readonly RoutingRule[] = rules) =>
  findRule(of, { matter, step: "title-office", areaPath: path, facts });

const facts = fc.record({
  level: fc.constantFrom("junior", "middle"),
  employerArea: fc.constantFrom("county", "city"),
  employerInUse: fc.constantFrom("yes", "no"),
});
const condition = fc.oneof(
  fc.record({
    fact: fc.constantFrom("level", "employerArea", "employerInUse", "nothing"),
    operator: fc.constant("is" as const),
    value: fc.constantFrom("junior", "county", "yes", "no"),
  }),
  fc.record({
    fact: fc.constantFrom("level", "employerArea"),
    operator: fc.constant("in" as const),
    value: fc.subarray(["junior", "middle", "county", "city"], { minLength: 1 }),
  }),
);
const anyRules = fc.uniqueArray(
  fc
    .record({
      id: fc.integer({ min: 100, max: 400 }).map(id),
      step: fc.constantFrom("title-office", "employer"),
      areaId: fc.constantFrom(country, city, county, elsewhere),
      conditions: fc.uniqueArray(condition, { selector: ({ fact }) => fact, maxLength: 3 }),
      dueInWorkingDays: fc.integer({ min: 1, max: 60 }),
      skip: fc.boolean(),
    })
    .map(buildRule),
  { selector: (rule) => rule.id, maxLength: 12 },
);

describe("routing", () => {
  test.each([
    ["junior", "county", "county"],
    ["junior", "city", "city"],
    ["middle", "county", "city"],
    ["middle", "city", "city"],
  ])("D11 S2-10 %s of an employer of the %s goes to the %s title office", (level, employerArea, office) => {
    expect(ask({ level, employerArea })?.receiver).toMatchObject({ level: office });
  });

  test("D21 the most specific area decides, even against a wider rule with more conditions", () => {
    const own = buildRule({ id: id(50), areaId: county, receiver: { kind: "office", officeId: id(9) } });
    expect(ask({ level: "junior", employerArea: "county" }, areaPath, [...rules, own])?.id).toBe(own.id);
    expect(ask({ level: "junior", employerArea: "county" }, [elsewhere], rules)).toBeUndefined();
  });

  test("D22 no employer in use: the stand-in receives; a fact the case does not have meets no condition", () => {
    const employer = [
      buildRule({ id: id(20), step: "employer", receiver: { kind: "employer" } }),
      buildRule({
        id: id(21),
        step: "employer",
        conditions: [{ fact: "employerInUse", operator: "in", value: ["no"] }],
        receiver: { kind: "office-of-kind", officeKind: "talent-centre" },
      }),
    ];
    const receiverOf = (facts: Record<string, string>) =>
      findRule(employer, { matter, step: "employer", areaPath, facts })?.receiver.kind;
    expect(receiverOf({ employerInUse: "no" })).toBe("office-of-kind");
    expect(receiverOf({ employerInUse: "yes" })).toBe("employer");
    expect(receiverOf({})).toBe("employer");
    const inherited = buildRule({ conditions: [{ fact: "constructor", operator: "is", value: "x" }] });
    expect(ask({}, areaPath, [inherited])).toBeUndefined();
  });

  test("B-17 rows in any order give the same answer", () => {
    fc.assert(
      fc.property(
        anyRules.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        facts,
        ([all, shuffled], known) => expect(ask(known, areaPath, shuffled)?.id).toBe(ask(known, areaPath, all)?.id),
      ),
    );
  });

  test("B-17 the answer fits, and no rule that fits is nearer, or as near with more conditions, or with a lower id", () => {
    const fits = (rule: RoutingRule, known: Record<string, string>) =>
      rule.step === "title-office" &&
      areaPath.includes(rule.areaId) &&
      rule.conditions.every(({ fact, value }) => [value].flat().includes(known[fact] ?? "\u0000"));
    const rank = (rule: RoutingRule) =>
      [areaPath.indexOf(rule.areaId), 9 - rule.conditions.length, rule.id].map(String).join(" ");
    fc.assert(
      fc.property(anyRules, facts, (all, known) => {
        const found = ask(known, areaPath, all);
        const fitting = all.filter((rule) => fits(rule, known)).map(rank);
        expect(found && rank(found)).toBe(fitting.sort()[0]);
      }),
    );
  });

  test("B-17 taking away a rule that was not chosen changes nothing", () => {
    fc.assert(
      fc.property(anyRules, facts, fc.nat(11), (all, known, index) => {
        const found = ask(known, areaPath, all);
        fc.pre(all[index] !== undefined && all[index] !== found);
        expect(
          ask(
            known,
            areaPath,
            all.filter((_, place) => place !== index),
          )?.id,
        ).toBe(found?.id);
      }),
    );
  });
});

describe("the law's floor", () => {
  const loss = (change: Partial<RoutingRule>) =>
    buildRule({ step: "loss", receiver: { kind: "applicant" }, dueInWorkingDays: 5, ...change });

  test("D24 S2-09 a loss notice of less than five working days names the article", () => {
    expect(refuseWeakerThanLaw(loss({}), certificateReplacement)).toEqual([]);
    expect(refuseWeakerThanLaw(loss({ dueInWorkingDays: 4 }), certificateReplacement)).toEqual([
      { code: "shorter-than-law", article: "柳职办〔2019〕17号 三.3", workingDays: 5 },
    ]);
  });

  test("D24 only a step the definition allows may be skipped", () => {
    expect(refuseWeakerThanLaw(loss({ skip: true }), certificateReplacement)[0]?.code).toBe("skip-not-allowed");
    expect(refuseWeakerThanLaw(buildRule({ step: "department", skip: true }), certificateReplacement)).toEqual([]);
    expect(refuseWeakerThanLaw(buildRule({ step: "title-office", skip: true }), certificateReplacement)).toHaveLength(
      1,
    );
  });

  test("D24 a rule for a step that does not exist is refused", () => {
    for (const change of [{ step: "nowhere" }, { step: "toString" }])
      expect(refuseWeakerThanLaw(buildRule(change), certificateReplacement)[0]?.code).toBe("no-such-step");
  });

  test("D24 the lookup with the law never answers with a weaker rule: it sees the lawful one behind it, or none", () => {
    const question = { matter, step: "loss", areaPath, facts: {} };
    const lawful = loss({ id: id(60), areaId: country });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 }), fc.boolean(), (dueInWorkingDays, skip) => {
        const rule = loss({ dueInWorkingDays, skip });
        const weak = skip || dueInWorkingDays < 5;
        expect(findRule([rule, lawful], question, certificateReplacement)).toBe(weak ? lawful : rule);
        expect(findRule([rule], question, certificateReplacement)).toBe(weak ? undefined : rule);
      }),
    );
  });
});

describe("a rule as an administrator may write it", () => {
  const invalid = (change: object) => routingRule.safeParse({ ...buildRule(), ...change }).success === false;
  test("B-16 S2-12 no fractions, no negative or endless terms, no condition without a value, no person as receiver", () => {
    expect(routingRule.safeParse(buildRule({ fallbackOfficeId: id(7) })).success).toBe(true);
    for (const change of [
      { dueInWorkingDays: -1 },
      { dueInWorkingDays: 2.5 },
      { dueInWorkingDays: 5000 },
      { reminders: { beforeDays: [0], afterDays: [] } },
      { conditions: [{ fact: "level", operator: "in", value: [] }] },
      { conditions: [{ fact: "level", operator: "unless", value: "junior" }] },
      { receiver: { kind: "person", personId: id(8) } },
      { receiver: { kind: "office" } },
      { escalation: { afterDays: 0, to: { kind: "employer-department" } } },
      { escalation: { afterDays: 2, to: { kind: "applicant" } } },
    ])
      expect([change, invalid(change)]).toEqual([change, true]);
  });

  test("S2-12 what a rule leaves unsaid: no conditions, reminders, escalation, skip or counter-sign", () => {
    const { id, matter, step, areaId, receiver, dueInWorkingDays } = buildRule();
    expect(routingRule.parse({ id, matter, step, areaId, receiver, dueInWorkingDays })).toMatchObject({
      conditions: [],
      reminders: { beforeDays: [], afterDays: [] },
      escalation: null,
      skip: false,
      counterSign: null,
      fallbackOfficeId: null,
    });
  });
});
