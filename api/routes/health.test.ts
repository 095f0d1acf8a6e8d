import { row, rows } from "../../db/connection.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { inReview } from "../../tests/paths.ts";
import { openTestApi, type TestApi } from "../../tests/test-api.ts";
import type { TestCase } from "../../tests/test-case.ts";

let desk: CaseDesk;
let api: TestApi;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
});
afterAll(async () => {
  await api.close();
  await desk.stop();
});

const late = (theCase: TestCase) =>
  rows(desk.database, "update tasks set due_at = now() - interval '3 days' where case_id = $1 and state = 'open'", [
    theCase.id,
  ]);

test("B-20 health counts late work by office and by employer, the most first, and only what is late", async () => {
  const atEmployer = [await inReview(desk, "13900000001", "06000116"), await inReview(desk, "13900000002", "06000215")];
  const atDepartment = await inReview(desk, "13900000003", "06000317");
  await atDepartment.approve("danwei");
  await inReview(desk, "13900000008", "06000813");
  const administrator = await api.browser().signIn("guanli", demoPassword);
  const overdue = async () => (await administrator.get("/api/admin/health")).body.overdue;
  expect(await overdue()).toEqual([]);
  for (const theCase of [...atEmployer, atDepartment]) await late(theCase);
  const oldestDue = expect.stringMatching(/^\d{4}-/);
  expect(await overdue()).toEqual([
    expect.objectContaining({ officeName: "柳州市示例机械有限公司", overdue: 2, open: 3, oldestDue }),
    expect.objectContaining({ officeName: "柳州市示例工业主管局", overdue: 1, open: 1, oldestDue }),
  ]);
  const { due_at: due } = (await row<{ due_at: Date }>(
    desk.database,
    "select min(due_at) as due_at from tasks where case_id = $1 and state = 'open'",
    [atDepartment.id],
  ))!;
  expect((await overdue())[1].oldestDue).toBe(due.toISOString());
});
