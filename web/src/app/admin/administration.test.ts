import { barsOf } from "./overdue-chart.ts";
import { type Rule, rulesByStep } from "./rules-page.ts";

const office = (officeName: string, overdue: number) => ({
  officeId: officeName,
  officeName,
  overdue,
  open: 9,
  oldestDue: null,
});

describe("overdue by office", () => {
  it("B-10 most first, offices without overdue tasks left out", () => {
    expect(barsOf([office("甲", 1), office("乙", 0), office("丙", 4)])).toEqual([
      { label: "丙", count: 4, open: 9 },
      { label: "甲", count: 1, open: 9 },
    ]);
  });
  it("B-10 what does not fit stands together in one line and nothing is lost", () => {
    const bars = barsOf(Array.from({ length: 9 }, (_, index) => office(`第${index}`, index + 1)));
    expect(bars).toHaveLength(6);
    expect(bars.at(-1)).toEqual({ label: "其余 4 个单位", count: 10, open: 36 });
    expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(45);
  });
});

describe("rules by step", () => {
  it("B-03 keep the order in which they are tried", () => {
    const rule = (id: string, stepTitle: string) => ({ id, matterTitle: "遗失补办", stepTitle }) as Rule;
    const [matter] = rulesByStep([rule("1", "单位审核"), rule("2", "审批"), rule("3", "审批")]);
    expect(matter!.steps.map((step) => [step.title, ...step.rules.map((each) => each.id)])).toEqual([
      ["单位审核", "1"],
      ["审批", "2", "3"],
    ]);
  });
});
