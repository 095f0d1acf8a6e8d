import type { Queue, TaskRow } from "../../../../api/contracts/inbox.ts";

export type GroupName = "overdue" | "today" | "later" | "all";

export interface Group<Row> {
  name: GroupName;
  rows: readonly Row[];
}

/** Where a task stands in the list by its due date, as the server counted it. A paused or provisional date presses nobody today. */
export function groupOf(due: TaskRow["due"]): Exclude<GroupName, "all"> {
  if (!due || due.paused) return "later";
  if (due.workingDaysOverdue > 0) return "overdue";
  if (due.provisional) return "later";
  return due.workingDaysLeft <= 1 ? "today" : "later";
}

/** 已逾期, 今天到期, 以后; empty groups are left out, the server's order stays inside each. What is done has no groups. */
export function groupRows<Row extends Pick<TaskRow, "due">>(queue: Queue, rows: readonly Row[]): readonly Group<Row>[] {
  if (queue === "done") return rows.length ? [{ name: "all", rows }] : [];
  const names = ["overdue", "today", "later"] as const;
  return names
    .map((name) => ({ name, rows: rows.filter((row) => groupOf(row.due) === name) }))
    .filter((group) => group.rows.length > 0);
}
