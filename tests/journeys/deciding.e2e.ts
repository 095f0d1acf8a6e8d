import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { deliverNext, phoneOf } from "../../activities/deliveries.ts";
import { row } from "../../db/connection.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { createFileStore } from "../../ports/file-store.ts";
import { openCaseDesk, type CaseDesk } from "../case-desk.ts";
import { inReview, object, onNotice } from "../paths.ts";
import { openTestApi, type TestApi } from "../test-api.ts";
import type { TestCase } from "../test-case.ts";
import { closeBrowser, desktop, hasBrowser, it, journey, logIn, phone, visit, type Size } from "./browser.ts";
import { clean, fillMonth } from "./hands.ts";

/** A city of its own: what is sent back, dismissed and withdrawn here is nobody else's. */
let desk: CaseDesk;
let api: TestApi;
const files = mkdtempSync(join(tmpdir(), "rencaitong-deciding-"));

beforeAll(async () => {
  if (!hasBrowser) return;
  const store = createFileStore(files);
  desk = await openCaseDesk({ files: store, sms: true });
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
    change: { files: store },
    configuration: { webDirectory: fileURLToPath(new URL("../../dist/web", import.meta.url)) },
  });
}, 180_000);
afterAll(async () => {
  await closeBrowser();
  await api?.close();
  await desk?.stop();
  rmSync(files, { recursive: true, force: true });
});

async function signedIn(size: Size, loginName: string, path: string): Promise<Page> {
  const { page } = await visit(size);
  await logIn(page, loginName, api.origin);
  await page.goto(`${api.origin}${path}`);
  return page;
}

const taskAddress = async (theCase: TestCase) => `/tasks/${(await theCase.openTask()).id}`;

it(
  "B-03 B-08 B-11 R sends a case back with two defects and a remark, straight back; the next case opens; the applicant reads each at its field",
  journey(async () => {
    const next = await inReview(desk, "13900000002", "06000215");
    const theCase = await inReview(desk, "13900000001", "06000116");
    const page = await signedIn(desktop, "danwei", "/inbox?queue=to-claim");
    await page.getByRole("row").filter({ hasText: "覃志远" }).getByRole("link").first().click();
    await page.waitForURL(`**${await taskAddress(theCase)}`);
    await page.getByRole("button", { name: /^认领/ }).first().waitFor();
    await page.keyboard.press("c");
    await page.getByRole("textbox", { name: "意见" }).waitFor();
    await page.keyboard.press("r");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("heading", { name: "退回，要求改正" }).waitFor();
    await clean(page);
    await dialog.getByRole("button", { name: "退回", exact: true }).click();
    await dialog.getByText("请写明要改什么").waitFor();
    await clean(page);
    for (const defect of [/遗失经过不完整/, /没有本人签名/])
      await dialog.getByRole("checkbox", { name: defect }).check();
    await dialog.getByRole("checkbox", { name: /改好后直接交回我/ }).check();
    await dialog.getByRole("button", { name: "加一条" }).click();
    await dialog.getByLabel("意见对应的栏目").selectOption({ label: "现任岗位" });
    await dialog.getByRole("textbox", { name: "意见", exact: true }).fill("与单位岗位名册不一致，请核对。");
    await clean(page);
    await dialog.getByRole("button", { name: "退回", exact: true }).click();
    await page.getByText(/覃志远：已退回，这是下一件/).waitFor();
    await page.waitForURL(`**${await taskAddress(next)}`);

    const applicant = await signedIn(phone, "13900000001", `/cases/${theCase.id}`);
    for (const words of [/遗失经过不完整/, /没有本人签名/]) await applicant.getByText(words).first().waitFor();
    await clean(applicant);
    await applicant
      .getByRole("link", { name: "提交补办材料" })
      .or(applicant.getByRole("button", { name: "提交补办材料" }))
      .first()
      .click();
    await applicant.waitForURL(/\/drafts\//);
    const field = applicant.locator(".field, [class*='field']").filter({ has: applicant.getByLabel(/现任岗位/) });
    await field.getByText("与单位岗位名册不一致，请核对。").first().waitFor();
    await clean(applicant);
    const returned = await row<{ data: { straightBack: boolean; defects: string[] } }>(
      desk.database,
      "select data from case_events where case_id = $1 and type = 'task.returned'",
      [theCase.id],
    );
    expect(returned!.data).toMatchObject({ straightBack: true, defects: [expect.any(String), expect.any(String)] });
  }),
  180_000,
);

it(
  "D3 on the phone the office dismisses an objection; the applicant reads it, and whoever objected gets an SMS",
  journey(async () => {
    const theCase = await onNotice(desk, "13900000005", "06000516");
    await object(theCase);
    const page = await signedIn(phone, "shizhigaiban", await taskAddress(theCase));
    await page.getByRole("button", { name: /^认领/ }).first().click();
    await page.getByRole("tab", { name: "异议" }).click();
    await page.getByText("结果会告诉申请人，提出人会收到短信。").waitFor();
    await clean(page);
    await page.getByRole("textbox", { name: "意见" }).fill("与存档记录核对，异议不成立。");
    await page.getByRole("button", { name: /异议成立…/ }).click();
    const asked = page.getByRole("alertdialog");
    await asked.getByText("申请人会收到结果，提出人会收到短信。").waitFor();
    await clean(page);
    await asked.getByRole("button", { name: "取消" }).click();
    await page.getByRole("button", { name: "异议不成立", exact: true }).click();
    await page.getByText(/兰若溪：异议不成立/).waitFor();
    const applicant = await signedIn(phone, "13900000005", "/notifications");
    await applicant.getByText("异议不成立").first().waitFor();
    await clean(applicant);
    const told: string[] = [];
    const send = {
      mail: async () => undefined,
      sms: async ({ owner, text }: Parameters<Parameters<typeof deliverNext>[1]["sms"]>[0]) =>
        void told.push(`${await phoneOf(desk.database, desk.encryption, owner)} ${text}`),
    };
    while (await deliverNext(desk.database, send, api.origin));
    expect(told).toEqual([expect.stringMatching(/^13900000099 .*审查不成立，公示照常进行。$/)]);
  }),
  180_000,
);

it(
  "S2-09 S2-10 at 1440 px a holder declares a loss and reaches the case page, then withdraws it for good",
  journey(async () => {
    const page = await signedIn(desktop, "13900000003", "/start/certificate-replacement");
    await page
      .getByRole("button", { name: /遗失补办这本/ })
      .first()
      .click();
    await page.getByRole("radio", { name: "遗失", exact: true }).check();
    await clean(page);
    await page.getByRole("combobox", { name: /在什么情况下/ }).click();
    await page.getByRole("option", { name: "搬家、搬迁" }).click();
    await fillMonth(page, "2026", "09");
    await page.getByRole("checkbox").check();
    await page
      .getByText(/已保存/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "提交声明" }).click();
    await page.getByRole("button", { name: "提交并公示" }).click();
    await page.waitForURL(/\/cases\//);
    await page
      .getByText(/第 1 步，共 6 步/)
      .first()
      .waitFor();
    await clean(page);
    await page
      .getByRole("button", { name: /撤回申请/ })
      .first()
      .click();
    const asked = page.getByRole("alertdialog");
    await asked.getByRole("heading", { name: "撤回申请，并终止本件？" }).waitFor();
    await clean(page);
    await asked.getByLabel(/撤回理由/).fill("证书找到了。");
    await asked.getByRole("button", { name: "撤回并终止" }).click();
    await page.getByText("你已撤回申请，本件结束。").first().waitFor();
    await clean(page);
    expect(await page.getByRole("button", { name: /撤回申请/ }).count()).toBe(0);
  }),
  180_000,
);

it(
  "S2-12 S2-15 B-10 the chief looks a certificate up and revokes it with the password; whoever checks it reads 已撤销 at once, the holder why",
  journey(async () => {
    const clerk = await signedIn(phone, "shizhigaiban", "/register");
    await clerk.getByLabel("证书编号").fill("06000715");
    await clerk.keyboard.press("Enter");
    await clerk.getByText("撤销由发证职改办或市职改办的负责人办理", { exact: false }).waitFor();
    expect(await clerk.getByRole("button", { name: "撤销这本证书…" }).count()).toBe(0);
    const page = await signedIn(desktop, "shizhigaiban2", "/inbox");
    await page.getByRole("link", { name: "证书查询与撤销" }).click();
    await page.getByRole("button", { name: "查询" }).click();
    await page.getByText("请填写证书编号").waitFor();
    await page.getByLabel("证书编号").fill("06000715");
    await page.keyboard.press("Enter");
    await page.getByText("罗知夏").waitFor();
    await clean(page);
    await page.getByRole("button", { name: "撤销这本证书…" }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "撤销证书" }).click();
    await dialog.locator(".wrong-text").first().waitFor();
    await clean(page);
    await dialog.getByLabel(/撤销原因/).fill("经查，取得时提供虚假材料。");
    await dialog.getByLabel(/依据文号/).fill("柳演示〔2026〕3号");
    await dialog.getByLabel("记入个人信用记录").selectOption({ label: "提供虚假材料" });
    await dialog.getByLabel("移送情况").fill("已移送所在单位处理。");
    await clean(page);
    await dialog.getByRole("button", { name: "撤销证书" }).click();
    await page.getByLabel("登录密码").fill(demoPassword);
    await page.keyboard.press("Enter");
    await page.getByText("已撤销，核验页即时显示。").waitFor();
    await page.getByText("持证人的违规记录").waitFor();
    await clean(page);
    await page.setViewportSize(phone);
    await clean(page);
    expect(await page.getByRole("button", { name: "撤销这本证书…" }).count()).toBe(0);

    const stranger = (await visit(phone)).page;
    await stranger.goto(`${api.origin}/verify`);
    await stranger.getByLabel(/证书编号/).fill("06000715");
    await stranger.getByRole("textbox", { name: /姓名/ }).fill("罗知夏");
    await stranger
      .getByRole("button", { name: /核验|查验|查询/ })
      .first()
      .click();
    await stranger
      .getByText(/已撤销/)
      .first()
      .waitFor();
    await clean(stranger);
    const holder = await signedIn(phone, "13900000007", "/certificates");
    await holder
      .getByText(/由柳州市职改办（演示）撤销：经查，取得时提供虚假材料。（依据 柳演示〔2026〕3号）/)
      .waitFor();
    await clean(holder);
  }),
  180_000,
);

const looks = [{}, { theme: "dark" }, { type: "large" }, { contrast: "more" }, { theme: "dark", contrast: "more" }];

it(
  "B-29 in every look the case page, the form and the review page stay readable, on the phone and on the desktop",
  journey(async () => {
    const theCase = await onNotice(desk, "13900000009", "06000912");
    await theCase.passNotice();
    const reviewed = await inReview(desk, "13900000008", "06000813");
    const applicant = await signedIn(phone, "13900000009", `/cases/${theCase.id}`);
    await lookOver(applicant);
    await applicant
      .getByRole("link", { name: /提交补办材料/ })
      .or(applicant.getByRole("button", { name: /提交补办材料/ }))
      .first()
      .click();
    await applicant.waitForURL(/\/drafts\//);
    await lookOver(applicant);
    const reviewer = await signedIn(desktop, "danwei", await taskAddress(reviewed));
    await reviewer.getByRole("button", { name: /^认领/ }).first().click();
    await reviewer.getByRole("textbox", { name: "意见" }).waitFor();
    await reviewer.getByText("已认领，可以写意见了。").waitFor({ state: "detached" });
    await lookOver(reviewer);
  }),
  300_000,
);

/** The page as it stands in every look, at both widths. */
async function lookOver(page: Page): Promise<void> {
  // Colours are judged as they come to stand, not on their way there.
  await page.evaluate(() => {
    const still = new CSSStyleSheet();
    still.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important; }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  });
  for (const size of [desktop, phone]) {
    await page.setViewportSize(size);
    await page.waitForFunction(() => !document.querySelector("rct-skeleton"));
    for (const look of looks) {
      await page.evaluate((set) => {
        for (const name of ["theme", "type", "contrast"]) delete document.documentElement.dataset[name];
        Object.assign(document.documentElement.dataset, set);
      }, look);
      await clean(page);
    }
  }
}
