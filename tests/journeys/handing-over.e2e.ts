import type { Page } from "playwright-core";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { baseUrl, closeBrowser, desktop, it, journey, logIn, phone, visit } from "./browser.ts";
import { clean } from "./hands.ts";

afterAll(closeBrowser);

const applicant = "兰若溪";

async function openAndClaim(page: Page): Promise<void> {
  await page.goto(`${baseUrl()}/inbox?queue=to-claim&text=${encodeURIComponent(applicant)}`);
  await page.getByRole("row").filter({ hasText: applicant }).getByRole("link").first().click();
  await page.waitForURL(/\/tasks\//);
  // The review page's own button: that of the list may stand a moment longer.
  await page.getByRole("region", { name: "办理意见" }).getByRole("button", { name: /^认领/ }).click();
  await page.getByRole("textbox", { name: "意见" }).waitFor();
}

async function more(page: Page, act: RegExp): Promise<void> {
  await page.getByRole("button", { name: "更多" }).click();
  await page.getByRole("menuitem", { name: act }).click();
}

async function approve(page: Page): Promise<void> {
  await page.getByRole("textbox", { name: "意见" }).fill("同意。");
  await page.getByRole("textbox", { name: "意见" }).press("Control+Enter");
  await page.getByLabel("登录密码").fill(demoPassword);
  await page.keyboard.press("Enter");
  await page.getByText(`${applicant}：已通过`).first().waitFor();
}

it(
  "B-09 B-04 a signer is added on a phone, signs, and the step goes on; then a colleague looks first and takes over, live",
  journey(async () => {
    const department = (await visit(phone)).page;
    await logIn(department, "zhuguan");
    await openAndClaim(department);
    await more(department, /加签/);
    const dialog = department.getByRole("dialog");
    await dialog.getByLabel("找机构").fill("人才");
    await dialog.getByRole("radio", { name: /人才中心/ }).check();
    await dialog.getByLabel(/原因/).fill("涉及档案，请一并审核");
    await clean(department);
    await dialog.getByRole("button", { name: "加签", exact: true }).click();
    await department.getByRole("tab", { name: "进度" }).click();
    await department.getByRole("heading", { name: /会签 0\/2/ }).waitFor();
    await clean(department);

    const centre = (await visit(desktop)).page;
    await logIn(centre, "rencaizhongxin");
    await centre.goto(`${baseUrl()}/inbox?queue=to-claim`);
    await centre.getByRole("row").filter({ hasText: applicant }).getByText("会签 0/2").waitFor();
    await openAndClaim(centre);
    await approve(centre);
    await department.getByRole("heading", { name: /会签 1\/2/ }).waitFor();
    await approve(department);

    const colleague = (await visit(desktop)).page;
    await logIn(colleague, "shizhigaiban2");
    await colleague.goto(`${baseUrl()}/inbox?queue=mine`);
    await colleague.getByRole("heading", { level: 1 }).waitFor();
    const row = colleague.getByRole("row").filter({ hasText: applicant });
    const office = (await visit(desktop)).page;
    await logIn(office, "shizhigaiban");
    await openAndClaim(office);
    const task = office.url();
    await more(office, /请同事先看/);
    await office.getByRole("radio", { name: /农清河/ }).check();
    await office.getByLabel(/原因/).fill("专业上请你把关");
    await clean(office);
    await office.getByRole("dialog").getByRole("button", { name: "请同事先看" }).click();
    await office.getByText("这件正由农清河先看").waitFor();
    await clean(office);

    // The colleague's list was open all the time.
    await row
      .or(colleague.getByRole("button", { name: /新到/ }))
      .first()
      .waitFor();
    if (await colleague.getByRole("button", { name: /新到/ }).isVisible())
      await colleague.getByRole("button", { name: /新到/ }).click();
    await row.getByText("借看").waitFor();
    await row.getByRole("link").first().click();
    await colleague.getByText("陆云舟请你先看这件").waitFor();
    await colleague.getByRole("button", { name: /写意见，交回/ }).click();
    await colleague.getByLabel(/你的意见/).fill("专业内容属实");
    await colleague.getByRole("alertdialog").getByRole("button", { name: "交回" }).click();

    await office.getByRole("textbox", { name: "意见" }).waitFor();
    await colleague.waitForURL(/\/inbox/);
    await row.waitFor({ state: "detached" });
    await more(office, /转交同事/);
    await office.getByRole("radio", { name: /农清河/ }).check();
    await office.getByLabel(/原因/).fill("我明天外出");
    await office.getByRole("dialog").getByRole("button", { name: "转交" }).click();
    await office.getByText("已转交农清河").waitFor();
    await row
      .or(colleague.getByRole("button", { name: /新到/ }))
      .first()
      .waitFor();
    await colleague.goto(task);
    await colleague.getByText("专业内容属实").first().waitFor();
    await approve(colleague);
  }),
  300_000,
);
