import { demoRules } from "../ops/demo-data/places.ts";
import { certificateReplacement } from "./matters/certificate-replacement.ts";
import { promiseSentence, receiptNumber } from "./counter-receipts.ts";
import { promisedSteps } from "./promised-steps.ts";

const route = ["declare", "loss", "materials", "employer", "department", "title-office", "issue-certificate"];
const question = {
  areaPath: [...new Set(demoRules.map(({ areaId }) => areaId))],
  facts: { level: "middle", employerArea: "city", employerInUse: "yes" },
};

test("B-21 窗口代办: a receipt's number names office, kind, year and place in the year", () => {
  expect(receiptNumber("acceptance", "柳州市职改办（演示）", 2026, 123)).toBe("柳州市职改办受〔2026〕000123号");
  expect(receiptNumber("materials", "鹿寨县职改办", 2027, 1)).toBe("鹿寨县职改办收〔2027〕000001号");
});

test("B-21 窗口代办: what is promised is the sum of the route by the rules, without the applicant's own time and what is skipped", () => {
  const promised = promisedSteps(route, demoRules, question, certificateReplacement);
  expect(promised.map(({ title }) => title)).toEqual([
    ...["遗失公示", "单位审核并盖章", "主管部门确认并盖章", "职改办审批"],
  ]);
  const total = promised.reduce((sum, { workingDays }) => sum + workingDays, 0);
  expect(promiseSentence(promised)).toBe(
    `合计 ${total} 个工作日：${promised.map(({ title, workingDays }) => `${title} ${workingDays} 个工作日`).join("，")}`,
  );
  const skipping = demoRules.map((rule) => (rule.step === "department" ? { ...rule, skip: true } : rule));
  expect(promisedSteps(route, skipping, question, certificateReplacement)).toHaveLength(3);
  // Without rules the law's own days remain.
  expect(promiseSentence(promisedSteps(route, [], question, certificateReplacement))).toBe(
    "合计 5 个工作日：遗失公示 5 个工作日",
  );
  expect(promiseSentence([])).toBe("");
});
