import { identityNumberOf } from "../factories.ts";
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
  "S2-05 D19 a county's office asks for an account, it is made with a password shown once, changed at the first login, and ends at once",
  journey(async () => {
    const login = `xin${Date.now().toString(36)}`;
    const county = (await visit(phone)).page;
    await logIn(county, "xianzhigaiban");
    await county.goto(`${baseUrl()}/offices`);
    await county.getByRole("link", { name: /鹿寨县职改办/ }).click();
    await county.getByRole("textbox", { name: "姓名" }).fill("新来的人");
    await county.getByRole("textbox", { name: "说明" }).fill("新增审核岗位");
    expect(await accessibilityFaults(county)).toEqual([]);
    expect(await sidewaysScroll(county)).toBe(0);
    await county.getByRole("button", { name: "提交申请" }).click();
    await county.getByText("待市职改办办理").first().waitFor();

    const administrator = (await visit(desktop)).page;
    await logIn(administrator, "guanli");
    await administrator.getByRole("link", { name: "机构与成员" }).click();
    await administrator.getByText(/账户申请 \d 件/).waitFor();
    await administrator.getByRole("link", { name: /鹿寨县职改办/ }).click();
    await administrator
      .getByRole("button", { name: /^建立账户/ })
      .first()
      .click();
    const dialog = administrator.getByRole("dialog");
    await dialog.getByRole("button", { name: "保存" }).click();
    await dialog.getByText("请填写登录名").waitFor();
    await dialog.getByText("请填写身份证号").waitFor();
    await dialog.getByRole("textbox", { name: "登录名" }).fill(login);
    await dialog.getByRole("textbox", { name: "身份证号" }).fill(identityNumberOf("45020019870707321"));
    expect(await accessibilityFaults(administrator)).toEqual([]);
    await dialog.getByRole("button", { name: "保存" }).click();
    const password = (await administrator.locator(".password").textContent())!.trim();
    await administrator.getByRole("button", { name: "已经记下" }).click();
    await administrator.getByText(login).waitFor();

    const member = (await visit(desktop)).page;
    await member.goto(`${baseUrl()}/login`);
    await member
      .getByLabel(/账号|手机号/)
      .first()
      .fill(login);
    await member.getByLabel("密码", { exact: true }).fill(password);
    await member.getByRole("button", { name: "登录", exact: true }).click();
    await member.waitForURL(/\/password/);
    await member.goto(`${baseUrl()}/inbox`);
    await member.waitForURL(/\/password/);
    await member.setViewportSize(phone);
    expect(await sidewaysScroll(member)).toBe(0);
    await member.getByLabel("现在的密码").fill(password);
    await member.getByLabel("新密码", { exact: true }).fill("tai-jiandan");
    await member.getByRole("button", { name: "修改密码" }).click();
    await member.getByText(/三种/).first().waitFor();
    expect(await accessibilityFaults(member)).toEqual([]);
    await member.getByLabel("新密码", { exact: true }).fill("Wode-Mima-7");
    await member.getByLabel("再输入一次新密码").fill("Wode-Mima-7");
    await member.getByRole("button", { name: "修改密码" }).click();
    await member.waitForURL(/\/inbox/);

    const seat = administrator.locator("li", { hasText: login }).first();
    await seat.getByRole("button", { name: /^结束任职/ }).click();
    const ending = administrator.getByRole("alertdialog");
    await ending.getByRole("textbox", { name: "原因" }).fill("试用结束");
    expect(await accessibilityFaults(administrator)).toEqual([]);
    await ending.getByRole("button", { name: "结束任职" }).click();
    await ending.waitFor({ state: "detached" });
    await seat.getByRole("button", { name: /^结束任职/ }).waitFor({ state: "detached" });
    // Signed out, over the page or before it.
    await member.goto(`${baseUrl()}/inbox`);
    await member.getByRole("button", { name: "登录", exact: true }).waitFor();
    await member.goto(`${baseUrl()}/inbox`);
    await member.waitForURL(/\/login/);
  }),
  180_000,
);
