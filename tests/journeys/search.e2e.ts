import { baseUrl, closeBrowser, desktop, it, journey, logIn, phone, visit } from "./browser.ts";
import { clean } from "./hands.ts";

afterAll(closeBrowser);

it(
  "B-02 a decided case is found by its certificate number from any page; the filter is kept and shared by the chief",
  journey(async () => {
    const { page, complaints } = await visit(desktop);
    await logIn(page, "shizhigaiban2");
    await page.goto(`${baseUrl()}/inbox?queue=overdue`);
    await page.getByRole("link", { name: "查办件" }).click();
    await page.getByRole("searchbox", { name: "查什么" }).fill("06000912");
    await page.keyboard.press("Enter");
    await page.getByText("找到 1 件").waitFor();
    await clean(page);
    await page.getByRole("button", { name: "状态" }).click();
    await page.getByRole("menuitemradio", { name: "在办" }).click();
    await page.getByText("没有找到", { exact: true }).waitFor();
    await page.getByRole("button", { name: "取消筛选：状态" }).click();
    await page.getByText("找到 1 件").waitFor();
    await page.getByRole("button", { name: "存下的筛选" }).click();
    await page.getByRole("menuitem", { name: /存下现在的筛选/ }).click();
    await page.getByRole("textbox", { name: "名称" }).fill("冉清和的证书");
    await page.getByLabel("谁看得到").selectOption({ index: 1 });
    await clean(page);
    await page.getByRole("button", { name: "存下", exact: true }).click();
    await page.getByText("已存下“冉清和的证书”").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page
        .getByRole("button", { name: "导出这个列表" })
        .click()
        .then(() => page.getByRole("menuitem", { name: /Excel/ }).click()),
    ]);
    expect(download.suggestedFilename()).toMatch(/^办件 .*\.xlsx$/);
    expect(complaints).toEqual([]);

    const colleague = (await visit(phone)).page;
    await logIn(colleague, "shizhigaiban");
    await colleague.goto(`${baseUrl()}/search`);
    await colleague.getByRole("button", { name: "存下的筛选" }).click();
    await colleague.getByRole("menuitem", { name: /冉清和的证书/ }).click();
    await colleague.waitForURL(/text=06000912/);
    await colleague.getByText("找到 1 件").waitFor();
    await clean(colleague);
    await colleague.getByRole("link", { name: /冉清和/ }).click();
    await colleague.waitForURL(/\/tasks\//);
    await colleague.getByText("这一步已经办完").waitFor();
  }),
  120_000,
);

it(
  "B-27 an identity number that is looked for stands neither in the address nor in the kept filter, and finds its cases",
  journey(async () => {
    const { page, complaints } = await visit(desktop);
    await logIn(page, "shizhigaiban2");
    const field = page.getByRole("searchbox", { name: "查办件" });
    await page.goto(`${baseUrl()}/search?text=06000912`);
    await page.getByText("找到 1 件").waitFor();
    await field.fill("450200 19860912 0038");
    await field.press("Enter");
    await page.waitForURL(/text=\*{5}0038~/);
    expect(decodeURIComponent(page.url())).not.toContain("19860912");
    expect(await page.getByRole("searchbox", { name: "查什么" }).inputValue()).toBe("*****0038");
    await page.goto(`${baseUrl()}/search?text=450200198609120038&state=open`);
    await page.waitForURL(/text=\*{5}0038~/);
    await page.getByRole("searchbox", { name: "查什么" }).fill("13900000001");
    await page.keyboard.press("Enter");
    await page.getByText("手机号查不到办件").waitFor();
    expect(page.url()).not.toContain("13900000001");
    await clean(page);
    expect(complaints).toEqual([]);
  }),
  60_000,
);
