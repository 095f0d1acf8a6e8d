import { fileURLToPath } from "node:url";
import { reconcileAll } from "../../activities/reconcile.ts";
import { rows } from "../../db/connection.ts";
import { openCaseDesk, type CaseDesk } from "../case-desk.ts";
import { until } from "../until.ts";
import { inReview } from "../paths.ts";
import { openTestApi, type TestApi } from "../test-api.ts";
import { closeBrowser, desktop, it, journey, logIn, phone, visit } from "./browser.ts";
import { clean } from "./hands.ts";

/** A city of its own, because what this journey breaks would stand in the way of every other. */
let desk: CaseDesk | undefined;
let api: TestApi | undefined;
afterAll(async () => {
  await closeBrowser();
  await api?.close();
  await desk?.stop();
});

it(
  "P4 B-20 the administrator sees why a case stands still, retries it and sees it go; sees rows that drifted, repairs them together; reads the engine's record",
  journey(async () => {
    let converterMissing = true;
    desk = await openCaseDesk({
      render: async () => {
        if (converterMissing) throw new Error("找不到 LibreOffice");
        return Buffer.from("%PDF-");
      },
    });
    const { database, databaseUrl: url, encryption, engine } = desk;
    api = await openTestApi({
      ...{ database, url, encryption, engine },
      configuration: { webDirectory: fileURLToPath(new URL("../../dist/web", import.meta.url)) },
    });
    const failing = await inReview(desk, "13900000001", "06000116");
    for (const office of ["danwei", "zhuguan", "shizhigaiban"]) await failing.approve(office);
    const drifted = [await inReview(desk, "13900000002", "06000215"), await inReview(desk, "13900000003", "06000317")];
    await until(
      async () => (await rows(database, "select 1 as one from act_failures where act = 'effect'")).length > 0,
      "the failing document",
    );
    await rows(database, "update cases set step = 'title-office' where id = any($1::uuid[])", [
      drifted.map(({ id }) => id),
    ]);
    await reconcileAll(desk.deps, engine);

    const { page, complaints } = await visit(desktop);
    await logIn(page, "guanli", api.origin);
    await page.goto(`${api.origin}/admin/health`);
    const section = (name: string) => page.locator("section", { has: page.getByRole("heading", { name }) });
    const stuck = section("卡住的办件");
    await stuck.getByText("找不到 LibreOffice").waitFor();
    await clean(page);
    converterMissing = false;
    await stuck.getByRole("button", { name: /立即重试/ }).click();
    await stuck.getByRole("table").waitFor({ state: "detached" });
    expect((await failing.closed()).outcome).toBe("completed");

    const drift = section("记录与流程不一致");
    expect(await drift.getByText("办件记录写的是“职改办审批”").count()).toBe(2);
    await drift.getByRole("checkbox", { name: "全选" }).check();
    await drift.getByRole("region", { name: "选中的办件" }).getByRole("button", { name: "修复" }).click();
    await drift.getByRole("table").waitFor({ state: "detached" });
    for (const theCase of drifted) expect((await theCase.row())!.step).toBe("employer");

    await page.setViewportSize(phone);
    await page.goto(`${api.origin}/admin/cases/${drifted[0]!.id}/engine`);
    await page.getByText("写入数据库：写入办理").first().click();
    expect(await page.locator("main").innerText()).toContain("recordCommand");
    await clean(page);
    const shown = await rows(database, "select 1 as one from audit_log where action = 'engine-events.shown'");
    expect(shown.length).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  }),
  180_000,
);
