import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { OperationError } from "./operation-error.ts";
import { rootDirectory } from "./places.ts";

/**
 * Runs one of our programs to its end with this Node. Its lines go to `onLine`.
 * @throws OperationError with its last lines when it fails.
 */
export function runProgram(
  label: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  onLine: (line: string) => void = () => {},
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // A group of its own for the same reason as the supervised children: Ctrl-C is the supervisor's business.
  const child = spawn(process.execPath, args, {
    cwd: rootDirectory,
    env: environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on("line", (line) => {
      lastLines.push(line);
      if (lastLines.length > 20) lastLines.shift();
      onLine(line);
    });
  }
  const endWithUs = () => child.kill("SIGTERM");
  process.once("exit", endWithUs);
  child.once("error", reject);
  child.once("close", (code, signal) => {
    process.off("exit", endWithUs);
    if (code === 0) resolve();
    else reject(new OperationError(`${label}没有完成（${signal ?? `代码 ${code}`}）：\n${lastLines.join("\n")}`));
  });
  return promise;
}
