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
  "B-06 a leaver is handed over: all work is shown first, one act moves it, the leaver is signed out and the case says so",
  journey(async () => {
    const leaver = (await visit(phone)).page;
    await logIn(leaver, "shizhigaiban2");
    await leaver.goto(`${baseUrl()}/inbox?queue=to-claim`);
    await Promise.all([
      leaver.waitForResponse((answer) => answer.url().endsWith("/claim")),
      leaver
        .getByRole("button", { name: /^认领(?!下一件)/ })
        .last()
        .click(),
    ]);
    await leaver.goto(`${baseUrl()}/inbox?queue=mine`);
    const work = leaver.locator("tbody a[href*='/tasks/']").first();
    await work.waitFor();
    const task = (await work.getAttribute("href"))!;

    const administrator = (await visit(desktop)).page;
    await logIn(administrator, "guanli");
    await administrator.getByRole("link", { name: "离岗交接" }).click();
    const who = administrator.getByLabel("姓名");
    const person = who.locator("option", { hasText: "农清河" });
    await person.waitFor({ state: "attached" });
    await who.selectOption({ value: (await person.getAttribute("value"))! });
    const to = administrator.getByLabel("交给谁", { exact: true });
    const receiver = to.locator("option", { hasText: "陆云舟" });
    await receiver.waitFor({ state: "attached" });
    await to.selectOption({ value: (await receiver.getAttribute("value"))! });
    expect(await accessibilityFaults(administrator)).toEqual([]);
    await administrator.setViewportSize(phone);
    expect(await sidewaysScroll(administrator)).toBe(0);
    await administrator.getByRole("button", { name: /交接并结束任职/ }).click();
    await administrator.getByText("请填写原因").waitFor();
    await administrator.getByLabel(/原因/).fill("调离本机构");
    await administrator.getByRole("button", { name: /交接并结束任职/ }).click();
    await administrator.getByRole("alertdialog").getByRole("button", { name: "交接" }).click();
    await administrator
      .getByText(/工作已交接/)
      .first()
      .waitFor();

    await leaver.goto(`${baseUrl()}/inbox`);
    await leaver.waitForURL(/\/login/);
    const colleague = (await visit(desktop)).page;
    await logIn(colleague, "shizhigaiban");
    await colleague.goto(`${baseUrl()}${task}`);
    await colleague.getByText("看全部记录").click();
    await colleague.getByText("由农清河转交陆云舟办理：调离本机构").first().waitFor();
    // Back to where it was found.
    await colleague.getByRole("button", { name: "更多" }).click();
    await colleague.getByRole("menuitem", { name: "放回待认领" }).click();
    await colleague.getByRole("button", { name: /^认领/ }).waitFor();
  }),
  180_000,
);
