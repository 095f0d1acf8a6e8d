import { expect, test } from "@jest/globals";
import { refusalKinds, type RefusalCode } from "../refusal.ts";
import { refusalSentence } from "./refusals.ts";

const codes = Object.keys(refusalKinds) as RefusalCode[];

test.each(codes)("%s is said in a whole Chinese sentence, also without parameters", (code) => {
  const sentence = refusalSentence(code);
  expect(sentence).toMatch(/^[\u4e00-\u9fff].*[。]$/);
  expect(sentence).not.toMatch(/undefined|null|NaN|\[object|Invalid/);
});

test("S2-09 a running notice is refused with its days and the instant from which it will be possible", () => {
  expect(refusalSentence("notice-running", { from: "2026-11-30T16:00:00.000Z", days: 5 })).toBe(
    "公示未满 5 个工作日，2026年12月1日 00:00 起可提交。",
  );
  expect(refusalSentence("notice-running", { from: "2026-11-30T16:00:00.000Z" })).toBe(
    "公示还没有结束，2026年12月1日 00:00 起可提交。",
  );
});

test("B-03 a claimed task says by whom and when", () => {
  expect(refusalSentence("already-claimed", { who: "农清河", at: "2026-11-21T02:31:00.000Z" })).toBe(
    "这件已由 农清河 在 10:31 认领。",
  );
});

test("what was computed is shown: the lock's end, the wait, the limits", () => {
  expect(refusalSentence("account-locked", { until: "2026-11-21T02:31:00.000Z" })).toContain("10:31 后可以再试");
  expect(refusalSentence("too-many-requests", { afterSeconds: 30 })).toContain("30 秒后");
  expect(refusalSentence("too-many-requests", { afterSeconds: 61 })).toContain("2 分钟后");
  expect(refusalSentence("file-too-large", { mostInMegabytes: 1 })).toContain("1 MB");
  expect(refusalSentence("file-too-large", { limitBytes: 10 * 1024 * 1024 })).toContain("10 MB");
});
