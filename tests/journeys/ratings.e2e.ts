import { baseUrl, closeBrowser, desktop, it, journey, logIn, phone, visit } from "./browser.ts";
import { clean } from "./hands.ts";

afterAll(closeBrowser);

it(
  "B-21 好差评: who has the certificate rates the office on a phone, the office answers, the applicant reads it and the figures count it",
  journey(async () => {
    const applicant = await visit(phone);
    await logIn(applicant.page, "13900000009");
    await applicant.page.goto(`${baseUrl()}/`);
    await applicant.page
      .getByRole("link", { name: /已办结/ })
      .first()
      .click();
    await applicant.page
      .getByRole("link", { name: /遗失补办/ })
      .first()
      .click();
    await applicant.page.getByRole("heading", { name: "评价这次办理" }).waitFor();
    await applicant.page.getByRole("radio", { name: "基本满意" }).check();
    await applicant.page.getByRole("checkbox", { name: "态度好" }).check();
    await applicant.page.getByRole("checkbox", { name: "等得太久" }).check();
    await applicant.page.getByLabel("补充说明（可以不填）").fill("窗口说得清楚，就是等了一周多。");
    await clean(applicant.page);
    await applicant.page.getByRole("button", { name: "提交评价" }).click();
    await applicant.page.getByText(/回复后，在这里看到/).waitFor();
    await clean(applicant.page);
    const address = applicant.page.url();

    const office = await visit(desktop);
    await logIn(office.page, "shizhigaiban2");
    await office.page.getByRole("link", { name: "好差评" }).click();
    await office.page.getByText("态度好，等得太久").waitFor();
    await clean(office.page);
    await office.page
      .getByRole("button", { name: /^回复…/ })
      .first()
      .click();
    await office.page
      .getByLabel(/回复（随消息发给申请人/)
      .fill("谢谢。公示的五个工作日是规定的，我们会尽快办后面的步骤。");
    await clean(office.page);
    await office.page.getByRole("button", { name: "提交回复" }).click();
    await office.page.getByText("农清河 回复").waitFor();
    await office.page.goto(`${baseUrl()}/analytics`);
    const card = office.page.getByRole("region", { name: "好差评" }).first();
    await card.getByText("表", { exact: true }).click();
    await card.getByRole("link", { name: "基本满意，条数 1，看清单" }).click();
    await office.page.waitForURL(/\/ratings\?.*level=3/);
    await office.page.getByText("态度好，等得太久").waitFor();
    expect([applicant.complaints, office.complaints]).toEqual([[], []]);

    await applicant.page.goto(address);
    await applicant.page.getByText(/公示的五个工作日是规定的/).waitFor();
    await applicant.page.goto(`${baseUrl()}/notifications`);
    await applicant.page.getByText(/回复了你对办件 .+ 的评价：谢谢。/).waitFor();
  }),
  120_000,
);
