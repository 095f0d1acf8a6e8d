import { groupOf, groupRows } from "./inbox-groups.ts";

function due(workingDaysLeft: number, workingDaysOverdue = 0, more: { provisional?: boolean; paused?: boolean } = {}) {
  return {
    at: "2026-11-27T00:00:00+08:00",
    workingDaysLeft,
    workingDaysOverdue,
    provisional: false,
    paused: false,
    ...more,
  };
}

describe("groups by due date", () => {
  it("B-12 late, today and later, in this order", () => {
    const rows = [{ due: due(3) }, { due: due(0, 2) }, { due: due(1) }, { due: null }];
    expect(groupRows("mine", rows)).toEqual([
      { name: "overdue", rows: [rows[1]] },
      { name: "today", rows: [rows[2]] },
      { name: "later", rows: [rows[0], rows[3]] },
    ]);
  });

  it("B-15 a provisional or paused date presses nobody today", () => {
    expect(groupOf(due(1, 0, { provisional: true }))).toBe("later");
    expect(groupOf(due(0, 4, { paused: true }))).toBe("later");
  });

  it("B-12 what is done stands in one list, and an empty queue has no groups", () => {
    expect(
      groupRows("done", [{ due: due(0, 2) }, { due: due(3) }]).map((group) => [group.name, group.rows.length]),
    ).toEqual([["all", 2]]);
    expect(groupRows("mine", [])).toEqual([]);
  });
});
