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
  "B-17 office reform: a new office takes the place of an old one, after a preview, proposed by one administrator and carried out by another; its people go on there, and the case says so",
  journey(async () => {
    const name = `柳州市人才服务中心 ${Date.now().toString(36)}`;
    const administrator = (await visit(desktop)).page;
    await logIn(administrator, "guanli");
    await administrator.getByRole("link", { name: "机构与成员" }).click();
    await administrator.getByRole("button", { name: "新建机构" }).click();
    const dialog = administrator.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "名称" }).fill(name);
    await dialog.getByLabel("类别").selectOption({ label: "人才中心" });
    await dialog.getByRole("combobox", { name: "地区" }).selectOption({ label: "柳州市（市）" });
    await dialog.getByRole("button", { name: "保存" }).click();
    await administrator.getByRole("heading", { level: 1, name }).waitFor();

    await administrator.goto(`${baseUrl()}/offices`);
    await administrator.getByRole("link", { name: /柳州市人才中心/ }).click();
    await administrator.getByRole("link", { name: "停用…" }).click();
    const to = administrator.getByRole("combobox", { name: /接替的机构/ });
    const option = to.locator("option", { hasText: name });
    await option.waitFor({ state: "attached" });
    await to.selectOption({ value: (await option.getAttribute("value"))! });
    await administrator
      .getByText(/版路由规则/)
      .first()
      .waitFor();
    expect(await accessibilityFaults(administrator)).toEqual([]);
    await administrator.setViewportSize(phone);
    expect(await sidewaysScroll(administrator)).toBe(0);
    const send = administrator.getByRole("button", { name: "送另一位管理员复核" });
    await send.click();
    await administrator.getByText("请填写依据").waitFor();
    await administrator.getByRole("textbox", { name: "依据" }).fill("机构改革方案");
    await send.click();
    // Whoever proposed it can take it back and not carry it out.
    await administrator.getByRole("button", { name: "收回" }).waitFor();
    expect(await administrator.getByRole("button", { name: /停用并移交/ }).count()).toBe(0);
    expect(await accessibilityFaults(administrator)).toEqual([]);
    expect(await sidewaysScroll(administrator)).toBe(0);

    const approver = (await visit(desktop)).page;
    await logIn(approver, "guanli2");
    await approver.goto(`${baseUrl()}/offices`);
    await approver.getByRole("link", { name: "机构调整待复核" }).click();
    await approver.getByText("依据：机构改革方案").waitFor();
    const carryOut = approver.getByRole("button", { name: "同意，停用并移交…" });
    await carryOut.waitFor();
    expect(await accessibilityFaults(approver)).toEqual([]);
    await carryOut.click();
    await approver.getByRole("alertdialog").getByRole("button", { name: "停用并移交" }).click();
    await approver.getByRole("heading", { level: 1, name }).waitFor();
    await approver.getByText(/^接替柳州市人才中心/).waitFor();

    const member = (await visit(desktop)).page;
    await logIn(member, "rencaizhongxin");
    await member.goto(`${baseUrl()}/me`);
    await member.getByText(name).first().waitFor();
    await member.goto(`${baseUrl()}/inbox?queue=to-claim`);
    await member.locator("tbody a[href*='/tasks/']").first().click();
    await member.getByText("看全部记录").click();
    await member
      .getByText(/^机构调整，/)
      .first()
      .waitFor();
  }),
  180_000,
);
