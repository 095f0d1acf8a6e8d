import { returnTargetsOf } from "./ask-decision.ts";

const step = (name: string) => ({ step: name, title: name, dueInWorkingDays: 5 });
const view = {
  task: { matter: "certificate-replacement", step: "department" },
  returnTargets: ["declare", "materials", "employer"].map(step),
  route: ["declare", "loss", "materials", "employer", "department", "title-office"].map(step),
} as never;

describe("where a case goes back to", () => {
  it("B-12 the applicant's latest step is offered first", () => {
    expect(returnTargetsOf(view).to).toBe("materials");
  });

  it("P3 who goes back beyond the public notice is told that it begins anew", () => {
    const warnings = returnTargetsOf(view).targets.map((target) => [target.step, target.warning ?? ""]);
    expect(warnings).toEqual([
      ["declare", expect.stringContaining("重新计算")],
      ["materials", ""],
      ["employer", ""],
    ]);
  });

  it("B-12 without a step of the applicant the first target is offered", () => {
    expect(returnTargetsOf({ ...(view as object), returnTargets: [step("employer")] } as never).to).toBe("employer");
  });
});
