import { demoPeople } from "../../ops/demo-data/people.ts";
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

for (const size of [phone, desktop])
  it(
    `S2-09 D4 at ${size.width} px anybody reads a running notice, masked, and nothing else`,
    journey(async () => {
      const { page, complaints } = await visit(size);
      await page.goto(`${baseUrl()}/notices`);
      await page
        .getByRole("link", { name: /公示|详情|黄\*\*|覃\*\*/ })
        .first()
        .waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
      const text = await page.locator("main").innerText();
      expect(text).toContain("**");
      expect(text).not.toMatch(/覃志远|黄一诺|06000116|06000418|\d{17}/);
      expect(complaints).toEqual([]);
    }),
    120_000,
  );

it(
  "S2-09 D3 on the phone anybody objects while the notice runs; the office finds it, the applicant is told that one is pending",
  journey(async () => {
    const { page } = await visit(phone);
    await page.goto(`${baseUrl()}/notices`);
    await page.locator('a[href*="/notices/"]').first().click();
    await page.waitForURL(/\/notices\//);
    expect(await accessibilityFaults(page)).toEqual([]);
    // Masked: the surname is what the public reads of the holder.
    const holder = /([\u4e00-\u9fff])\*\*/.exec(await page.locator("main").innerText())![1]!;
    await page
      .getByRole("button", { name: /提出异议/ })
      .first()
      .click();
    await page.getByRole("textbox", { name: /姓名/ }).fill("示例异议人");
    await page.getByLabel(/手机/).fill("13900000098");
    await page.getByLabel(/理由/).fill("该证书在我单位档案室保管，并未遗失，请核实。");
    expect(await accessibilityFaults(page)).toEqual([]);
    await page
      .getByRole("button", { name: /提交异议|提交/ })
      .last()
      .click();
    await page
      .getByText(/已收到|已提交/)
      .first()
      .waitFor();
    const office = (await visit(desktop)).page;
    await logIn(office, "shizhigaiban");
    await office.goto(`${baseUrl()}/inbox?queue=objections`);
    await office.getByRole("row").filter({ hasText: "职称证书遗失补办" }).nth(1).waitFor();
    expect(await accessibilityFaults(office)).toEqual([]);
    const found = await office.getByRole("row").filter({ hasText: holder }).first().innerText();
    const applicant = (await visit(phone)).page;
    await logIn(applicant, demoPeople.find(({ name }) => found.includes(name))!.phone);
    await applicant.goto(`${baseUrl()}/notifications`);
    await applicant.getByText("公示收到异议，正在处理").first().waitFor();
    expect(await applicant.locator("main").innerText()).not.toMatch(/示例异议人|13900000098/);
    expect(await accessibilityFaults(applicant)).toEqual([]);
  }),
  120_000,
);

it(
  "D25 by number and name only: existence and state, no content; and a token that nobody was given is refused kindly",
  journey(async () => {
    const { page } = await visit(phone);
    await page.goto(`${baseUrl()}/verify`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel(/证书编号/).fill("06000418");
    await page.getByRole("textbox", { name: /姓名/ }).fill("黄一诺");
    await page
      .getByRole("button", { name: /核验|查验|查询/ })
      .first()
      .click();
    await page.getByText("有效").first().waitFor();
    expect(await page.locator("main").innerText()).not.toContain("建筑工程");
    await page.goto(`${baseUrl()}/v/AAAAAAAAAAAAAAAAAAAAAA`);
    await page
      .getByText(/没有查到这本证书/)
      .first()
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  }),
  120_000,
);
