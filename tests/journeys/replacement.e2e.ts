import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jsqr from "jsqr";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { samplePhoto, sampleScan } from "../../ops/demo-data/papers.ts";
import { accessibilityFaults, baseUrl, closeBrowser, desktop, journey, logIn, phone, sidewaysScroll, visit } from "./browser.ts";

afterAll(closeBrowser);

/** What one journey hands to the next: the case runs through all of them. */
let caseUrl = "";
let certificatePdf = "";
const workDirectory = mkdtempSync(join(tmpdir(), "rencaitong-journey-"));
afterAll(() => rmSync(workDirectory, { recursive: true, force: true }));

async function clean(page: Page): Promise<void> {
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
}

journey("S2-09 S2-10 B-12 on the phone: a holder declares a loss and sees when the materials may be handed in", async () => {
  const { page, context, complaints } = await visit(phone);
  await logIn(page, "13900000001");
  await page.getByText("覃志远，你好").waitFor();
  await clean(page);
  await page.getByRole("link", { name: /^遗失补办/ }).first().click();
  await page.getByRole("heading", { name: "选择要补办的证书" }).waitFor();
  expect(await page.getByText(/高级职称证书由自治区签发/).first().isVisible()).toBe(true);
  await clean(page);
  await page.getByRole("button", { name: /遗失补办这本\s*：助理工程师/ }).click();
  await page.getByRole("radio", { name: "遗失", exact: true }).waitFor();
  await page.getByRole("button", { name: "提交声明" }).click();
  await page.getByRole("alert").filter({ hasText: "请选择证书怎么了" }).waitFor();
  await clean(page);
  await page.getByRole("radio", { name: "遗失", exact: true }).check();
  await page.getByRole("combobox", { name: /在什么情况下/ }).click();
  await page.getByRole("option", { name: "搬家、搬迁" }).click();
  await fillMonth(page, "2026", "09");
  await page.getByRole("checkbox").check();
  await page.getByText(/已保存/).first().waitFor();
  await page.getByRole("button", { name: "提交声明" }).click();
  await page.waitForURL(/\/cases\//);
  caseUrl = page.url();
  await page.getByText("个工作日").first().waitFor();
  expect(await page.getByText(/第 1 步，共 6 步/).first().isVisible()).toBe(true);
  await clean(page);
  expect(complaints).toEqual([]);
  await context.close();
}, 120_000);

async function fillMonth(page: Page, year: string, month: string): Promise<void> {
  const group = page.getByRole("group", { name: /大约在哪年哪月/ });
  await group.getByRole("combobox", { name: "年" }).selectOption(year);
  await group.getByRole("combobox", { name: "月" }).selectOption(month);
}

journey("S2-09 D23 on the desktop: during the notice materials are prepared but refused, with the sentence that says from when", async () => {
  const { page, context, complaints } = await visit(desktop);
  await logIn(page, "13900000001");
  await page.goto(caseUrl);
  await page.getByRole("button", { name: /先准备补办材料/ }).or(page.getByRole("link", { name: /先准备补办材料/ })).first().click();
  await page.waitForURL(/\/drafts\//);
  await fillMaterials(page);
  await page.getByText(/已保存/).first().waitFor();
  await clean(page);
  await page.getByRole("button", { name: "提交给单位" }).click();
  await page.getByText(/公示未满 5 个工作日，\d+年\d+月\d+日 00:00 起可提交/).first().waitFor();
  await clean(page);
  expect(complaints).toEqual([]);
  await context.close();
}, 120_000);

async function fillMaterials(page: Page): Promise<void> {
  await page.getByLabel(/现任岗位/).fill("机械设计工程师");
  await page.getByLabel(/从事本专业年限/).fill("12");
  await page.getByLabel(/遗失经过/).fill("九月搬迁办公室时，证书与部分档案一起遗失，多次寻找未果。");
  await page.locator('input[type="file"]').first().setInputFiles({ name: "证件照.jpg", mimeType: "image/jpeg", buffer: await samplePhoto(1) });
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /用这张|确定|裁好/ }).click();
  await page.getByAltText("已上传的证件照").waitFor();
  await uploadProof(page, "身份证正反面", await sampleScan("居民身份证（样张）", ["姓名：覃志远"]));
  await uploadProof(page, "遗失情况说明（本人签名）", await sampleScan("遗失情况说明", ["声明人：覃志远"]));
  await page.getByRole("radio", { name: /电子证书/ }).check();
  await page.getByRole("checkbox").check();
}

async function uploadProof(page: Page, title: string, content: Buffer): Promise<void> {
  const name = `${title}.jpg`;
  await page.getByLabel(`上传${title}`).setInputFiles({ name, mimeType: "image/jpeg", buffer: content });
  await page.getByRole("cell", { name, exact: true }).first().waitFor();
}

journey("S2-10 B-13 the notice ends, the prepared materials are still there on the phone, and go to the employer", async () => {
  const { page, context, complaints } = await visit(phone);
  await logIn(page, "13900000001");
  await page.goto(caseUrl);
  await page.getByRole("button", { name: /更多/ }).click();
  await page.getByRole("button", { name: /快进/ }).last().click();
  await page.getByText(/公示期满|公示已满/).first().waitFor();
  await clean(page);
  await page.getByRole("button", { name: /提交补办材料/ }).or(page.getByRole("link", { name: /提交补办材料/ })).first().click();
  await page.waitForURL(/\/drafts\//);
  await page.getByAltText("已上传的证件照").waitFor();
  expect(await page.getByLabel(/遗失经过/).inputValue()).toContain("九月搬迁办公室");
  await clean(page);
  await page.getByRole("button", { name: "提交给单位" }).click();
  await page.waitForURL(/\/cases\//);
  await page.getByText(/柳州市示例机械有限公司/).first().waitFor();
  expect(complaints).toEqual([]);
  await context.close();
}, 120_000);
