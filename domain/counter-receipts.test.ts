import { certificateReplacement } from "./matters/certificate-replacement.ts";
import { promiseSentence, receiptNumber } from "./counter-receipts.ts";
import { promisedSteps } from "./promised-steps.ts";
import { routingRule } from "./routing.ts";

const route = ["declare", "loss", "materials", "employer", "department", "title-office", "issue-certificate"];
const city = "01930000-0000-7000-8000-000000000003";
const question = { areaPath: [city], facts: { level: "middle", employerArea: "city", employerInUse: "yes" } };
const rules = Object.entries({
  declare: 10,
  loss: 6,
  materials: 30,
  employer: 3,
  department: 4,
  "title-office": 5,
}).map(([step, dueInWorkingDays], index) =>
  routingRule.parse({
    ...{ id: `01930000-0000-7000-8000-00000000030${index}`, matter: "certificate-replacement", step, areaId: city },
    ...{ receiver: { kind: "applicant" }, dueInWorkingDays },
  }),
);

test("B-21 窗口代办: a receipt's number names office, kind, year and place in the year", () => {
  expect(receiptNumber("acceptance", "柳州市职改办（演示）", 2026, 123)).toBe("柳州市职改办受〔2026〕000123号");
  expect(receiptNumber("materials", "鹿寨县职改办", 2027, 1)).toBe("鹿寨县职改办收〔2027〕000001号");
});

test("B-21 窗口代办: what is promised is the sum of the route by the rules, without the applicant's own time and what is skipped", () => {
  const promised = promisedSteps(route, rules, question, certificateReplacement);
  expect(promiseSentence(promised)).toBe(
    "合计 18 个工作日：遗失公示 6 个工作日，单位审核并盖章 3 个工作日，主管部门确认并盖章 4 个工作日，职改办审批 5 个工作日",
  );
  const skipping = rules.map((rule) => (rule.step === "department" ? { ...rule, skip: true } : rule));
  expect(promisedSteps(route, skipping, question, certificateReplacement)).toHaveLength(3);
  // Without rules the law's own days remain.
  expect(promiseSentence(promisedSteps(route, [], question, certificateReplacement))).toBe(
    "合计 5 个工作日：遗失公示 5 个工作日",
  );
  expect(promiseSentence([])).toBe("");
});
