import { readdirSync, readFileSync } from "node:fs";
import { fromHandToHand } from "../handing-over.ts";
import { eventSentence, eventTypes } from "./events.ts";

/** Types as they stand in the activities: `event("task.approved", …)`, also behind a condition. */
function writtenTypes(): string[] {
  const folder = new URL("../../activities/", import.meta.url);
  const sources = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  const text = sources.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  const calls = text.matchAll(/\.event\(([^;]*?)\)\s*;/gs);
  // Who holds a task, and that a certificate is revoked, is written by the API; these types stand in one place.
  const byTheApi = readFileSync(new URL("../../db/case-events.ts", import.meta.url), "utf8");
  // Some are written by both.
  const types = [
    ...fromHandToHand,
    ...[...byTheApi.matchAll(/"((?:task|certificate)\.[a-z-]+)"/g)].map(([, type = ""]) => type),
    ...[...calls].flatMap(([, argument = ""]) =>
      [...argument.matchAll(/"([a-z-]+\.[a-z-]+)"/g)].map(([, type = ""]) => type),
    ),
  ];
  return [...new Set(types)];
}

const tell = (type: string, data: Record<string, unknown> = {}) =>
  eventSentence({
    type,
    stepTitle: "职改办审批",
    data,
    titleOf: (step) => (step === "materials" ? "提交补办材料" : step),
  });

test("B-12 every event that an activity writes has a sentence, and none is left over", () => {
  const written = writtenTypes();
  expect(written.length).toBeGreaterThan(15);
  expect(eventTypes.toSorted()).toEqual(written.toSorted());
});

test.each([
  ["task.reminded-late", { day: "2026-09-03" }, "“职改办审批”9月3日的办理提醒当天没有发出，现补发一次"],
  [
    "notice.published",
    { endsAt: "2026-11-30T16:00:00.000Z", workingDays: 5 },
    "遗失声明开始公示，共 5 个工作日，至2026年11月30日（周一）24:00",
  ],
  [
    "notice.recomputed",
    { from: "2026-11-30T16:00:00.000Z", to: "2026-12-01T16:00:00.000Z", reason: "调休" },
    "公示截止由2026年11月30日（周一）24:00改为2026年12月1日（周二）24:00：调休",
  ],
  ["task.approved", { sealed: true }, "“职改办审批”通过，已盖章"],
  ["task.returned", { to: "materials", straightBack: true }, "“职改办审批”退回到“提交补办材料”，改好后直接交回"],
  [
    "task.escalated",
    { moved: true, officeName: "柳州市示例工业主管局" },
    "“职改办审批”逾期未办，改由柳州市示例工业主管局办理",
  ],
  [
    "certificate.issued",
    { number: "YS1", replacedNumber: "06000116" },
    "电子证书已签发，编号 YS1；原证书 06000116 作废",
  ],
  ["case.closed", { outcome: "objection-upheld" }, "公示异议成立，办件终止"],
])("B-12 B-15 %s is told in plain words", (type, data, sentence) => {
  expect(tell(type, data)).toBe(sentence);
});
