import type { TaskRow } from "../../../../api/contracts/inbox.ts";
import { mergeFresh, shown } from "./inbox-merge.ts";

const row = (taskId: string, version = 1) => ({ taskId, version }) as TaskRow;
const told = (rows: readonly { taskId: string; version: number; gone: boolean }[]) =>
  rows.map(({ taskId, version, gone }) => `${taskId}${version}${gone ? " gone" : ""}`);

describe("bringing a list up to date", () => {
  it("B-12 no row moves: new ones are counted, known ones renewed, missing ones marked", () => {
    const before = shown([row("a"), row("b"), row("c")]);
    const { rows, arrived } = mergeFresh(before, [row("x"), row("a", 2), row("c"), row("y")], true);
    expect(told(rows)).toEqual(["a2", "b1 gone", "c1"]);
    expect(arrived).toBe(2);
  });

  it("B-12 rows beyond the page that was asked for are not judged", () => {
    const before = shown([row("a"), row("b"), row("c"), row("d")]);
    expect(told(mergeFresh(before, [row("a"), row("c")], false).rows)).toEqual(["a1", "b1 gone", "c1", "d1"]);
  });

  it("B-12 a task that came back is no longer marked", () => {
    const before = shown([row("a")]).map((each) => ({ ...each, gone: true }));
    expect(told(mergeFresh(before, [row("a", 3)], true).rows)).toEqual(["a3"]);
  });
});
