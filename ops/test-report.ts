/** What one part of a test run came to. */
export interface PartResult {
  label: string;
  passed: number;
  failed: number;
  /** Names of the tests that did not run. */
  skipped: readonly string[];
  seconds: number;
}

export interface RunSum {
  lines: string[];
  /** The exact last line of a run. */
  lastLine: string;
  exitCode: 0 | 1;
}

/**
 * Adds the parts up. A skip is a failure where nobody reads the lines (`CI=true`); elsewhere each is named, with the
 * sentence that says what to install.
 */
export function sumUp(parts: readonly PartResult[], installSentence: string | undefined, inCi: boolean): RunSum {
  const total = (count: (part: PartResult) => number) => parts.reduce((sum, part) => sum + count(part), 0);
  const passed = total((part) => part.passed);
  const failed = total((part) => part.failed);
  const skipped = parts.flatMap((part) => part.skipped);
  const lines = [
    "",
    ...parts.map(partLine),
    ...(skipped.length > 0 ? ["", "没有运行的测试：", ...skipped.map((name) => `  - ${name}`)] : []),
    ...(skipped.length > 0 && installSentence ? [installSentence] : []),
    "",
  ];
  const lastLine = `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`;
  // A run in which nothing ran has shown nothing.
  const bad = failed > 0 || passed === 0 || (inCi && skipped.length > 0);
  return { lines, lastLine, exitCode: bad ? 1 : 0 };
}

function partLine(part: PartResult): string {
  const mark = part.failed > 0 ? "✗" : "✓";
  const skipped = part.skipped.length > 0 ? `，跳过 ${part.skipped.length}` : "";
  return `  ${mark} ${part.label}：通过 ${part.passed}，失败 ${part.failed}${skipped}（${part.seconds.toFixed(1)} 秒）`;
}
