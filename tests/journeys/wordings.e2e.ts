import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { approve } from "../../ops/demo-data/story.ts";
import { Visitor } from "../../ops/demo-data/visitor.ts";
import { until } from "../until.ts";
import { baseUrl, closeBrowser, desktop, it, journey, logIn, phone, visit } from "./browser.ts";
import { clean } from "./hands.ts";

afterAll(closeBrowser);

/** Her case lies at the talent centre, which acts for an employer that does not; no other journey decides it. */
const applicant = { name: "谭雨桐", loginName: "13900000010" };
const as = (loginName: string) => Visitor.logIn(baseUrl(), baseUrl(), loginName);

async function caseOf(): Promise<string> {
  const { cases } = await (await as(applicant.loginName)).call<{ cases: { id: string }[] }>("GET", "/api/my/cases");
  return cases[0]!.id;
}

/** The decision is taken back and the case lies where it lay, for anybody to claim. */
async function takeBack(caseId: string): Promise<void> {
  const centre = await as("rencaizhongxin");
  await centre.call("POST", `/api/cases/${caseId}/recall`, { key: randomUUID(), reason: "先不上报" });
  const { tasks } = await centre.call<{ tasks: { taskId: string; caseId: string }[] }>("GET", "/api/inbox?queue=mine");
  const held = tasks.find((one) => one.caseId === caseId);
  if (held) await centre.call("POST", `/api/tasks/${held.taskId}/release`, { reason: "" });
}

async function openText(page: Page): Promise<void> {
  await page.goto(`${baseUrl()}/admin/texts`);
  await page.getByLabel("什么时候发").selectOption({ label: "办件进入下一环节" });
}

it(
  "B-14 an administrator changes a wording and the next message carries it; who switched mail off finds it in the page alone",
  journey(async () => {
    const caseId = await caseOf();
    const mark = randomUUID().slice(0, 8);
    const administrator = (await visit(desktop)).page;
    await logIn(administrator, "guanli");
    await openText(administrator);
    await administrator.getByLabel("正文").fill(`编号 {编号}：你的办件现在由 {机构} 接着办理（${mark}）。`);
    await administrator.getByLabel(/为什么改/).fill("口语一些");
    await administrator.getByRole("region", { name: "预览" }).getByText(mark).waitFor();
    await clean(administrator);
    await administrator.getByRole("button", { name: "保存为新的一版" }).click();
    await administrator.getByRole("region", { name: "各版" }).getByText(mark).waitFor();

    const person = (await visit(phone)).page;
    await logIn(person, applicant.loginName);
    const mail = person.getByRole("checkbox", { name: "办理进展：用邮件通知" });
    const choose = async (wanted: boolean) => {
      await person.goto(`${baseUrl()}/notifications/settings`);
      await mail.waitFor();
      await clean(person);
      await Promise.all([
        person.waitForResponse((answer) => answer.request().method() === "PUT" && answer.ok()),
        mail.setChecked(wanted),
      ]);
    };
    await choose(false);
    await (await as("rencaizhongxin")).decide(caseId, approve("情况属实，同意上报。"));
    await person.goto(`${baseUrl()}/notifications`);
    await person
      .getByText(new RegExp(`你的办件现在由 .+ 接着办理（${mark}）。`))
      .first()
      .waitFor();
    await clean(person);
    await takeBack(caseId);

    // Switched on again, the same act does send one: the mailbox holds the second alone.
    await choose(true);
    await (await as("rencaizhongxin")).decide(caseId, approve("情况属实，同意上报。"));
    const sent = await until(async () => {
      const { mails } = await (await as("guanli")).call<{ mails: { text: string }[] }>("GET", "/api/demo/mailbox");
      const found = mails.filter(({ text }) => text.includes(mark));
      return found.length > 0 && found;
    }, "the mail");
    expect(sent).toHaveLength(1);
    await takeBack(caseId);

    await openText(administrator);
    await administrator.getByRole("button", { name: /恢复自带的文字/ }).click();
    await administrator.getByRole("alertdialog").getByLabel(/说明/).fill("恢复原文");
    await administrator.getByRole("alertdialog").getByRole("button", { name: "恢复" }).click();
    await administrator.getByRole("button", { name: /恢复自带的文字/ }).waitFor({ state: "detached" });
  }),
  180_000,
);

async function openReturn(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^退回…/ }).click();
  await page.getByRole("dialog").getByText("哪些不合要求").waitFor();
}

it(
  "D26 an administrator adds a reason for returns: a reviewer ticks it, the applicant reads it; ended, it is offered no more",
  journey(async () => {
    const caseId = await caseOf();
    const name = "遗失情况说明没有写日期";
    const administrator = (await visit(phone)).page;
    await logIn(administrator, "guanli");
    await administrator.goto(`${baseUrl()}/admin/catalogues`);
    await administrator.getByRole("button", { name: "增加一项" }).click();
    const dialog = administrator.getByRole("dialog");
    await dialog.getByRole("button", { name: "保存" }).click();
    await dialog.getByText("请填写名称").waitFor();
    await dialog.getByLabel(/^名称/).fill(name);
    await dialog.getByLabel("对应的填写项或材料").selectOption({ label: "遗失情况说明（本人签名）" });
    await dialog.getByLabel(/为什么改/).fill("常见的问题");
    await clean(administrator);
    await dialog.getByRole("button", { name: "保存" }).click();
    await administrator.getByText(name).first().waitFor();
    await clean(administrator);

    const centre = (await visit(desktop)).page;
    await logIn(centre, "rencaizhongxin");
    await centre.goto(`${baseUrl()}/inbox?queue=to-claim&text=${encodeURIComponent(applicant.name)}`);
    await centre.getByRole("row").filter({ hasText: applicant.name }).getByRole("link").first().click();
    await centre.getByRole("region", { name: "办理意见" }).getByRole("button", { name: /^认领/ }).click();
    await openReturn(centre);
    await centre.getByRole("checkbox", { name }).check();
    await centre.getByRole("button", { name: "退回", exact: true }).click();
    await centre
      .getByText(new RegExp(`${applicant.name}：已退回`))
      .first()
      .waitFor();
    const person = (await visit(phone)).page;
    await logIn(person, applicant.loginName);
    await person.goto(`${baseUrl()}/cases/${caseId}`);
    await person.getByRole("listitem").filter({ hasText: name }).first().waitFor();
    await takeBack(caseId);

    await administrator.getByRole("button", { name: new RegExp(`^停用….*${name}`) }).click();
    await administrator.getByRole("alertdialog").getByLabel(/说明/).fill("不再使用");
    await administrator.getByRole("alertdialog").getByRole("button", { name: "停用" }).click();
    await administrator.getByRole("button", { name: new RegExp(`^停用….*${name}`) }).waitFor({ state: "detached" });
    await centre.goto(`${baseUrl()}/inbox?queue=to-claim&text=${encodeURIComponent(applicant.name)}`);
    await centre.getByRole("row").filter({ hasText: applicant.name }).getByRole("link").first().click();
    await centre.getByRole("region", { name: "办理意见" }).getByRole("button", { name: /^认领/ }).click();
    await openReturn(centre);
    await centre.getByRole("checkbox", { name: /手机号无法联系/ }).waitFor();
    expect(await centre.getByRole("checkbox", { name }).count()).toBe(0);
    await centre.keyboard.press("Escape");
    await centre.getByRole("button", { name: "更多" }).click();
    await centre.getByRole("menuitem", { name: /放回/ }).click();
  }),
  180_000,
);
