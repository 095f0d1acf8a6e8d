import { TestBed } from "@angular/core/testing";
import { provideRouter } from "@angular/router";
import { provideIcons } from "../shared/icons.ts";
import { CaseCard, type CaseCardData } from "./case-card.ts";

const one: CaseCardData = {
  id: "00000000-0000-4000-8000-000000000001",
  number: "YS-LZ-2026-000137",
  matter: "certificate-replacement",
  title: "职称证书遗失补办",
  subject: "工程师（机械工程）",
  status: "on-notice",
  position: 1,
  count: 6,
  stepTitle: "遗失公示",
  waiting: "遗失公示正在进行，现在不用你做什么。",
  due: { at: "2026-11-30T16:00:00Z", provisional: false, workingDaysLeft: 3, workingDaysOverdue: 0, paused: false },
  asked: false,
  draftId: null,
  openedAt: "2026-11-23T01:14:00Z",
  closedAt: null,
};

async function card(part: Partial<CaseCardData>, first = true): Promise<HTMLElement> {
  TestBed.configureTestingModule({ providers: [provideIcons(), provideRouter([])] });
  const fixture = TestBed.createComponent(CaseCard);
  fixture.componentRef.setInput("case", { ...one, ...part });
  fixture.componentRef.setInput("first", first);
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}
const link = (place: HTMLElement) => place.querySelector<HTMLAnchorElement>(".foot a")!;

describe("one of my matters", () => {
  test("S2-12 says step k of n, days left and until when", async () => {
    const text = (await card({})).textContent!.replace(/\s+/g, " ");
    expect(text).toContain("第 1 步，共 6 步：遗失公示");
    expect(text).toMatch(/还剩\s?3\s?个工作日/);
    expect(text).toContain("2026年11月30日 24:00");
    expect(text).toContain("看进度");
  });

  test("what is asked of me carries the page's filled button, what waits for others does not", async () => {
    expect(link(await card({ asked: true, status: "your-turn" })).getAttribute("matButton")).toBe("filled");
    TestBed.resetTestingModule();
    expect(link(await card({})).getAttribute("matButton")).toBe("outlined");
    TestBed.resetTestingModule();
    expect(link(await card({ asked: true, status: "your-turn" }, false)).getAttribute("matButton")).toBe("outlined");
  });

  test("P6 a draft leads back into its form and is not shown as a demand", async () => {
    const place = await card({
      status: "draft",
      asked: true,
      draftId: "00000000-0000-4000-8000-000000000009",
      due: null,
    });
    expect(link(place).getAttribute("href")).toBe("/drafts/00000000-0000-4000-8000-000000000009");
    expect(link(place).textContent).toContain("接着填");
    expect(place.querySelector(".asks")).toBeNull();
  });

  test("B-14 overdue is said as a word, not only as a number of days left", async () => {
    const place = await card({ due: { ...one.due!, workingDaysLeft: 0, workingDaysOverdue: 2 } });
    expect(place.textContent).toContain("逾期 2 个工作日");
  });
});
