import fc from "fast-check";
import { certificateReplacement } from "./matters/certificate-replacement.ts";
import type { Directory, DirectoryArea, DirectoryEmployer, DirectoryOffice } from "./receivers.ts";
import { checkRules } from "./rule-checks.ts";
import { Lookup, predictSteps, type CaseKind } from "./rule-predictions.ts";
import { routingRule, type OfficeReceiver, type RoutingRule } from "./routing.ts";

const area = (id: string, level: DirectoryArea["level"], ...above: string[]): DirectoryArea => ({
  ...{ id, name: id, level, path: [id, ...above] },
});
const areas = [
  area("国", "country"),
  area("区", "province", "国"),
  area("柳州市", "city", "区", "国"),
  area("桂林市", "city", "区", "国"),
  area("鹿寨县", "county", "柳州市", "区", "国"),
  area("柳城县", "county", "柳州市", "区", "国"),
];
const office = (id: string, kind: string, areaId: string, change: Partial<DirectoryOffice> = {}): DirectoryOffice => ({
  ...{ id, name: id, kind, areaId, series: null, ended: false, successorId: null, staffed: true },
  ...change,
});
const directoryOf = (offices: readonly DirectoryOffice[], employers: readonly DirectoryEmployer[] = []): Directory => ({
  offices: new Map(offices.map((one) => [one.id, one])),
  areas: new Map(areas.map((one) => [one.id, one])),
  employers,
  series: ["工程技术", "中小学教师"],
});
const rule = (change: Partial<RoutingRule>): RoutingRule =>
  routingRule.parse({
    ...{ id: "1", matter: certificateReplacement.matter, step: "title-office", areaId: "柳州市", dueInWorkingDays: 5 },
    receiver: { kind: "office-of-kind", officeKind: "title-office", level: "city" },
    ...change,
  });
const titleOffice = (level?: "county" | "city"): OfficeReceiver => ({
  ...{ kind: "office-of-kind", officeKind: "title-office", ...(level ? { level } : {}) },
});

describe("checks of a rule set", () => {
  const offices = [
    office("市职改办", "title-office", "柳州市"),
    office("鹿寨县职改办", "title-office", "鹿寨县", { staffed: false }),
    office("教育局", "department", "柳州市", { staffed: false }),
  ];
  const employers: DirectoryEmployer[] = [
    { name: "甲厂", areaId: "柳州市", departmentId: null, inUse: true, reachable: true },
    { name: "乙校", areaId: "柳州市", departmentId: "教育局", inUse: true, reachable: false },
    { name: "丙社", areaId: "桂林市", departmentId: null, inUse: true, reachable: false },
  ];
  const said = (rules: RoutingRule[], code: string, id: string) =>
    checkRules(rules, directoryOf(offices, employers))
      .filter((one) => one.code === code && one.ruleId === id)
      .map(({ sentence }) => sentence)
      .join();

  test("B-17 every receiver is looked at: who signs, to whom it is reported, the employer, its department", () => {
    const rules = [
      rule({
        id: "1",
        counterSign: { mode: "all", signers: [titleOffice("county")] },
        escalation: { afterDays: 1, to: { kind: "office-of-kind", officeKind: "talent-centre" } },
      }),
      rule({ id: "2", step: "employer", receiver: { kind: "employer" } }),
      rule({ id: "3", step: "department", receiver: { kind: "employer-department" } }),
    ];
    expect(said(rules, "no-members", "1")).toContain("会签机构“鹿寨县职改办”现在没有经办人员");
    expect(said(rules, "no-receiver", "1")).toMatch(/会签机构：在.*柳城县.*没有县（区）职改办/);
    expect(said(rules, "no-receiver", "1")).toMatch(/逾期上报的机构：在柳州市、.*没有所在地区的人才中心/);
    // Of the employers in the rule's area alone, and of those that are in use.
    expect(said(rules, "no-members", "2")).toContain("“乙校”现在没有经办人员");
    expect(said(rules, "no-members", "2")).not.toMatch(/甲厂|丙社/);
    expect(said(rules, "no-members", "3")).toContain("“教育局”现在没有经办人员");
    expect(said(rules, "no-receiver", "3")).toContain("甲厂等单位没有主管部门，这些单位的办件由代收机构接收");
  });

  test("B-17 series and the employer's nature are facts that rules may ask; a series that no catalogue knows is none", () => {
    const asking = (id: string, value: string) =>
      rule({ id, conditions: [{ fact: "series", operator: "is", value }], areaId: "桂林市" });
    const nature = rule({
      ...{ id: "4", areaId: "桂林市" },
      conditions: [{ fact: "employerNature", operator: "is", value: "企业" }],
    });
    const rules = [asking("1", "工程技术"), asking("2", "星象"), nature];
    expect(said(rules, "unknown-fact", "1")).toBe("");
    expect(said(rules, "unknown-fact", "2")).toContain("问了本事项没有的情形");
    // An engineer of an enterprise fits both; one of a school fits one.
    expect(said(rules, "overlap", "4")).toContain("重叠");
    expect(said([asking("1", "工程技术"), asking("5", "中小学教师")], "overlap", "5")).toBe("");
  });
});

describe("lookup in random directories", () => {
  const cases = fc.constantFrom("柳州市", "桂林市", "鹿寨县", "柳城县");
  const kinds = fc.constantFrom("title-office", "talent-centre", "department");
  const randomOffices = fc.uniqueArray(
    fc
      .record({
        id: fc.nat(30).map((n) => `机构${String(n).padStart(2, "0")}`),
        kind: kinds,
        areaId: fc.constantFrom("柳州市", "桂林市", "鹿寨县", "柳城县", "区"),
        series: fc.constantFrom(null, null, null, "工程技术"),
        ended: fc.constantFrom(false, false, true),
        staffed: fc.constantFrom(true, true, false),
      })
      .map((one) => ({ ...one, name: one.id })),
    { selector: ({ id }) => id, maxLength: 14 },
  );
  const named = fc.nat(30).map((n) => `机构${String(n).padStart(2, "0")}`);
  const receiver = fc.oneof(
    fc.record({ kind: fc.constant("office" as const), officeId: named }),
    fc.record({ kind: fc.constant("office-of-kind" as const), officeKind: kinds }),
    fc.record({
      kind: fc.constant("office-of-kind" as const),
      officeKind: kinds,
      level: fc.constantFrom("city" as const, "county" as const),
    }),
    fc.constant({ kind: "employer-department" as const }),
  );
  const randomRules = fc.uniqueArray(
    fc
      .record({
        id: fc.integer({ min: 100, max: 999 }).map(String),
        areaId: fc.constantFrom("国", "区", "柳州市", "鹿寨县", "桂林市"),
        conditions: fc.subarray([
          { fact: "level", operator: "is" as const, value: "junior" },
          { fact: "series", operator: "in" as const, value: ["工程技术", "农业技术"] },
          { fact: "employerNature", operator: "is" as const, value: "企业" },
        ]),
        receiver,
        fallbackOfficeId: fc.option(named),
      })
      .map(rule),
    { selector: ({ id }) => id, maxLength: 10 },
  );
  const asked = fc.record({
    areaId: cases,
    departmentId: fc.option(named),
    barred: fc.uniqueArray(named, { maxLength: 4 }),
    facts: fc.record({
      level: fc.constantFrom("junior", "middle"),
      series: fc.constantFrom("工程技术", "中小学教师"),
      employerNature: fc.constantFrom("企业", "事业单位"),
    }),
  });
  type Asked = typeof asked extends fc.Arbitrary<infer Value> ? Value : never;
  type Office = DirectoryOffice;

  const pathOf = (areaId: string) => areas.find(({ id }) => id === areaId)!.path;
  const destination = (
    rules: readonly RoutingRule[],
    offices: readonly Office[],
    fallback: string | null,
    { areaId, ...rest }: Asked,
  ) => {
    const kind: CaseKind = {
      ...{ matter: certificateReplacement, areaPath: pathOf(areaId), employerReachable: true, ...rest },
      ...{ coming: ["title-office"], officeBefore: null },
    };
    const to = predictSteps(kind, new Lookup(rules, fallback), directoryOf(offices)).get("title-office")!.to;
    return to.kind === "office" ? `${to.id} ${to.by}` : to.kind;
  };

  /** The same, from the sentences of the rules and with nothing of the product's. */
  function reference(rules: readonly RoutingRule[], offices: readonly Office[], fallback: string | null, asked: Asked) {
    const path = pathOf(asked.areaId);
    const fits = rules.filter(({ areaId, conditions }) => {
      if (!path.includes(areaId)) return false;
      for (const { fact, value } of conditions)
        if (![value].flat().includes(asked.facts[fact as keyof Asked["facts"]])) return false;
      return true;
    });
    // Nearest area, then most conditions, then the lowest id.
    const order = ({ areaId, conditions, id }: RoutingRule) =>
      `${path.indexOf(areaId)}${9 - conditions.length}${id.padStart(4, "0")}`;
    const [rule] = [...fits].sort((one, other) => (order(one) < order(other) ? -1 : 1));
    const works = (id: string | null | undefined, evenBarred = false) => {
      const found = offices.find((one) => one.id === id);
      return found?.staffed && !found.ended && (evenBarred || !asked.barred.includes(found.id)) ? found.id : undefined;
    };
    const ofKind = (kind: string, level?: string, evenBarred = false) => {
      for (const at of path) {
        if (level && areas.find(({ id }) => id === at)!.level !== level) continue;
        const here = offices.filter((one) => one.areaId === at && one.kind === kind && !one.series && !one.ended);
        if (here.length > 0) return works(here.map(({ id }) => id).sort()[0], evenBarred);
      }
      return undefined;
    };
    const meant = (one: RoutingRule["receiver"]) => {
      if (one.kind === "office") return works(one.officeId);
      if (one.kind === "employer-department") return works(asked.departmentId);
      return one.kind === "office-of-kind" ? ofKind(one.officeKind, one.level) : undefined;
    };
    const tried: [string, string | undefined][] = [
      ["rule", rule && meant(rule.receiver)],
      ["rule-fallback", works(rule?.fallbackOfficeId)],
      ["set-fallback", works(fallback)],
      ["last-resort", ofKind("title-office", "city", true)],
    ];
    const [by, id] = tried.find(([, found]) => found) ?? [];
    return id ? `${id} ${by}` : "nobody";
  }

  test("B-17 the most specific rule wins and its receiver is found, as an independent reference says; the order of rows is nothing", () => {
    fc.assert(
      fc.property(randomRules, randomOffices, fc.option(named), asked, (rules, offices, fallback, question) => {
        const found = destination(rules, offices, fallback, question);
        expect(found).toBe(reference(rules, offices, fallback, question));
        expect(destination(rules.toReversed(), offices.toReversed(), fallback, question)).toBe(found);
      }),
      { numRuns: 2000 },
    );
  });

  test("B-18 with a fallback office that has members who may decide, nothing is without receiver", () => {
    fc.assert(
      fc.property(randomRules, randomOffices, asked, (rules, offices, question) => {
        const all = [...offices.filter(({ id }) => id !== "代收"), office("代收", "talent-centre", "柳州市")];
        expect(destination(rules, all, "代收", question)).not.toMatch(/nobody|last-resort/);
      }),
      { numRuns: 1000 },
    );
  });
});
