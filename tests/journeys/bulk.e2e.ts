import type { Page } from "playwright-core";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { handIn, lost } from "../../ops/demo-data/story.ts";
import { Visitor } from "../../ops/demo-data/visitor.ts";
import { baseUrl, closeBrowser, desktop, it, journey, logIn, phone, visit } from "./browser.ts";
import { clean } from "./hands.ts";

afterAll(closeBrowser);

const as = (loginName: string) => Visitor.logIn(baseUrl(), baseUrl(), loginName);
const people = [
  { phone: "13900000009", name: "冉清和" },
  { phone: "13900000001", name: "覃志远" },
];

interface Mine {
  certificates: { id: string; replacement: { possible: boolean } }[];
}

interface Waiting {
  tasks: { taskId: string; applicantName: string }[];
}

/**
 * Two tasks of one step at one employer: whoever of these people has none there yet loses a certificate that has no
 * open case, and hands in.
 */
async function atTheEmployer(): Promise<void> {
  const { tasks } = await (await as("danwei")).call<Waiting>("GET", "/api/inbox?queue=to-claim");
  for (const one of people) {
    if (tasks.some(({ applicantName }) => applicantName === one.name)) continue;
    const applicant = await as(one.phone);
    const { certificates } = await applicant.call<Mine>("GET", "/api/my/certificates");
    let caseId: string | undefined;
    for (const { id } of certificates.filter(({ replacement }) => replacement.possible))
      caseId ??= await applicant.declare(id, lost);
    if (!caseId) throw new Error(`${one.name} has no certificate to declare`);
    await handIn({ applicant, as, caseId });
  }
}

async function claimBoth(page: Page): Promise<void> {
  await page.goto(`${baseUrl()}/inbox?queue=to-claim`);
  for (const { name } of people) {
    const row = page.getByRole("row").filter({ hasText: name });
    await Promise.all([
      page.waitForResponse((answer) => answer.url().endsWith("/claim")),
      row.getByRole("button", { name: new RegExp(`^认领.*${name}`) }).click(),
    ]);
  }
  await page.goto(`${baseUrl()}/inbox?queue=mine`);
  for (const { name } of people) await page.getByRole("row").filter({ hasText: name }).first().waitFor();
}

/** Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    const words = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      return element?.getAttribute("aria-label") ?? element?.innerText ?? "";
    });
    if (name.test(words.trim())) return;
  }
  throw new Error(`Tab never reached ${String(name)}`);
}

it(
  "B-07 several are decided together with an own opinion each: looked over, one password, progress that is found again, a failure tried again",
  journey(async () => {
    await atTheEmployer();
    const { page, complaints } = await visit(desktop);
    await logIn(page, "danwei");
    await claimBoth(page);
    for (const { name } of people) await page.getByRole("checkbox", { name: new RegExp(`选择 ${name}`) }).check();
    await page.getByRole("button", { name: /批量办理/ }).click();
    await page.waitForURL(/\/bulk\//);
    await page.getByRole("heading", { name: "给全部 2 件" }).waitFor();
    await page.getByRole("textbox", { name: "覃志远的意见" }).fill("经核对岗位档案，情况属实。");
    await clean(page);
    await page.getByText("已保存").waitFor();
    await page.setViewportSize(phone);
    await clean(page);
    await page.setViewportSize(desktop);

    // Left and found again, on the menu.
    await page.getByRole("link", { name: "我的待办" }).first().click();
    await page.getByRole("link", { name: "批量办理" }).click();
    await page.getByText("2 件，还没有开始").first().waitFor();
    await clean(page);
    await page
      .getByRole("link", { name: /单位审核/ })
      .first()
      .click();
    await page.getByRole("button", { name: "核对" }).click();
    await page.getByRole("heading", { name: "核对 2 件" }).waitFor();
    await page.getByText("经核对岗位档案，情况属实。").waitFor();
    await clean(page);
    // Somewhere else one of them is put back before it begins.
    const elsewhere = await as("danwei");
    const { tasks } = await elsewhere.call<Waiting>("GET", "/api/inbox?queue=mine");
    const released = tasks.find(({ applicantName }) => applicantName === "冉清和")!;
    await elsewhere.call("POST", `/api/tasks/${released.taskId}/release`, { reason: "" });
    await page.getByRole("button", { name: /输入密码，开始办理 2 件/ }).click();
    await page.getByLabel("登录密码").fill(demoPassword);
    await clean(page);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "这一批办完了" }).waitFor({ timeout: 60_000 });
    await page.getByText("共 2 件，办好 1 件，没办成 1 件。").waitFor();
    await page.getByText("这件还没有认领，请先认领再办理。").waitFor();
    await clean(page);

    await elsewhere.call("POST", `/api/tasks/${released.taskId}/claim`);
    expect(await page.getByRole("checkbox", { name: /冉清和/ }).isChecked()).toBe(true);
    await page.getByRole("button", { name: "再办选中的 1 件…" }).click();
    await page.getByRole("heading", { name: "给全部 1 件" }).waitFor();
    await page.getByRole("button", { name: "核对" }).click();
    await page.getByRole("button", { name: /输入密码，开始办理 1 件/ }).click();
    await page.getByLabel("登录密码").fill(demoPassword);
    await page.keyboard.press("Enter");
    await page.getByText("共 1 件，办好 1 件，没办成 0 件。").waitFor({ timeout: 60_000 });
    expect(complaints).toEqual([]);
  }),
  240_000,
);

it(
  "B-07 the next desk does the same by keyboard alone",
  journey(async () => {
    const { page } = await visit(desktop);
    await logIn(page, "zhuguan");
    await claimBoth(page);
    // As quickly as one types: no key may be lost to the focus that follows the one before.
    for (let row = 0; row < 2; row++) {
      await page.keyboard.press("j");
      await page.keyboard.press("x");
    }
    await page.getByText("已选 2 件").waitFor();
    await page.keyboard.press("a");
    await page.getByRole("heading", { name: "给全部 2 件" }).waitFor();
    await tabTo(page, /^核对$/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "核对 2 件" }).waitFor();
    await tabTo(page, /^输入密码，开始办理 2 件/);
    await page.keyboard.press("Enter");
    await page.getByLabel("登录密码").waitFor();
    await page.keyboard.type(demoPassword);
    await page.keyboard.press("Enter");
    await page.getByText("共 2 件，办好 2 件，没办成 0 件。").waitFor({ timeout: 60_000 });
  }),
  180_000,
);
