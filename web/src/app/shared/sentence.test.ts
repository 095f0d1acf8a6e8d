import { TestBed } from "@angular/core/testing";
import { Sentence } from "./sentence.ts";

async function dates(text: string): Promise<{ dates: (string | null)[]; text: string | null }> {
  const fixture = TestBed.createComponent(Sentence);
  fixture.componentRef.setInput("text", text);
  await fixture.whenStable();
  const place = fixture.nativeElement as HTMLElement;
  return { dates: Array.from(place.querySelectorAll(".date"), (date) => date.textContent), text: place.textContent };
}

describe("sentences from the server", () => {
  test("dates are set apart and nothing of the sentence is lost", async () => {
    const sentence = "公示未满 5 个工作日，2026年12月1日 00:00 起可提交。";
    expect(await dates(sentence)).toEqual({ dates: ["2026年12月1日 00:00"], text: sentence });
  });

  test("short dates, weekdays and months count too, plain numbers do not", async () => {
    const read = await dates("12月1日 00:00 起，至 2026年11月30日（周一）24:00，约在 2026年3月，共 11 个工作日。");
    expect(read.dates).toEqual(["12月1日 00:00", "2026年11月30日（周一）24:00", "2026年3月"]);
  });
});
