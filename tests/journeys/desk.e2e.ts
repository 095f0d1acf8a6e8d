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

const administratorPages = ["health", "rules", "calendar", "offices"];

it(
  "S4-01 B-20 the administrator reads health, rules, calendar and offices; every page is clean",
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
    expect(await accessibilityFaults(page)).toEqual([]);
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
