import type { TaskRow } from "../../../../api/contracts/inbox.ts";

/** A row on the page; `gone` since somebody else took or decided it: it stays, greyed, until the list is shown anew. */
export interface ShownRow extends TaskRow {
  gone: boolean;
}

export interface Merged {
  rows: readonly ShownRow[];
  /** Tasks that are in the queue now and not on the page. */
  arrived: number;
}

export function shown(tasks: readonly TaskRow[]): readonly ShownRow[] {
  return tasks.map((task) => ({ ...task, gone: false }));
}

/**
 * What is on the page, brought up to date without moving a row: known rows take their new values, rows that left the
 * queue are marked, new ones are only counted. `complete`: the fresh answer holds the whole queue; otherwise only rows
 * before the last one found in it can be judged.
 */
export function mergeFresh(rows: readonly ShownRow[], fresh: readonly TaskRow[], complete: boolean): Merged {
  const now = new Map(fresh.map((task) => [task.taskId, task]));
  const known = new Set(rows.map((row) => row.taskId));
  const last = rows.findLastIndex((row) => now.has(row.taskId));
  return {
    rows: rows.map((row, index) => {
      const task = now.get(row.taskId);
      if (task) return { ...task, gone: false };
      return complete || index < last ? { ...row, gone: true } : row;
    }),
    arrived: fresh.filter((task) => !known.has(task.taskId)).length,
  };
}
