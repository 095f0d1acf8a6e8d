import { execFileSync } from "node:child_process";
import { join } from "node:path";
import jsqr from "jsqr";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { samplePhoto, sampleScan } from "../../ops/demo-data/papers.ts";
import { accessibilityFaults, baseUrl, sidewaysScroll } from "./browser.ts";

export async function clean(page: Page): Promise<void> {
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
}

export async function fillMonth(page: Page, year: string, month: string): Promise<void> {
  const group = page.getByRole("group", { name: /大约在哪年哪月/ });
  await group.getByRole("combobox", { name: "年" }).selectOption(year);
  await group.getByRole("combobox", { name: "月" }).selectOption(month);
}

/** Asked once, since it leaves the applicant's hands. */
export async function handIn(page: Page): Promise<void> {
  await page.getByRole("button", { name: "提交给单位" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "提交给单位" }).click();
}

export async function fillMaterials(page: Page): Promise<void> {
  await page.getByLabel(/现任岗位/).fill("机械设计工程师");
  await page.getByLabel(/从事本专业年限/).fill("12");
  await page.getByLabel(/遗失经过/).fill("九月搬迁办公室时，证书与部分档案一起遗失，多次寻找未果。");
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles({ name: "证件照.jpg", mimeType: "image/jpeg", buffer: await samplePhoto(1) });
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
  await page
    .getByLabel(new RegExp(`上传\\s*${title.replace(/[（）]/g, ".")}`))
    .setInputFiles({ name, mimeType: "image/jpeg", buffer: content });
  await page.getByRole("cell", { name, exact: true }).first().waitFor();
}

/** Claims the newest task of the employer's or office's queue by keyboard, approves it with a phrase and a fresh password. */
export async function approveByKeyboard(page: Page): Promise<void> {
  await page.goto(`${baseUrl()}/inbox?queue=to-claim&text=${encodeURIComponent("06000011")}`);
  await page.getByRole("row").filter({ hasText: "覃志远" }).first().waitFor();
  await clean(page);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/tasks\//);
  await page.getByRole("button", { name: /^认领/ }).waitFor();
  await clean(page);
  await page.keyboard.press("c");
  await page.getByRole("textbox", { name: "意见" }).waitFor();
  await clean(page);
  await page.keyboard.press("a");
  await page.waitForFunction(() => document.activeElement?.id === "opinion");
  await page.keyboard.press("Control+Enter");
  await page.getByLabel("登录密码").waitFor();
  await clean(page);
  await page.keyboard.type(demoPassword);
  await page.keyboard.press("Enter");
  await page
    .getByText(/覃志远：已通过/)
    .first()
    .waitFor();
}

/** Takes the decision on the open page back, with a reason. */
export async function takeBack(page: Page, reason: string): Promise<void> {
  await page.getByRole("button", { name: /收回我的决定/ }).click();
  const asked = page.getByRole("alertdialog");
  await asked.getByLabel(/为什么收回/).fill(reason);
  await clean(page);
  await asked.getByRole("button", { name: "收回", exact: true }).click();
  await page.getByText("已收回，可以重新办理。").waitFor();
}

// Its types say `exports.default`; what is exported is the function itself.
const decodeQr = jsqr as unknown as typeof jsqr.default;

/** What a phone reads from the printed page. */
export async function scan(pdf: string, workDirectory: string): Promise<string> {
  execFileSync("pdftoppm", ["-r", "300", "-png", "-singlefile", pdf, join(workDirectory, "page")]);
  const { data, info } = await sharp(join(workDirectory, "page.png"))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const code = decodeQr(new Uint8ClampedArray(data), info.width, info.height);
  if (!code) throw new Error("no QR code on the page");
  return code.data;
}
