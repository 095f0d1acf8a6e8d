import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { Visitor } from "../../ops/demo-data/visitor.ts";
import { baseUrl, closeBrowser, desktop, journey, logIn, phone, visit } from "./browser.ts";
import { clean } from "./hands.ts";
import { until } from "../until.ts";
import { ask, closeDatabase, paused, withProcesses, without } from "./processes.ts";

afterAll(async () => {
  await closeBrowser();
  await closeDatabase();
});

const applicant = { name: "黄一诺", loginName: "13900000004", certificate: "06000418" };
const reviewed = { name: "蒙嘉树", certificate: "06000317" };
const away = "暂时连不上服务器，正在重连";

async function caseOf(certificate: string): Promise<string> {
  const [found] = await ask<{ id: string }>(
    `select k.id from cases k join certificates c on c.id = k.certificate_id where c.number = $1 and k.state = 'open'`,
    [certificate],
  );
  return found!.id;
}

async function approvals(caseId: string, step: string): Promise<number> {
  const found = await ask(
    "select 1 from case_events e join tasks t on t.id = e.task_id where e.case_id = $1 and t.step = $2 and e.type = 'task.approved'",
    [caseId, step],
  );
  return found.length;
}

async function taskOf(caseId: string): Promise<string> {
  const [found] = await ask<{ id: string }>(
    "select id from tasks where case_id = $1 and kind = 'review' and state = 'open'",
    [caseId],
  );
  return found!.id;
}

async function openTask(page: Page, caseId: string): Promise<void> {
  await page.goto(`${baseUrl()}/tasks/${await taskOf(caseId)}`);
  await page.getByRole("button", { name: /^认领/ }).waitFor();
}

async function write(page: Page, opinion: string): Promise<void> {
  await page.getByRole("textbox", { name: "意见" }).fill(opinion);
  await page.keyboard.press("Control+Enter");
  await page.getByLabel("登录密码").fill(demoPassword);
}

/** As by an administrator elsewhere, or by the hours: the browser still has its cookie. */
async function endSessions(loginName: string): Promise<void> {
  await ask(
    "update sessions set ended_at = now() where ended_at is null and account_id = (select id from accounts where login_name = $1)",
    [loginName],
  );
}

async function signInAgain(page: Page, loginName: string): Promise<void> {
  const dialog = page.getByRole("dialog").filter({ hasText: "请重新登录" });
  await dialog.getByLabel("手机号或登录名").fill(loginName);
  await dialog.getByLabel("密码").fill(demoPassword);
  await dialog.getByRole("button", { name: "登录", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

/** The form of the materials, prepared while the notice runs. */
async function openForm(page: Page): Promise<string> {
  const visitor = await Visitor.logIn(baseUrl(), baseUrl(), applicant.loginName);
  const { id } = await visitor.openDraft(await caseOf(applicant.certificate));
  await logIn(page, applicant.loginName);
  await page.goto(`${baseUrl()}/drafts/${id}`);
  await page.getByLabel(/遗失经过/).waitFor();
  return id;
}

async function savedStatement(draftId: string): Promise<string> {
  const visitor = await Visitor.logIn(baseUrl(), baseUrl(), applicant.loginName);
  const { form } = await visitor.call<{ form: { statement?: string } }>("GET", `/api/drafts/${draftId}`);
  return form.statement ?? "";
}

withProcesses(
  "P2 engine killed: the decision is 未受理, the opinion is kept, and one press later it is accepted, once",
  journey(async () => {
    const { page } = await visit(desktop);
    const caseId = await caseOf(reviewed.certificate);
    await logIn(page, "danwei");
    await openTask(page, caseId);
    await page.getByRole("button", { name: /^认领/ }).click();
    const opinion = "情况属实，档案中有记录，同意上报。";
    await write(page, opinion);
    await without("temporal", async () => {
      await page.keyboard.press("Enter");
      await page.getByRole("alert").filter({ hasText: "未受理" }).waitFor();
      await clean(page);
      expect(await page.getByRole("textbox", { name: "意见" }).inputValue()).toBe(opinion);
      expect(await approvals(caseId, "employer")).toBe(0);
    });
    await page.getByRole("button", { name: "再试一次" }).click();
    await page.getByText(`${reviewed.name}：已通过`).first().waitFor();
    expect(await approvals(caseId, "employer")).toBe(1);
  }),
  120_000,
);

withProcesses(
  "P2 session ended at the press of 认领: signing in over the page goes on with it; engine silent: 正在确认, and the page shows the outcome by itself, once",
  journey(async () => {
    const { page } = await visit(desktop);
    const caseId = await caseOf(reviewed.certificate);
    await logIn(page, "zhuguan");
    await until(
      async () => (await ask("select 1 from tasks where case_id = $1 and step = 'department'", [caseId])).length > 0,
      "the next task",
    );
    await openTask(page, caseId);
    // At the press itself: nothing else of the page finds out before.
    const claiming = /\/claim$/;
    await page.route(
      claiming,
      async (route) => {
        await endSessions("zhuguan");
        await route.continue();
      },
      { times: 1 },
    );
    await page.getByRole("button", { name: /^认领/ }).click();
    await signInAgain(page, "zhuguan");
    await page.getByText("已认领，可以写意见了。").waitFor();
    await write(page, "材料齐全，同意上报。");
    await paused("temporal", async () => {
      await page.keyboard.press("Enter");
      await page.getByText("正在确认办理结果").waitFor();
      await clean(page);
    });
    await page.getByText(`${reviewed.name}：已通过`).first().waitFor();
    await page.getByText("正在确认办理结果").waitFor({ state: "detached" });
    expect(await approvals(caseId, "department")).toBe(1);
  }),
  120_000,
);

for (const [part, words] of [
  ["api", "搬家时遗失，"],
  ["postgres", "多次寻找未果，"],
] as const)
  withProcesses(
    `P2 ${part} killed while an applicant types: said calmly, kept, saved by itself when it is back; what others do shows again`,
    journey(async () => {
      const { page } = await visit(phone);
      const draftId = await openForm(page);
      const desk = (await visit(desktop)).page;
      await logIn(desk, "shizhigaiban");
      await desk.goto(`${baseUrl()}/inbox?queue=to-claim`);
      const row = desk.getByRole("row").filter({ hasText: reviewed.name });
      await row.waitFor();
      const field = page.getByLabel(/遗失经过/);
      await field.fill(words);
      await page.getByText("已保存").waitFor();
      await without(part, async () => {
        await field.pressSequentially("还在找。");
        await page.getByText(away).waitFor();
        await page.getByText("已存在本机").waitFor();
        await clean(page);
        await field.pressSequentially("请补办。");
      });
      await page.getByText(away).waitFor({ state: "detached" });
      await page.getByText("已保存").waitFor();
      expect(await field.inputValue()).toBe(`${words}还在找。请补办。`);
      expect(await savedStatement(draftId)).toBe(`${words}还在找。请补办。`);

      await desk.getByText(away).waitFor({ state: "detached" });
      const colleague = await Visitor.logIn(baseUrl(), baseUrl(), "shizhigaiban2");
      const task = `/api/tasks/${await taskOf(await caseOf(reviewed.certificate))}`;
      await colleague.call("POST", `${task}/claim`);
      await row.filter({ hasText: "已不在这里" }).or(desk.getByText("农清河")).first().waitFor();
      await colleague.call("POST", `${task}/release`, { reason: "" });
    }),
    120_000,
  );

withProcesses(
  "P9 session ended in the middle of the form: signed in over the page nothing typed is lost; another person meets none of it",
  journey(async () => {
    const { page } = await visit(phone);
    const draftId = await openForm(page);
    const field = page.getByLabel(/遗失经过/);
    await field.fill("登录过期以前写的。");
    await page.getByText("已保存").waitFor();
    await endSessions(applicant.loginName);
    await field.pressSequentially("过期以后写的。");
    await page.getByRole("dialog").filter({ hasText: "请重新登录" }).waitFor();
    await clean(page);
    await signInAgain(page, applicant.loginName);
    await page.getByText("已保存").waitFor();
    expect(await field.inputValue()).toBe("登录过期以前写的。过期以后写的。");
    await until(async () => (await savedStatement(draftId)) === "登录过期以前写的。过期以后写的。", "the saved form");

    await endSessions(applicant.loginName);
    await field.pressSequentially("只给自己看的。");
    await signInAgain(page, "13900000005");
    await page.getByText("兰若溪，你好").waitFor();
    expect(await page.evaluate(() => document.body.innerText + JSON.stringify({ ...localStorage }))).not.toMatch(
      /只给自己看的|过期以后写的/,
    );
    await page.goto(`${baseUrl()}/drafts/${draftId}`);
    await page.getByText("没有找到").first().waitFor();
  }),
  120_000,
);

/** Noise does not shrink: some megabytes that are still a picture. */
function largePicture(): Promise<Buffer> {
  const [width, height] = [1200, 900];
  return sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

withProcesses(
  "P4 P10 a line cut in the middle of an upload: how far it is, that it waits, and it goes on where it stopped; a file that waits for the scanner and one that is refused say so",
  journey(async () => {
    const { page, context } = await visit(phone);
    const draftId = await openForm(page);
    await clearMaterials(draftId);
    await page.reload();
    const offsets: number[] = [];
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    // Every part but the first waits for us: however fast the line, it is cut in the middle.
    await page.route(/\/uploads\/.*offset=[1-9]/, async (route) => {
      offsets.push(Number(new URL(route.request().url()).searchParams.get("offset")));
      await held;
      await route.continue();
    });
    const content = await largePicture();
    await page
      .getByLabel(/上传\s*身份证正反面/)
      .setInputFiles({ name: "身份证.jpg", mimeType: "image/jpeg", buffer: content });
    await page.getByText(/上传中 [1-9]\d*%/).waitFor();
    await clean(page);
    await context.setOffline(true);
    goOn();
    await page.getByText(/网络断开，已传 [1-9]\d*%/).waitFor();
    await clean(page);
    const [reached] = offsets;
    const before = offsets.length;
    await context.setOffline(false);
    await page.getByRole("link", { name: /预览\s*身份证.jpg/ }).waitFor();
    expect(offsets.length).toBeGreaterThan(before);
    expect(offsets[before]).toBe(reached);

    await page
      .getByLabel(/上传\s*遗失情况说明/)
      .setInputFiles({ name: "说明.pdf", mimeType: "application/pdf", buffer: Buffer.from("这不是 PDF") });
    await page
      .getByRole("alert")
      .filter({ hasText: /文件|PDF/ })
      .waitFor();
    await clean(page);
    const statement = await sharp({ create: { width: 600, height: 800, channels: 3, background: "white" } })
      .png()
      .toBuffer();
    await page
      .getByLabel(/换一个\s*遗失情况说明/)
      .setInputFiles({ name: "说明.png", mimeType: "image/png", buffer: statement });
    await page.getByRole("link", { name: /预览\s*说明.png/ }).waitFor();
    expect(await page.getByText("不传了").count()).toBe(0);

    await ask(
      "update files set scan_state = 'quarantined' where hash in (select file_hash from materials where draft_id = $1)",
      [draftId],
    );
    await page.reload();
    await page.getByText("正在等待安全检查，通过后自动可用。").first().waitFor();
    await clean(page);
    await page.getByRole("link", { name: /预览\s*身份证.jpg/ }).waitFor({ timeout: 40_000 });
    await clearMaterials(draftId);
  }),
  180_000,
);

async function clearMaterials(draftId: string): Promise<void> {
  await ask("update materials set removed_at = now() where draft_id = $1 and removed_at is null", [draftId]);
}
