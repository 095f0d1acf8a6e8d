import { TestBed } from "@angular/core/testing";
import { ApiProblem, offlineProblem } from "../api/problem.ts";
import { provideIcons } from "./icons.ts";
import { ProblemBox } from "./problem-box.ts";

async function box(problem: ApiProblem): Promise<HTMLElement> {
  TestBed.configureTestingModule({ providers: [provideIcons()] });
  const fixture = TestBed.createComponent(ProblemBox);
  fixture.componentRef.setInput("problem", problem);
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

describe("refusals and faults", () => {
  test("S2-09 a refusal says what, why and from when; pressing the same again would not help", async () => {
    const place = await box(
      new ApiProblem({
        kind: "refusal",
        status: 422,
        code: "notice-running",
        message: "公示未满 5 个工作日，2026年12月1日 00:00 起可提交。",
      }),
    );
    expect(place.textContent).toContain("现在不能办理");
    expect(place.textContent).toContain("2026年12月1日 00:00 起可提交");
    expect(place.querySelector("button")).toBeNull();
  });

  test("P1 an engine that cannot be reached: 未受理, and pressing again is what helps", async () => {
    const message = "办件系统暂时连不上，这次提交没有发出，内容都在。";
    const place = await box(new ApiProblem({ kind: "refusal", status: 422, code: "engine-unreachable", message }));
    expect(place.textContent).toContain("未受理");
    expect(place.querySelector("button")?.textContent).toContain("再试一次");
  });

  test("a fault is ours, names its number and can be tried again", async () => {
    const place = await box(
      new ApiProblem({ kind: "fault", status: 500, code: "fault", message: "系统出了点问题。", requestId: "req-7" }),
    );
    expect(place.textContent).toContain("req-7");
    expect(place.textContent).toContain("不会重复办理");
    expect(place.querySelector("button")?.textContent).toContain("再试一次");
  });

  test("B-29 it is announced, whatever it is", async () => {
    expect((await box(offlineProblem())).querySelector("[role=alert]")).not.toBeNull();
  });
});
