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

it(
  "B-05 a reviewer goes on leave: the substitute works on what was held, for the days named, and the case says for whom; ended early, it comes back",
  journey(async () => {
    const absent = (await visit(phone)).page;
    await logIn(absent, "xianzhigaiban");
    await absent.goto(`${baseUrl()}/inbox?queue=to-claim`);
    await Promise.all([
      absent.waitForResponse((answer) => answer.url().endsWith("/claim")),
      absent
        .getByRole("button", { name: /^认领(?!下一件)/ })
        .first()
        .click(),
    ]);
    await absent.goto(`${baseUrl()}/inbox?queue=mine`);
    const work = absent.locator("tbody a[href*='/tasks/']").first();
    await work.waitFor();
    const task = (await work.getAttribute("href"))!;
    await absent.goto(`${baseUrl()}/substitutes`);
    await absent.getByRole("heading", { level: 1, name: "代办设置" }).waitFor();
    const chosen = absent.getByLabel(/请谁代办/);
    const option = chosen.locator("option", { hasText: "陆云舟" });
    await option.waitFor({ state: "attached" });
    await absent.getByRole("button", { name: "设置代办" }).click();
    await absent.getByText("请选择代办的人").waitFor();
    await chosen.selectOption({ value: (await option.getAttribute("value"))! });
    await absent.getByLabel(/原因/).fill("参加培训");
    expect(await accessibilityFaults(absent)).toEqual([]);
    expect(await sidewaysScroll(absent)).toBe(0);
    await absent.getByRole("button", { name: "设置代办" }).click();
    await absent.getByText("代办中").first().waitFor();

    const substitute = (await visit(desktop)).page;
    await logIn(substitute, "shizhigaiban");
    await substitute.goto(`${baseUrl()}${task}`);
    await substitute.getByRole("button", { name: /接着办理/ }).click();
    await substitute.getByRole("textbox", { name: "意见" }).waitFor();
    await substitute.getByText("看全部记录").click();
    await substitute
      .getByText(/代周叙白接着办理/)
      .first()
      .waitFor();
    await substitute.goto(`${baseUrl()}/substitutes`);
    await substitute.getByText("代办中").waitFor();
    expect(await substitute.getByRole("button", { name: /提前结束/ }).count()).toBe(0);
    expect(await accessibilityFaults(substitute)).toEqual([]);

    await absent.getByRole("button", { name: /提前结束/ }).click();
    await absent.getByRole("button", { name: "结束代办" }).click();
    await absent.getByText("已结束").first().waitFor();
    await absent.setViewportSize(desktop);
    await absent.goto(`${baseUrl()}${task}`);
    await absent.getByText("看全部记录").click();
    await absent
      .getByText(/交回周叙白办理/)
      .first()
      .waitFor();
    await substitute.goto(`${baseUrl()}${task}`);
    await substitute
      .getByText(/没有找到/)
      .first()
      .waitFor();
    // Back to where it was found.
    await absent.getByRole("button", { name: "更多" }).click();
    await absent.getByRole("menuitem", { name: "放回待认领" }).click();
    await absent.getByRole("button", { name: /^认领/ }).waitFor();
  }),
  180_000,
);
