import { TestBed } from "@angular/core/testing";
import { statusWord } from "../../../../api/contracts/common.ts";
import { type Due, StatusChip, dueLook, statusLooks } from "./status.ts";
import { provideIcons } from "./icons.ts";

const due: Due = {
  at: "2027-01-05T16:00:00Z",
  provisional: false,
  workingDaysLeft: 3,
  workingDaysOverdue: 0,
  paused: false,
};

describe("status words", () => {
  test("every status of the contract has a word, an icon and a tone", () => {
    for (const word of statusWord.options)
      expect(statusLooks[word]).toMatchObject({ word: expect.any(String), icon: expect.any(String) });
  });

  test("no two statuses of a case share their word", () => {
    const words = statusWord.options.map((word) => statusLooks[word].word);
    expect(new Set(words).size).toBe(words.length);
  });

  test("B-14 distance to a due date: left includes today, overdue is the only solid chip", () => {
    expect(dueLook(due)).toMatchObject({ word: "还剩 3 个工作日", tone: "grey" });
    expect(dueLook({ ...due, workingDaysLeft: 1 })).toMatchObject({ word: "今天到期", tone: "you" });
    expect(dueLook({ ...due, workingDaysLeft: 0, workingDaysOverdue: 2 })).toMatchObject({
      word: "逾期 2 个工作日",
      tone: "solid",
    });
    expect(dueLook({ ...due, paused: true, workingDaysOverdue: 2 }).word).toBe("计时暂停");
  });

  test("B-15 a provisional date says the day before midnight and that it is provisional", () => {
    expect(dueLook({ ...due, provisional: true })).toMatchObject({ word: "暂定 1月5日 到期", tone: "provisional" });
  });

  test("B-29 the chip says its word in text and hides its icon from ears", async () => {
    TestBed.configureTestingModule({ providers: [provideIcons()] });
    const fixture = TestBed.createComponent(StatusChip);
    fixture.componentRef.setInput("of", "returned-to-you");
    await fixture.whenStable();
    const chip = fixture.nativeElement as HTMLElement;
    expect(chip.textContent).toContain("退回给你");
    expect(chip.querySelector("mat-icon")?.getAttribute("aria-hidden")).toBe("true");
    expect(chip.querySelector("svg")).not.toBeNull();
  });
});
