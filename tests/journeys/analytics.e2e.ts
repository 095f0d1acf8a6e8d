import { readFileSync } from "node:fs";
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
import { clean } from "./hands.ts";

afterAll(closeBrowser);

it(
  "B-21 a chief opens the figures, switches period and area, opens the list behind a number and takes both along as files",
  journey(async () => {
    const { page, complaints } = await visit(desktop);
    await logIn(page, "shizhigaiban2");
    await page.getByRole("link", { name: "统计分析" }).click();
    await page.getByRole("heading", { name: "各环节用时（工作日）" }).waitFor();
    await page.getByRole("img", { name: /收到与办结的图/ }).waitFor();
    await clean(page);
    await page.getByRole("button", { name: "期间" }).click();
    await page.getByRole("menuitemradio", { name: "近 30 天" }).click();
    await page.waitForURL(/from=.*to=/);
    await page.getByRole("group", { name: "筛选" }).getByRole("button", { name: "地区" }).click();
    await page.getByRole("menuitemradio", { name: "柳州市" }).click();
    await page.waitForURL(/areaId=/);
    const steps = page.getByRole("region", { name: "各环节用时（工作日）" }).first();
    await steps.getByText("表", { exact: true }).click();
    await clean(page);
    const number = steps.getByRole("link", { name: /^职改办审批，办结件数 \d+，看清单$/ });
    const said = Number(await number.textContent());
    expect(said).toBeGreaterThan(0);
    await number.click();
    await page.getByText(`共 ${said} 件，与统计的数字一致`).waitFor();
    expect(await page.locator("tbody tr").count()).toBe(said);
    await clean(page);
    const taken = async (name: RegExp) => {
      await page.getByRole("button", { name: "导出这个列表" }).click();
      const entry = page.getByRole("menuitem", { name });
      const [download] = await Promise.all([page.waitForEvent("download"), entry.click()]);
      return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
    };
    const list = await taken(/CSV/);
    expect(list.name).toMatch(/^统计清单 .*\.csv$/);
    expect(list.text.trim().split("\r\n")).toHaveLength(said + 1);
    await page.getByRole("link", { name: "统计分析" }).last().click();
    await page.waitForURL(/\/analytics\?.*areaId=/);
    expect((await taken(/Excel/)).name).toMatch(/^统计 .*\.xlsx$/);
    expect(complaints).toEqual([]);

    const small = (await visit(phone)).page;
    await logIn(small, "guanli");
    await small.goto(`${baseUrl()}/analytics`);
    await small.getByRole("heading", { name: "逐项比较" }).waitFor();
    expect([await accessibilityFaults(small), await sidewaysScroll(small)]).toEqual([[], 0]);
    await small.getByRole("group", { name: "比较什么" }).getByRole("button", { name: "地区" }).click();
    await small.getByRole("rowheader", { name: "鹿寨县", exact: true }).waitFor();
  }),
  120_000,
);
