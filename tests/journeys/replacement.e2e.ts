import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { baseUrl, closeBrowser, desktop, it, journey, logIn, phone, visit } from "./browser.ts";
import { approveByKeyboard, clean, fillMaterials, fillMonth, handIn, scan, takeBack } from "./hands.ts";

afterAll(closeBrowser);

/** What one journey hands to the next: the case runs through all of them. */
let caseUrl = "";
let certificatePdf = "";
const workDirectory = mkdtempSync(join(tmpdir(), "rencaitong-journey-"));
afterAll(() => rmSync(workDirectory, { recursive: true, force: true }));

it(
  "S2-09 S2-10 B-12 on the phone: a holder declares a loss and sees when the materials may be handed in",
  journey(async () => {
    const { page, complaints } = await visit(phone);
    await logIn(page, "13900000001");
    await page.getByText("覃志远，你好").waitFor();
    await clean(page);
    await page
      .getByRole("link", { name: /^遗失补办/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "选择要补办的证书" }).waitFor();
    expect(
      await page
        .getByText(/高级职称证书由自治区签发/)
        .first()
        .isVisible(),
    ).toBe(true);
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
    await page
      .getByText(/已保存/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "提交声明" }).click();
    await clean(page);
    await page.getByRole("button", { name: "提交并公示" }).click();
    await page.waitForURL(/\/cases\//);
    caseUrl = page.url();
    await page.getByText("个工作日").first().waitFor();
    expect(
      await page
        .getByText(/第 1 步，共 6 步/)
        .first()
        .isVisible(),
    ).toBe(true);
    await clean(page);
    expect(complaints).toEqual([]);
  }),
  120_000,
);

it(
  "S2-09 D23 on the desktop: during the notice materials are prepared but refused, with the sentence that says from when",
  journey(async () => {
    const { page, complaints } = await visit(desktop);
    await logIn(page, "13900000001");
    await page.goto(caseUrl);
    await page
      .getByRole("button", { name: /先准备补办材料/ })
      .or(page.getByRole("link", { name: /先准备补办材料/ }))
      .first()
      .click();
    await page.waitForURL(/\/drafts\//);
    await fillMaterials(page);
    await page
      .getByText(/已保存/)
      .first()
      .waitFor();
    await clean(page);
    await handIn(page);
    await page
      .getByText(/公示未满 5 个工作日，\s*\d+年\d+月\d+日 00:00 起可提交/)
      .first()
      .waitFor();
    await clean(page);
    expect(complaints).toEqual([]);
  }),
  120_000,
);

it(
  "S2-10 B-13 the notice ends, the prepared materials are still there on the phone, and go to the employer",
  journey(async () => {
    const { page, complaints } = await visit(phone);
    await logIn(page, "13900000001");
    await page.goto(caseUrl);
    await page.getByRole("button", { name: /更多/ }).click();
    await page.getByRole("button", { name: /快进/ }).last().click();
    await page
      .getByText(/公示期满|公示已满/)
      .first()
      .waitFor();
    await clean(page);
    await page
      .getByRole("button", { name: /提交补办材料/ })
      .or(page.getByRole("link", { name: /提交补办材料/ }))
      .first()
      .click();
    await page.waitForURL(/\/drafts\//);
    await page.getByAltText("已上传的证件照").waitFor();
    expect(await page.getByLabel(/遗失经过/).inputValue()).toContain("九月搬迁办公室");
    await clean(page);
    await handIn(page);
    await page.waitForURL(/\/cases\//);
    await page
      .getByText(/柳州市示例机械有限公司/)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
  }),
  120_000,
);

it(
  "B-03 the holder takes the materials back before anybody looked at them, corrects a word, and hands them in again",
  journey(async () => {
    const { page, complaints } = await visit(phone);
    await logIn(page, "13900000001");
    await page.goto(caseUrl);
    await page.getByRole("button", { name: /更多/ }).click();
    await page
      .getByRole("button", { name: /收回修改/ })
      .last()
      .click();
    await clean(page);
    await page.getByRole("alertdialog").getByRole("button", { name: "收回修改" }).click();
    await page.getByText("已收回，可以修改后再提交。").waitFor();
    await page
      .getByRole("button", { name: /提交补办材料/ })
      .or(page.getByRole("link", { name: /提交补办材料/ }))
      .first()
      .click();
    await page.waitForURL(/\/drafts\//);
    const told = page.getByLabel(/遗失经过/);
    expect(await told.inputValue()).toContain("九月搬迁办公室");
    await told.fill("九月底搬迁办公室时，证书与部分档案一起遗失，多次寻找未果。");
    await page.getByRole("checkbox").check();
    await clean(page);
    await handIn(page);
    await page.waitForURL(/\/cases\//);
    expect(complaints).toEqual([]);
  }),
  120_000,
);

it(
  "B-01 B-10 B-11 by keyboard alone: the employer's agent claims, reads, approves with a phrase and seals",
  journey(async () => {
    const { page, complaints } = await visit(desktop);
    await logIn(page, "danwei");
    await page.waitForURL(/\/inbox/);
    await approveByKeyboard(page);
    expect(complaints).toEqual([]);
  }),
  120_000,
);

it(
  "B-03 the agent takes the decision back: the page opens the task it becomes, and it is decided anew",
  journey(async () => {
    const { page, complaints } = await visit(desktop);
    await logIn(page, "danwei");
    await page.goto(`${baseUrl()}/inbox?queue=done&text=06000011`);
    await page.getByRole("row").filter({ hasText: "覃志远" }).getByRole("link").first().click();
    await page.waitForURL(/\/tasks\//);
    const decided = page.url();
    await takeBack(page, "意见里写错了岗位。");
    await page.waitForURL((address) => /\/tasks\//.test(address.pathname) && address.href !== decided);
    await page.getByRole("textbox", { name: "意见" }).fill("情况属实，同意上报。");
    await page.keyboard.press("Control+Enter");
    await page.getByLabel("登录密码").fill(demoPassword);
    await page.keyboard.press("Enter");
    await page
      .getByText(/覃志远：已通过/)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
  }),
  120_000,
);

it(
  "S2-10 S2-02 the department confirms and the city's title office approves",
  journey(async () => {
    for (const desk of ["zhuguan", "shizhigaiban"]) {
      const { page, complaints } = await visit(desktop);
      await logIn(page, desk);
      await approveByKeyboard(page);
      expect(complaints).toEqual([]);
    }
  }),
  180_000,
);

it(
  "S2-11 S2-13 S2-16 B-14 the certificate is issued, told of, and downloaded; its QR leads to a valid certificate",
  journey(async () => {
    const { page } = await visit(phone);
    await logIn(page, "13900000001");
    await page.goto(caseUrl);
    await page.getByText("已办结").first().waitFor({ timeout: 60_000 });
    await clean(page);
    const waiting = page.waitForEvent("download");
    await page
      .getByRole("link", { name: /下载职称电子证书/ })
      .or(page.getByRole("link", { name: /职称电子证书/ }))
      .first()
      .click();
    const download = await waiting;
    certificatePdf = join(workDirectory, "certificate.pdf");
    await download.saveAs(certificatePdf);
    expect(readFileSync(certificatePdf).subarray(0, 5).toString()).toBe("%PDF-");
    await page.goto(`${baseUrl()}/notifications`);
    await page.getByText("职称电子证书已签发").first().waitFor();
    await clean(page);
    await page.goto(`${baseUrl()}/demo/mailbox`);
    await page.getByText("职称电子证书已签发").first().waitFor();
    await clean(page);
  }),
  120_000,
);

it(
  "S2-12 a stranger scans the QR: the new certificate is valid, the old one is void",
  journey(async () => {
    const url = await scan(certificatePdf, workDirectory);
    expect(url.startsWith(baseUrl())).toBe(true);
    const { page } = await visit(phone);
    await page.goto(url);
    await page.getByText("有效").first().waitFor();
    expect(await page.getByText("覃**").first().isVisible()).toBe(true);
    expect(await page.getByText("覃志远").count()).toBe(0);
    await clean(page);
    await page.goto(`${baseUrl()}/verify`);
    await page.getByLabel(/证书编号/).fill("06000011");
    await page.getByRole("textbox", { name: /姓名/ }).fill("覃志远");
    await page.getByLabel(/后四位/).fill("0039");
    await page
      .getByRole("button", { name: /核验|查验|查询/ })
      .first()
      .click();
    await page
      .getByText(/已补发，本证作废/)
      .first()
      .waitFor();
    await clean(page);
  }),
  120_000,
);

it(
  "S2-14 the employer downloads the archive form; P8 a file with one byte flipped is refused",
  journey(async () => {
    const { page } = await visit(desktop);
    await logIn(page, "danwei");
    await page.goto(`${baseUrl()}/inbox?queue=done`);
    // Others may have been decided since.
    await page.getByRole("row").filter({ hasText: "覃志远" }).getByRole("link").first().click();
    await page.waitForURL(/\/tasks\//);
    const waiting = page.waitForEvent("download");
    await page.getByRole("link", { name: /下载遗失补办申请表/ }).click();
    const form = join(workDirectory, "form.pdf");
    await (await waiting).saveAs(form);
    expect(readFileSync(form).subarray(0, 5).toString()).toBe("%PDF-");
    const forged = readFileSync(certificatePdf);
    forged[3000]! ^= 1;
    await page.goto(`${baseUrl()}/verify`);
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: "certificate.pdf", mimeType: "application/pdf", buffer: forged });
    await page
      .getByText(/文件被改过/)
      .first()
      .waitFor();
    await clean(page);
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: "certificate.pdf", mimeType: "application/pdf", buffer: readFileSync(certificatePdf) });
    await page
      .getByText(/签名完好/)
      .first()
      .waitFor();
  }),
  120_000,
);
