import type { Page } from "playwright-core";
import { Visitor } from "../../ops/demo-data/visitor.ts";
import { baseUrl, closeBrowser, desktop, it, journey, logIn, phone, visit } from "./browser.ts";
import { clean } from "./hands.ts";

afterAll(closeBrowser);

const kept = (page: Page) =>
  page.waitForResponse((answer) => answer.url().endsWith("/own-note") && answer.request().method() === "PUT");

it(
  "B-11 B-10 an opinion half written and a private note are found on another machine; phrases come by digit",
  journey(async () => {
    const { page } = await visit(desktop);
    await logIn(page, "shizhigaiban");
    await page.goto(`${baseUrl()}/inbox?queue=to-claim`);
    await page
      .getByRole("button", { name: /^认领(?!下一件)/ })
      .first()
      .waitFor();
    const link = page.locator("tbody a[href*='/tasks/']").first();
    const task = (await link.getAttribute("href"))!;
    await link.click();
    await page.waitForURL(/\/tasks\//);
    await page.getByRole("region", { name: "办理意见" }).getByRole("button", { name: /^认领/ }).click();
    const opinion = page.getByRole("textbox", { name: "意见" });
    await opinion.waitFor();
    await page.getByLabel("我的备注").waitFor();
    await page.locator("main").click();
    await Promise.all([kept(page), page.keyboard.press("1")]);
    const phrase = await opinion.inputValue();
    expect(phrase.length).toBeGreaterThan(3);
    await Promise.all([kept(page), opinion.pressSequentially("另需核对")]);
    await Promise.all([kept(page), page.getByLabel("我的备注").fill("问过档案室")]);
    await clean(page);

    const home = (await visit(phone)).page;
    await logIn(home, "shizhigaiban");
    await home.goto(`${baseUrl()}${task}`);
    await home.waitForFunction(
      (text) => (document.querySelector<HTMLTextAreaElement>("#opinion")?.value ?? "") === text,
      `${phrase}另需核对`,
    );
    await home.getByRole("tab", { name: "进度" }).click();
    expect(await home.getByLabel("我的备注").inputValue()).toBe("问过档案室");
    await clean(home);
    // Back to where it was found.
    await Promise.all([kept(page), opinion.fill("")]);
    await Promise.all([kept(page), page.getByLabel("我的备注").fill("")]);
    await page.getByRole("button", { name: "更多" }).click();
    await page.getByRole("menuitem", { name: "放回待认领" }).click();
    await page.getByRole("button", { name: /^认领/ }).first().waitFor();
  }),
  180_000,
);

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "combobox");
}

it(
  "B-12 Ctrl+K leads to a case number, a person and a page; ? shows the keys; both by keyboard alone",
  journey(async () => {
    const { page } = await visit(desktop);
    await logIn(page, "danwei");
    await page.goto(`${baseUrl()}/inbox?queue=done`);
    await page.getByRole("heading", { level: 1, name: "已办" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("快速前往编号、姓名或页面").waitFor();
    await clean(page);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const visitor = await Visitor.logIn(baseUrl(), baseUrl(), "danwei");
    const { cases } = await visitor.call<{ cases: { number: string; applicantName: string }[] }>("GET", "/api/search");
    for (const words of [cases[0]!.number, cases[0]!.applicantName]) {
      await openPalette(page);
      await page.keyboard.type(words);
      await page
        .getByRole("option", { name: new RegExp(cases[0]!.applicantName) })
        .first()
        .waitFor();
      await clean(page);
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/tasks\//);
    }
    await openPalette(page);
    await page.keyboard.type("代办");
    await page.getByRole("option", { name: /代办设置/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/substitutes$/);
  }),
  180_000,
);

it(
  "B-02 columns are chosen once for every machine and go back to the usual ones",
  journey(async () => {
    const { page } = await visit(desktop);
    await logIn(page, "danwei");
    for (const [path, column, shown] of [
      ["/inbox?queue=done", "轮次", "th.round"],
      ["/search", "地区", ""],
    ] as const) {
      await page.goto(`${baseUrl()}${path}`);
      const choose = async (name: string) => {
        await page.getByRole("button", { name: "选择显示的列" }).click();
        await Promise.all([
          page.waitForResponse(
            (answer) => answer.url().endsWith("/api/columns") && answer.request().method() === "PUT",
          ),
          page.getByRole("menu").getByText(name, { exact: true }).click(),
        ]);
        await page.keyboard.press("Escape");
      };
      await choose(column);
      await clean(page);
      if (shown) {
        const home = (await visit(desktop)).page;
        await logIn(home, "danwei");
        await home.goto(`${baseUrl()}${path}`);
        await home.locator(shown).waitFor();
      }
      await choose("恢复默认");
      if (shown) await page.locator(shown).waitFor({ state: "detached" });
    }
  }),
  180_000,
);

it(
  "B-10 an administrator adds, changes and ends a phrase; it is offered at once",
  journey(async () => {
    const { page } = await visit(desktop);
    await logIn(page, "guanli");
    await page.goto(`${baseUrl()}/phrases`);
    await page.getByLabel(/^常用语/).fill("经复核无误，同意。");
    await page.getByRole("button", { name: "增加", exact: true }).click();
    await page.getByRole("button", { name: "修改：经复核无误，同意。" }).click();
    await page.getByRole("textbox", { name: "修改：经复核无误，同意。" }).fill("经复核无误，同意上报。");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByText("经复核无误，同意上报。").waitFor();
    await clean(page);
    await page.setViewportSize(phone);
    await clean(page);
    await page.setViewportSize(desktop);
    await page.getByRole("button", { name: "停用：经复核无误，同意上报。" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "停用" }).click();
    await page.getByText("经复核无误，同意上报。").waitFor({ state: "detached" });
  }),
  120_000,
);
