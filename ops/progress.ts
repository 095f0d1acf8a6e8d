/** Says in a few words what a long task is doing now. */
export type Report = (now: string) => void;

interface Line {
  label: string;
  text: string;
  startedAt: number;
  end: "running" | "done" | "failed";
}

const redrawEvery = 200;
/** Without a terminal a line is written when the task's words change, and not more often than this. */
const quietEvery = 5_000;

/** Runs tasks side by side and shows a line for each. All are waited for; then the first failure is thrown. */
export async function runSideBySide<Tasks extends Record<string, (report: Report) => Promise<unknown>>>(
  tasks: Tasks,
  output: NodeJS.WriteStream = process.stderr,
): Promise<{ [Name in keyof Tasks]: Awaited<ReturnType<Tasks[Name]>> }> {
  const lines: Line[] = [];
  const board = output.isTTY ? drawnBoard(output, lines) : writtenBoard(output);
  const results = await Promise.allSettled(
    Object.entries(tasks).map(async ([label, task]) => {
      const line: Line = { label, text: "…", startedAt: Date.now(), end: "running" };
      lines.push(line);
      try {
        const value = await task((text) => {
          line.text = text;
          board.changed(line);
        });
        line.end = "done";
        return [label, value] as const;
      } catch (error) {
        line.end = "failed";
        throw error;
      } finally {
        board.ended(line);
      }
    }),
  );
  board.close();
  for (const result of results) if (result.status === "rejected") throw result.reason;
  const values = results.map((result) => (result as PromiseFulfilledResult<readonly [string, unknown]>).value);
  return Object.fromEntries(values) as { [Name in keyof Tasks]: Awaited<ReturnType<Tasks[Name]>> };
}

interface Board {
  changed(line: Line): void;
  ended(line: Line): void;
  close(): void;
}

function drawnBoard(output: NodeJS.WriteStream, lines: readonly Line[]): Board {
  let drawn = 0;
  const draw = () => {
    const width = Math.max(20, output.columns ?? 80);
    const text = lines.map((line) => `\x1b[2K${cut(sentence(line), width)}\n`).join("");
    output.write((drawn ? `\x1b[${drawn}A` : "") + text);
    drawn = lines.length;
  };
  const timer = setInterval(draw, redrawEvery);
  return {
    changed: () => {},
    ended: draw,
    close: () => {
      clearInterval(timer);
      draw();
    },
  };
}

function writtenBoard(output: NodeJS.WriteStream): Board {
  const lastWritten = new Map<Line, number>();
  const write = (line: Line) => {
    lastWritten.set(line, Date.now());
    output.write(`${sentence(line)}\n`);
  };
  return {
    changed: (line) => {
      if (Date.now() - (lastWritten.get(line) ?? 0) >= quietEvery) write(line);
    },
    ended: write,
    close: () => {},
  };
}

function sentence(line: Line): string {
  const seconds = Math.round((Date.now() - line.startedAt) / 1000);
  const mark = line.end === "done" ? "✓" : line.end === "failed" ? "✗" : "·";
  return `  ${mark} ${line.label}：${line.text}${seconds >= 1 ? `（${seconds} 秒）` : ""}`;
}

/** Chinese characters take two columns of a terminal. */
function cut(text: string, columns: number): string {
  let used = 0;
  let kept = "";
  for (const character of text) {
    used += character.codePointAt(0)! > 0x2e7f ? 2 : 1;
    if (used >= columns) break;
    kept += character;
  }
  return kept;
}
