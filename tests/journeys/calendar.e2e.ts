import { waitFor } from "../../api/wait-for.ts";
import { civilDateAt, formatDate, parseCivilDate } from "../../domain/civil-date.ts";
import {
  accessibilityFaults,
  baseUrl,
  closeBrowser,
  desktop,
  it,
  journey,
  logIn,
  phone,
  sidewaysScroll,
  visit,
} from "./browser.ts";

afterAll(closeBrowser);

/** The first applicant of the demonstration has a notice that runs. */
const applicant = "13900000001";

interface Listed {
  id: string;
  holder: string;
  endsAt: string;
  running: boolean;
}

/** Her running notice, and its last day. */
async function runningNotice(): Promise<Listed & { lastDay: string }> {
  const answer = await fetch(`${baseUrl()}/api/public/notices`);
  const { notices } = (await answer.json()) as { notices: Listed[] };
  const found = notices.find(({ running, holder }) => running && holder.startsWith("覃"));
  if (!found) throw new Error("no notice runs");
  return { ...found, lastDay: civilDateAt(Date.parse(found.endsAt) - 1) };
}

it(
  "B-15 D2 a holiday notice is pasted, previewed and confirmed; a running public notice moves, old and new in sight",
  journey(async () => {
    const notice = await runningNotice();
    const day = parseCivilDate(notice.lastDay);
    const [year, monthDay] = [day.slice(0, 4), formatDate(day).replace(/^\d+年/, "")];
    // What the region has said of this year already stays; one day comes to it.
    const known = "一、三月三：4月17日、4月20日放假。";
    const { page, complaints } = await visit(desktop);
    await logIn(page, "guanli");
    await page.goto(`${baseUrl()}/admin/calendar?year=${year}`);
    await page.getByRole("button", { name: "导入放假安排" }).click();
    await page.getByLabel("哪一层").selectOption({ label: "广西" });
    await page.getByLabel(/通知原文/).fill(`${known}\n二、测试节：${monthDay}放假，共2天。`);
    await page.getByRole("button", { name: "预览", exact: true }).click();
    await page.getByText(/写的是共 2 天，读到 1 天/).waitFor();
    await page.getByLabel(/通知原文/).fill(`${known}\n二、测试节：${monthDay}放假，共1天。`);
    await page.getByLabel(/文件名称和文号/).fill("关于测试节放假的通知（测试〔2026〕5号）");
    await page.getByRole("button", { name: "预览", exact: true }).click();
    await page.getByText(/会移动 \d+ 件公示的截止时间/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "确认导入并重算" }).click();
    await page.getByText(/日历现在是第 \d+ 版/).waitFor();
    await page.getByRole("button", { name: "原文" }).first().click();
    await page.locator("pre").filter({ hasText: "测试节" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);

    const visitor = (await visit(phone)).page;
    await visitor.goto(`${baseUrl()}/notices/${notice.id}`);
    // The engine recomputes in its own time; the page is read again until it shows.
    const old = () => visitor.locator("del").allInnerTexts();
    await waitFor(async () => {
      await visitor.reload();
      await visitor.getByText("公示截止", { exact: true }).waitFor();
      return (await old()).some((end) => end.includes(monthDay));
    }, 30_000);
    expect(await visitor.locator("main").innerText()).toContain("测试〔2026〕5号");
    expect(await accessibilityFaults(visitor)).toEqual([]);
    expect(await sidewaysScroll(visitor)).toBe(0);

    const owner = (await visit(phone)).page;
    await logIn(owner, applicant);
    await owner.goto(`${baseUrl()}/notifications`);
    await owner.getByText("公示截止时间有调整").first().click();
    await owner.waitForURL(/\/cases\//);
    await owner.getByText("期限已重算").first().waitFor();
    expect(await owner.locator("del").first().innerText()).toContain(monthDay);
  }),
  240_000,
);
