import type { Page } from "playwright-core";
import { approve, decide, handIn, lost } from "../../ops/demo-data/story.ts";
import { Visitor } from "../../ops/demo-data/visitor.ts";
import { baseUrl, closeBrowser, desktop, it, journey, logIn, phone, visit } from "./browser.ts";
import { clean } from "./hands.ts";

afterAll(closeBrowser);

const talentCentre = "柳州市人才中心（演示）";

/** A junior teacher of a county school begins a case, school and department approve: to whom does the next step go? */
async function receiverOfNextCase(): Promise<string> {
  const as = (loginName: string) => Visitor.logIn(baseUrl(), baseUrl(), loginName);
  const applicant = await as("13900000021");
  const mine = await applicant.call<{ certificates: { id: string }[] }>("GET", "/api/my/certificates");
  const caseId = await applicant.declare(mine.certificates[0]!.id, lost);
  const parties = { applicant, as, caseId };
  await handIn(parties);
  await decide(parties, "xuexiao", approve("情况属实，同意上报。"));
  await decide(parties, "jiaoyuju", approve("材料齐全，同意上报。"));
  const { route } = await applicant.view(caseId);
  const current = route.find(({ state }) => state === "current");
  return current?.step === "title-office" ? (current.who ?? "") : "";
}

/** The editor of the rule that sends county cases to the county's title office. */
async function editCountyRule(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^修改\s*：\s*职改办审批，柳州市，证书级别：初级/ }).click();
  await page.getByRole("heading", { name: "修改规则：职改办审批" }).waitFor();
}

it(
  "B-17 an administrator changes who reviews county cases, another one approves, and the next case goes there",
  journey(async () => {
    const author = await visit(desktop);
    await logIn(author.page, "guanli");
    await author.page.goto(`${baseUrl()}/admin/rules`);
    await author.page.getByRole("button", { name: "起草修改" }).click();
    await author.page.waitForURL(/\/rules\/drafts\//);
    await author.page.getByRole("heading", { name: "试算" }).waitFor();
    await editCountyRule(author.page);
    await author.page.getByRole("combobox", { name: "接收单位" }).selectOption("office");
    await author.page.getByLabel("指定的机构").fill("人才中心");
    await author.page.getByRole("option", { name: new RegExp(talentCentre) }).click();
    await author.page.getByLabel("时限（工作日）").fill("4");
    await clean(author.page);
    await author.page.getByRole("button", { name: "保存到草稿" }).click();
    const differences = author.page.getByRole("region", { name: /与第 1 版的不同/ });
    await differences.getByText(talentCentre).waitFor();
    expect(await differences.innerText()).toMatch(/县（区）职改办/);
    await author.page
      .getByText(/件.*“职改办审批”/)
      .first()
      .waitFor();
    await clean(author.page);
    await author.page.getByRole("button", { name: "送另一人复核" }).click();
    await author.page.getByText("等待复核").waitFor();
    expect(await author.page.getByRole("button", { name: "同意并起用" }).count()).toBe(0);
    expect(author.complaints).toEqual([]);

    const approver = await visit(desktop);
    await logIn(approver.page, "guanli2");
    await approver.page.goto(`${baseUrl()}/admin/rules`);
    await approver.page.getByRole("link", { name: /草稿，等待复核/ }).click();
    await approver.page
      .getByRole("region", { name: /与第 1 版的不同/ })
      .getByText(talentCentre)
      .waitFor();
    await clean(approver.page);
    await approver.page.getByRole("button", { name: "同意并起用" }).click();
    await approver.page.getByRole("alertdialog").getByRole("button", { name: "同意并起用" }).click();
    await approver.page.waitForURL(/\/admin\/rules$/);
    await approver.page
      .getByText(/第 2 版，.*起/)
      .first()
      .waitFor();
    await clean(approver.page);

    expect(await receiverOfNextCase()).toBe(talentCentre);

    await approver.page.goto(`${baseUrl()}/admin/rules?version=1`);
    await approver.page.getByRole("button", { name: "回退到这一版" }).click();
    await approver.page.getByRole("button", { name: "送另一人复核" }).click();
    await approver.page.getByText("等待复核").waitFor();
    await author.page.goto(approver.page.url());
    await author.page.getByRole("button", { name: "同意并起用" }).click();
    await author.page.getByRole("alertdialog").getByRole("button", { name: "同意并起用" }).click();
    await author.page.waitForURL(/\/admin\/rules$/);
    await author.page
      .getByText(/^第 3 版/)
      .first()
      .waitFor();
  }),
  180_000,
);

it(
  "D24 S2-02 the editor does not offer what the law forbids, and works on a phone",
  journey(async () => {
    const { page } = await visit(phone);
    await logIn(page, "guanli2");
    await page.goto(`${baseUrl()}/admin/rules`);
    await page.getByRole("button", { name: "起草修改" }).click();
    await page.waitForURL(/\/rules\/drafts\//);
    await clean(page);
    await page.getByRole("button", { name: /^修改\s*：\s*遗失公示/ }).click();
    await page.getByText("规定不少于 5 个工作日（柳职办〔2019〕17号 三.3）").waitFor();
    expect(await page.getByText("符合条件的办件跳过这一步").count()).toBe(0);
    await page.getByLabel("时限（工作日）").fill("4");
    await page.getByRole("button", { name: "保存到草稿" }).click();
    await page.getByText("依据柳职办〔2019〕17号 三.3，不能少于 5 个工作日").waitFor();
    await clean(page);
    await page.getByRole("button", { name: "取消" }).click();
    await page.getByRole("button", { name: "放弃草稿" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "放弃草稿" }).click();
    await page.waitForURL(/\/admin\/rules$/);
  }),
  120_000,
);
