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

/** As the guide of the platform prints them. */
const labels = [
  "我的首页",
  "职称申报",
  "职称认定",
  "重新确认",
  "遗失补办",
  "注册登记",
  "证书打印",
  "单位调整",
  "隐私注销",
];

it(
  "S4-01 the menu at the left has the guide's labels, folds by keyboard and stays folded",
  journey(async () => {
    const { page, complaints } = await visit(desktop);
    await logIn(page, "13900000004");
    const menu = page.getByRole("navigation", { name: "业务菜单" });
    expect((await menu.getByRole("link").allInnerTexts()).map((text) => text.trim())).toEqual(labels);
    expect(await menu.getByRole("link", { name: "我的首页" }).getAttribute("aria-current")).toBe("page");
    await menu.getByRole("button", { name: "收起菜单" }).focus();
    await page.keyboard.press("Enter");
    const unfold = menu.getByRole("button", { name: "展开菜单" });
    expect(await unfold.getAttribute("aria-expanded")).toBe("false");
    await page.reload();
    await unfold.waitFor();
    // Folded, an entry is still called by its label, for the eye by its title.
    expect(await menu.getByRole("link", { name: "证书打印" }).getAttribute("title")).toBe("证书打印");
    expect(await accessibilityFaults(page)).toEqual([]);
    await menu.getByRole("link", { name: "证书打印" }).press("Enter");
    await page.waitForURL(/\/certificates$/);
    await unfold.press("Enter");
    await menu.getByRole("link", { name: "职称申报" }).click();
    await page.getByText("本平台还没有开通这项业务").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  }),
  120_000,
);

it(
  "S4-01 on a phone the same menu is a drawer: Esc closes it and the focus goes back",
  journey(async () => {
    const { page } = await visit(phone);
    await logIn(page, "13900000004");
    const button = page.getByRole("button", { name: "业务菜单" });
    await button.press("Enter");
    const drawer = page.getByRole("dialog", { name: "业务菜单" });
    expect((await drawer.getByRole("link").allInnerTexts()).map((text) => text.trim())).toEqual(labels);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    await button.press("Enter");
    await drawer.getByRole("link", { name: "遗失补办" }).click();
    await page.waitForURL(/\/matters\/certificate-replacement$/);
    await drawer.waitFor({ state: "hidden" });
  }),
  120_000,
);

for (const [who, path, words] of [
  ["13900000004", "/", "从2019年4月15日起，我市职称工作统一使用服务平台实行网上办理"],
  ["xianzhigaiban", "/inbox", "按管理权限办理业务"],
  [undefined, "/verify", "可通过扫描二维码或登录服务平台查验证书信息真伪"],
] as const)
  it(
    `S2-17 这是什么 on ${path} quotes the notice; Esc closes it and the focus goes back`,
    journey(async () => {
      const { page } = await visit(phone);
      if (who) await logIn(page, who);
      await page.goto(`${baseUrl()}${path}`);
      const button = page.getByRole("button", { name: "这是什么" });
      await button.press("Enter");
      const sheet = page.getByRole("dialog", { name: "这是什么" });
      await sheet.getByText(words).waitFor();
      await sheet.getByText("柳职办〔2019〕17号").first().waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await sheet.waitFor({ state: "hidden" });
      expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await sidewaysScroll(page)).toBe(0);
    }),
    120_000,
  );
