import { TestBed } from "@angular/core/testing";
import type { RouteStep } from "../../../../api/contracts/cases.ts";
import { provideIcons } from "./icons.ts";
import { RouteList } from "./route.ts";

const step = (title: string, state: RouteStep["state"], more: Partial<RouteStep> = {}): RouteStep => ({
  step: title,
  title,
  state,
  position: 1,
  party: "employer",
  who: null,
  at: null,
  dueInWorkingDays: null,
  opinion: null,
  sealed: false,
  ruleVersion: null,
  ...more,
});

async function list(steps: readonly RouteStep[], opinions = false): Promise<HTMLElement> {
  TestBed.configureTestingModule({ providers: [provideIcons()] });
  const fixture = TestBed.createComponent(RouteList);
  fixture.componentRef.setInput("steps", steps);
  fixture.componentRef.setInput("opinions", opinions);
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

describe("办理进度", () => {
  test("S2-12 says of each step in words whether it is done, open or to come", async () => {
    const place = await list([step("提交", "done"), step("审核", "current"), step("签发", "coming")]);
    expect(Array.from(place.querySelectorAll("h3"), (title) => title.textContent?.trim())).toEqual([
      "提交，已完成",
      "审核，正在办",
      "签发，还没到",
    ]);
    expect(place.querySelectorAll("[aria-current=step]")).toHaveLength(1);
  });

  test("S2-12 who has it and within how many working days", async () => {
    const place = await list([step("单位审核", "coming", { who: "柳州市示例机械有限公司", dueInWorkingDays: 3 })]);
    expect(place.textContent).toContain("柳州市示例机械有限公司");
    expect(place.textContent).toContain("3 个工作日内");
  });

  test("B-10 a seal is told only of a step that was decided", async () => {
    const done = await list([step("单位审核", "done", { sealed: true, at: "2026-12-02T02:00:00Z" })]);
    expect(done.textContent).toContain("已盖章");
    TestBed.resetTestingModule();
    expect((await list([step("单位审核", "coming", { sealed: true })])).textContent).not.toContain("已盖章");
  });

  test("opinions are for the desk", async () => {
    const steps = [step("单位审核", "done", { opinion: "同意补发" })];
    expect((await list(steps)).textContent).not.toContain("同意补发");
    TestBed.resetTestingModule();
    expect((await list(steps, true)).textContent).toContain("同意补发");
  });
});
