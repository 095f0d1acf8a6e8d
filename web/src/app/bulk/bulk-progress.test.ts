import { provideHttpClient } from "@angular/common/http";
import { TestBed } from "@angular/core/testing";
import { provideRouter } from "@angular/router";
import type { BulkBatchView } from "../../../../api/contracts/bulk-batches.ts";
import { Api } from "../api/api.ts";
import { provideIcons } from "../shared/icons.ts";
import { BulkProgress } from "./bulk-progress.ts";

const item = (taskId: string, change: object) => ({
  ...{ taskId, caseId: taskId, caseNumber: `YS-${taskId}`, applicantName: `某${taskId}`, organisationName: null },
  ...{ decision: { outcome: "approve" as const, opinion: "同意。" }, sentence: null },
  ...(change as { state: "done" }),
});
const batch: BulkBatchView = {
  ...{ id: "batch", matterTitle: "证书补办", stepTitle: "单位审核", state: "done", version: 1, hash: "a".repeat(64) },
  ...{ count: 2, done: 1, refused: 0, unanswered: 1, sealName: null, opinionRequired: false },
  ...{ madeAt: "2026-11-21T00:00:00Z", begunAt: "2026-11-21T00:00:00Z", finishedAt: "2026-11-21T00:20:00Z" },
  items: [item("1", { state: "done" }), item("2", { state: "unanswered", sentence: "未得到答复：请点“再问一次”。" })],
};

test("B-07 what its case did not answer stands apart with what to do, and is asked again under the same content", async () => {
  const asked: unknown[] = [];
  const call = (_: unknown, given: unknown) => Promise.resolve(asked.push(given));
  TestBed.configureTestingModule({
    providers: [provideHttpClient(), provideRouter([]), provideIcons(), { provide: Api, useValue: { call } }],
  });
  const fixture = TestBed.createComponent(BulkProgress);
  fixture.componentRef.setInput("batch", batch);
  let reloads = 0;
  fixture.componentInstance.reload.subscribe(() => reloads++);
  await fixture.whenStable();
  const page = fixture.nativeElement as HTMLElement;
  const section = page.querySelector("[aria-labelledby=unanswered-title]")!;
  expect(section.textContent).toContain("某2");
  expect(section.textContent).toContain("未得到答复");
  // It is not among what is decided anew, in another batch.
  expect(page.querySelector("input[type=checkbox]")).toBeNull();
  section.querySelector("button")!.click();
  await fixture.whenStable();
  expect([asked, reloads]).toEqual([[{ params: { id: "batch" }, body: { hash: batch.hash } }], 1]);
});
