import { demoPassword } from "../../ops/demo-data/accounts.ts";
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

const administratorPages = ["health", "rules", "calendar", "offices", "catalogues", "texts"];

it(
  "S4-01 B-20 the administrator reads health, rules, calendar, offices, catalogues and texts; every page is clean",
  journey(async () => {
    const { page, complaints } = await visit(desktop);
    await logIn(page, "guanli");
    for (const name of administratorPages) {
      await page.goto(`${baseUrl()}/admin/${name}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForFunction(() => !document.querySelector("rct-skeleton"));
      expect([name, await accessibilityFaults(page)]).toEqual([name, []]);
    }
    expect(complaints).toEqual([]);
  }),
  120_000,
);

it(
  "B-19 the process picture has a text twin with the same steps",
  journey(async () => {
    const { page } = await visit(desktop);
    await logIn(page, "shizhigaiban");
    await page.goto(`${baseUrl()}/matters/certificate-replacement`);
    await page.locator("svg .djs-visual, .djs-container svg").first().waitFor();
    const text = await page.locator("main").innerText();
    for (const step of [
      "遗失公示",
      "提交补办材料",
      "单位审核并盖章",
      "主管部门确认并盖章",
      "职改办审批",
      "签发职称电子证书",
    ])
      expect(text).toContain(step);
    expect(await accessibilityFaults(page)).toEqual([]);
  }),
  120_000,
);

it(
  "B-08 B-11 a returned case says all its defects at once, and the remark stands beside its field",
  journey(async () => {
    const { page } = await visit(phone);
    await logIn(page, "13900000002");
    await page
      .getByText(/退回给你/)
      .first()
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page
      .getByRole("link", { name: /去补正|补正|看进度/ })
      .first()
      .click();
    await page.waitForURL(/\/(cases|drafts)\//);
    await page
      .getByText(/遗失经过不完整/)
      .first()
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  }),
  120_000,
);

it(
  "B-01 an overdue case stands first in the inbox of the city's title office",
  journey(async () => {
    const { page } = await visit(desktop);
    await logIn(page, "shizhigaiban");
    await page.goto(`${baseUrl()}/inbox?queue=to-claim`);
    await page
      .getByText(/逾期 \d+ 个工作日/)
      .first()
      .waitFor();
    // Above each group stands a row with its name.
    const first = page
      .locator("tbody")
      .getByRole("row")
      .filter({ has: page.getByRole("link") })
      .first();
    expect(await first.innerText()).toMatch(/逾期 \d+ 个工作日/);
    expect(await accessibilityFaults(page)).toEqual([]);
  }),
  120_000,
);

for (const loginName of ["danwei", "zhuguan", "shizhigaiban", "guanli"])
  it(
    `B-29 S2-02 at 390 px the desk of ${loginName} stays inside the screen and clean`,
    journey(async () => {
      const { page } = await visit(phone);
      await logIn(page, loginName);
      const paths =
        loginName === "guanli"
          ? administratorPages.map((name) => `/admin/${name}`)
          : ["/inbox?queue=to-claim", "/inbox?queue=done"];
      for (const path of paths) {
        await page.goto(`${baseUrl()}${path}`);
        await page.getByRole("heading", { level: 1 }).first().waitFor();
        await page.waitForFunction(() => !document.querySelector("rct-skeleton"));
        expect([path, await accessibilityFaults(page)]).toEqual([path, []]);
        expect([path, await sidewaysScroll(page)]).toEqual([path, 0]);
      }
    }),
    120_000,
  );

it(
  "B-20 S2-10 D27 a rejected case ends with its reason, the article and where to appeal; the certificate stays valid",
  journey(async () => {
    const office = (await visit(desktop)).page;
    await logIn(office, "xianzhigaiban");
    await office.goto(`${baseUrl()}/inbox?queue=to-claim`);
    await office.getByRole("row").filter({ hasText: "石景明" }).first().waitFor();
    await office.keyboard.press("j");
    await office.keyboard.press("Enter");
    await office.waitForURL(/\/tasks\//);
    await office.getByRole("button", { name: /^认领/ }).click();
    await office.getByRole("textbox", { name: "意见" }).fill("与存档记录不符，不予补发。");
    await office.getByRole("button", { name: /不予通过/ }).click();
    expect(await accessibilityFaults(office)).toEqual([]);
    await office
      .getByRole("alertdialog")
      .getByRole("button", { name: /不予通过/ })
      .click();
    await office.getByLabel("登录密码").fill(demoPassword);
    await office.keyboard.press("Enter");
    await office
      .getByText(/石景明：不予通过/)
      .first()
      .waitFor();
    const applicant = (await visit(phone)).page;
    await logIn(applicant, "13900000006");
    await applicant.goto(`${baseUrl()}/?state=closed`);
    await applicant.getByText("不予通过").first().waitFor();
    await applicant
      .getByRole("link", { name: /看|详情/ })
      .first()
      .click();
    await applicant.waitForURL(/\/cases\//);
    await applicant.getByText("与存档记录不符，不予补发。").first().waitFor();
    const text = await applicant.locator("main").innerText();
    expect(text).toContain("柳职办〔2019〕17号 三.3");
    expect(text).toMatch(
      /可以在 \d{4}年\d+月\d+日前（自收到之日起 60 日内）向柳州市职改办（演示）（电话 0772-0000001）申请复核/,
    );
    expect(await accessibilityFaults(applicant)).toEqual([]);
  }),
  120_000,
);

const looks = [
  ["dark", { theme: "dark" }],
  ["large type", { type: "large" }],
  ["more contrast", { contrast: "more" }],
  ["dark with more contrast", { theme: "dark", contrast: "more" }],
] as const;

for (const [name, look] of looks)
  it(
    `B-29 ${name}: start page, case and inbox stay readable and inside the screen`,
    journey(async () => {
      const applicant = (await visit(phone)).page;
      await logIn(applicant, "13900000001");
      const walk = async (page: typeof applicant, path: string) => {
        await page.goto(`${baseUrl()}${path}`);
        await page.evaluate((set) => Object.assign(document.documentElement.dataset, set), look);
        await page.getByRole("heading", { level: 1 }).first().waitFor();
        await page.waitForFunction(() => !document.querySelector("rct-skeleton"));
        // What the change of colours has set going is over before they are judged.
        await page.waitForFunction(
          () =>
            new Promise((resolve) =>
              requestAnimationFrame(() =>
                requestAnimationFrame(() =>
                  resolve(document.getAnimations().every(({ playState }) => playState !== "running")),
                ),
              ),
            ),
        );
        expect([path, await accessibilityFaults(page)]).toEqual([path, []]);
      };
      for (const path of ["/", "/certificates", "/matters", "/notices", "/verify"]) {
        await walk(applicant, path);
        expect([path, await sidewaysScroll(applicant)]).toEqual([path, 0]);
      }
      const reviewer = (await visit(desktop)).page;
      await logIn(reviewer, "danwei");
      await walk(reviewer, "/inbox?queue=to-claim");
    }),
    120_000,
  );
