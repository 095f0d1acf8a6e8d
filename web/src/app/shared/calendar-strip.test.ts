import { TestBed } from "@angular/core/testing";
import type { DayCell } from "../../../../api/contracts/cases.ts";
import { CalendarStrip } from "./calendar-strip.ts";

const day = (
  date: string,
  weekday: string,
  state: DayCell["state"],
  label: string,
  more: Partial<DayCell> = {},
): DayCell => ({
  date,
  weekday,
  state,
  label,
  today: false,
  makeUp: false,
  provisional: false,
  ...more,
});

async function strip(days: readonly DayCell[], workingDays = 5, passed = 2): Promise<HTMLElement> {
  const fixture = TestBed.createComponent(CalendarStrip);
  fixture.componentRef.setInput("days", days);
  fixture.componentRef.setInput("workingDays", workingDays);
  fixture.componentRef.setInput("passed", passed);
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

describe("calendar strip", () => {
  const days = [
    day("2026-11-23", "一", "published", "发布"),
    day("2026-11-24", "二", "counted", "第1天"),
    day("2026-11-25", "三", "coming", "第2天", { today: true }),
    day("2026-11-30", "一", "coming", "第5天"),
    day("2026-12-01", "二", "opens", "可提交"),
  ];

  test("S2-09 says in words how long the period is and how much has passed", async () => {
    expect((await strip(days)).querySelector("ol")?.getAttribute("aria-label")).toBe(
      "公示日历，共 5 个工作日，已满 2 个",
    );
  });

  test("today is marked for eyes and ears, and only today", async () => {
    const current = (await strip(days)).querySelectorAll("[aria-current=date]");
    expect(current).toHaveLength(1);
    expect(current[0]!.textContent).toContain("今天");
  });

  test("the month stands on the first day and where a month begins", async () => {
    const shown = Array.from((await strip(days)).querySelectorAll(".day"), (cell) => cell.textContent);
    expect(shown).toEqual(["11/23", "24", "25", "30", "12/1"]);
  });

  test("S2-09 a make-up working day carries 班 and says what it means", async () => {
    const place = await strip([
      day("2026-02-14", "六", "counted", "第1天", { makeUp: true }),
      day("2026-02-15", "日", "holiday", "春节"),
    ]);
    const [makeUp, holiday] = Array.from(place.querySelectorAll("li"));
    expect(makeUp!.textContent).toContain("调休上班");
    expect(holiday!.textContent).not.toContain("班");
    expect(holiday!.classList).toContain("holiday");
  });

  test("B-15 days of a year whose calendar is not known are dashed, its days off are not", async () => {
    const place = await strip([
      day("2027-01-04", "一", "coming", "暂定", { provisional: true }),
      day("2027-01-03", "日", "off", "休", { provisional: true }),
    ]);
    expect(Array.from(place.querySelectorAll("li"), (cell) => cell.classList.contains("provisional"))).toEqual([
      true,
      false,
    ]);
  });
});
