import { runSideBySide } from "./progress.ts";

/** Collects what a log file would hold. */
function log(): { output: NodeJS.WriteStream; text(): string } {
  let text = "";
  const output = { isTTY: false, write: (chunk: string) => Boolean((text += chunk)) } as unknown as NodeJS.WriteStream;
  return { output, text: () => text };
}

test("start: tasks run side by side, answer by name, and each shows its end", async () => {
  const { output, text } = log();
  const other = Promise.withResolvers<void>();
  const answers = await runSideBySide(
    {
      引擎: async (report) => {
        report("正在编译 1/2");
        await other.promise;
        report("已就绪");
        return 1;
      },
      界面: async () => {
        other.resolve();
        return "two";
      },
    },
    output,
  );
  expect(answers).toEqual({ 引擎: 1, 界面: "two" });
  expect(text()).toContain("· 引擎：正在编译 1/2\n");
  expect(text()).toContain("✓ 引擎：已就绪\n");
  expect(text()).toContain("✓ 界面：");
});

test("start: when one fails the others are finished first, and the failure is thrown", async () => {
  const { output, text } = log();
  let finished = false;
  const failing = runSideBySide(
    {
      坏: () => Promise.reject(new Error("no network")),
      好: async () => {
        await new Promise(setImmediate);
        finished = true;
      },
    },
    output,
  );
  await expect(failing).rejects.toThrow("no network");
  expect(finished).toBe(true);
  expect(text()).toContain("✗ 坏");
});
