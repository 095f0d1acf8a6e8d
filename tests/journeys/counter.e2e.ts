import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { demoPeople } from "../../ops/demo-data/people.ts";
import { sampleScan } from "../../ops/demo-data/papers.ts";
import { identityNumberCheckCharacter } from "../../domain/identity-number.ts";
import { baseUrl, closeBrowser, desktop, it, journey, logIn, phone, visit } from "./browser.ts";
import { clean, fillMaterials, fillMonth, handIn } from "./hands.ts";

const workDirectory = mkdtempSync(join(tmpdir(), "rencaitong-counter-"));
afterAll(async () => {
  await closeBrowser();
  rmSync(workDirectory, { recursive: true, force: true });
});

const numberOf = (body: string) => `${body}${identityNumberCheckCharacter(body)}`;
/** Has an electronic certificate in force, and no open case. */
const ran = demoPeople.find(({ key }) => key === "ran")!;

/** By keyboard alone, from the first field of the page to its button. */
async function beginByKeyboard(page: Page, name: string, number: string): Promise<void> {
  await page.getByLabel("姓名", { exact: true }).focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Control+A");
  await page.keyboard.type(number);
  await page.keyboard.press("Enter");
}

/** The paper that the link opens, as text without blanks. */
async function paperOf(page: Page, link: string): Promise<string> {
  const address = await page
    .getByRole("link", { name: new RegExp(`下载打印.*${link}`) })
    .first()
    .getAttribute("href");
  const answer = await page.request.get(`${baseUrl()}${address}`);
  expect([answer.status(), answer.headers()["content-type"]]).toEqual([200, "application/pdf"]);
  const file = join(workDirectory, "paper.pdf");
  writeFileSync(file, await answer.body());
  return execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).replace(/\s+/g, "");
}

async function uploadSigned(page: Page): Promise<void> {
  const box = page.getByLabel(/上传签回的扫描件/).first();
  await box.focus();
  await box.setInputFiles({
    ...{ name: "受理通知书签回.jpg", mimeType: "image/jpeg" },
    buffer: await sampleScan("受理通知书（签回）", [`申请人：${ran.name}`]),
  });
}

it(
  "B-21 窗口代办: a clerk enters a paper case by keyboard, prints the 受理通知书, takes it back signed, and hands in the materials",
  journey(async () => {
    const { page, complaints } = await visit(desktop);
    await logIn(page, "xianzhigaiban");
    await page.getByRole("link", { name: "窗口代办" }).click();
    await page.getByRole("heading", { name: "本窗口出具的回执" }).waitFor();
    await beginByKeyboard(page, ran.name, "450200198609120030");
    await page.getByText(/校验不符|不是真实/).waitFor();
    await clean(page);
    await beginByKeyboard(page, ran.name, numberOf(ran.number));
    await page.getByText(`窗口代办：正在为 ${ran.name} 办理`).waitFor();
    await clean(page);
    // What is the person's own is not offered.
    await page.getByRole("button", { name: /账号菜单/ }).press("Enter");
    await page.getByRole("link", { name: "我的证书" }).first().waitFor();
    for (const name of ["修改密码", "通知设置"]) expect(await page.getByRole("link", { name }).count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.goto(`${baseUrl()}/password`);
    await page.getByText(`${ran.name}，你好`).waitFor();

    await page.goto(`${baseUrl()}/start/certificate-replacement`);
    await page
      .getByRole("button", { name: /遗失补办这本/ })
      .first()
      .press("Enter");
    await page.getByRole("radio", { name: "遗失", exact: true }).press("Space");
    await page.getByRole("combobox", { name: /在什么情况下/ }).press("Enter");
    await page.getByRole("option", { name: "搬家、搬迁" }).press("Enter");
    await fillMonth(page, "2026", "09");
    await page.getByRole("checkbox").press("Space");
    await page
      .getByText(/已保存/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "提交声明" }).press("Enter");
    await page.getByRole("button", { name: "提交并公示" }).press("Enter");
    await page.getByRole("heading", { name: "窗口回执" }).waitFor();
    await page.getByText("待签回").waitFor();
    await clean(page);
    const paper = await paperOf(page, "受理通知书");
    await page.getByRole("button", { name: /^打开.*受理通知书/ }).press("Enter");
    await page
      .getByRole("dialog")
      .getByRole("region", { name: /受理通知书/ })
      .waitFor();
    await clean(page);
    await page.keyboard.press("Escape");
    for (const words of ["鹿寨县职改办受〔", "现予受理", ran.name, numberOf(ran.number), "个工作日", "申请人（签名）"])
      expect([words, paper.includes(words)]).toEqual([words, true]);
    await uploadSigned(page);
    await page.getByText("已签回").waitFor();
    await clean(page);

    await page.getByRole("button", { name: /快进/ }).first().press("Enter");
    await page
      .getByRole("button", { name: /提交补办材料/ })
      .first()
      .press("Enter");
    await page.waitForURL(/\/drafts\//);
    await fillMaterials(page);
    await handIn(page);
    await page.getByText("材料接收凭证").first().waitFor();
    const receipt = await paperOf(page, "材料接收凭证");
    for (const words of ["鹿寨县职改办收〔", "身份证正反面", "已经收到"])
      expect([words, receipt.includes(words)]).toEqual([words, true]);
    await clean(page);
    await page.getByRole("button", { name: "结束代办" }).press("Enter");
    await page.getByRole("heading", { name: "窗口代办" }).waitFor();
    const given = page.getByRole("region", { name: "本窗口出具的回执" });
    await given.getByText(ran.name).first().waitFor();
    expect(await given.getByRole("listitem").allInnerTexts()).toEqual([
      expect.stringMatching(/材料接收凭证[\s\S]*待签回/),
      expect.stringMatching(/受理通知书[\s\S]*已签回/),
    ]);
    await clean(page);
    await page.goto(`${baseUrl()}/inbox`);
    await page.getByRole("heading", { name: "我的待办" }).waitFor();
    expect(complaints).toEqual([]);
  }),
  180_000,
);

it(
  "B-21 窗口代办: the person reads the receipts on their own phone, and withdraws what was only a rehearsal",
  journey(async () => {
    const { page, complaints } = await visit(phone);
    await logIn(page, ran.phone);
    await page.getByRole("article").getByRole("link", { name: "职称证书遗失补办" }).first().click();
    await page.getByRole("heading", { name: "窗口回执" }).waitFor();
    expect(await paperOf(page, "受理通知书")).toContain("现予受理");
    expect(await page.getByLabel(/上传签回的扫描件/).count()).toBe(0);
    await clean(page);
    await page.getByRole("button", { name: /更多/ }).click();
    await page
      .getByRole("button", { name: /撤回申请/ })
      .last()
      .click();
    await page.getByRole("alertdialog").getByRole("button", { name: "撤回并终止" }).click();
    await page.getByText("已撤回，本件终止。").waitFor();
    expect(complaints).toEqual([]);
  }),
  90_000,
);

it(
  "B-21 窗口代办: somebody whom the platform does not know is registered, and without a certificate told so plainly",
  journey(async () => {
    const { page, complaints } = await visit(phone);
    await logIn(page, "xianzhigaiban");
    await page.goto(`${baseUrl()}/counter`);
    await page.getByRole("button", { name: /登记新来的人/ }).click();
    const number = numberOf("45020019680808123");
    await page.getByLabel("身份证上的姓名").fill("农新来");
    await page.getByLabel("身份证上的号码").fill(number);
    await page.getByLabel("再输一遍号码").fill(numberOf("45020019680808125"));
    await page.getByLabel(/联系电话/).fill("0772-1234567");
    await page.getByRole("button", { name: "登记并开始代办" }).click();
    await page.getByText(/两次输入的身份证号不一致/).waitFor();
    await clean(page);
    await page.getByLabel("再输一遍号码").fill(number);
    await page.getByRole("button", { name: "登记并开始代办" }).click();
    await page.getByText("已登记 农新来，但名下没有证书").waitFor();
    await clean(page);
    await page.getByRole("button", { name: "仍然开始代办" }).click();
    await page.getByText("窗口代办：正在为 农新来 办理").waitFor();
    await page.goto(`${baseUrl()}/certificates`);
    await page.getByText(/没有登记的证书就不能补办/).waitFor();
    await clean(page);
    await page.getByRole("button", { name: "结束代办" }).click();
    await page.getByRole("heading", { name: "窗口代办" }).waitFor();
    expect(complaints).toEqual([]);
  }),
  90_000,
);
