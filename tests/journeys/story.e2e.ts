import { Visitor } from "../../ops/demo-data/visitor.ts";
import { baseUrl, closeBrowser, desktop, it, journey, logIn, phone, visit } from "./browser.ts";
import { clean } from "./hands.ts";

afterAll(closeBrowser);

const as = (loginName: string) => Visitor.logIn(baseUrl(), baseUrl(), loginName);

for (const size of [phone, desktop])
  it(
    `S2-02 at ${size.width} px the login page lists the demonstration's accounts; pressing the first one signs in`,
    journey(async () => {
      const { page, complaints } = await visit(size);
      await page.goto(`${baseUrl()}/login`);
      const accounts = page.getByRole("region", { name: /演示账号/ }).getByRole("button");
      await accounts.first().waitFor();
      expect(await accounts.count()).toBeGreaterThanOrEqual(6);
      await clean(page);
      await accounts.first().click();
      await page.getByText("覃志远，你好").waitFor();
      expect(complaints).toEqual([]);
    }),
    120_000,
  );

it(
  "B-29 the pages beside the work are clean, too: 我的信息, the mailbox, and an address that leads nowhere",
  journey(async () => {
    const { page } = await visit(phone);
    await logIn(page, "13900000001");
    for (const path of ["/me", "/demo/mailbox", "/no-such-page"]) {
      await page.goto(`${baseUrl()}${path}`);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await page.waitForFunction(() => !document.querySelector("rct-skeleton"));
      await clean(page);
    }
  }),
  120_000,
);

interface Card {
  status: string;
  stepTitle: string;
}

it(
  "S2-17 the demonstration tells its story: a case at every step, one overdue, one returned twice, one objected to, one finished",
  journey(async () => {
    const people = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => `139000000${String(number).padStart(2, "0")}`);
    const cards: Card[] = [];
    for (const loginName of people) {
      const visitor = await as(loginName);
      for (const state of ["open", "closed"])
        cards.push(...(await visitor.call<{ cases: Card[] }>("GET", `/api/my/cases?state=${state}`)).cases);
    }
    const steps = cards.map(({ stepTitle }) => stepTitle);
    for (const step of ["遗失公示", "提交补办材料", "单位审核并盖章", "主管部门确认并盖章", "职改办审批"])
      expect(steps).toContain(step);
    expect(cards.map(({ status }) => status)).toContain("completed");
    const returned = await as("13900000002");
    const [wei] = (await returned.call<{ cases: { id: string }[] }>("GET", "/api/my/cases?state=open")).cases;
    expect((await returned.view(wei!.id)).round).toBe(3);
    const office = await as("shizhigaiban");
    const inbox = (queue: string) =>
      office.call<{ tasks: { applicantName: string }[] }>("GET", `/api/inbox?queue=${queue}&limit=100`);
    expect((await inbox("objections")).tasks.map(({ applicantName }) => applicantName)).toContain("黄一诺");
    expect((await inbox("overdue")).tasks.map(({ applicantName }) => applicantName)).toContain("廖思远");
  }),
  120_000,
);
