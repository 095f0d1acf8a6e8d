/** Something outside the program keeps it from running. `message` is a sentence for whoever started it; no stack is shown. */
export class OperationError extends Error {
  override name = "OperationError";
}

/** Prints a sentence for what is foreseen and the stack for what is not, and ends the process with code 1. */
export function endWithSentence(error: unknown): never {
  const known = error instanceof Error && (error.name === "OperationError" || error.name === "ConfigurationError");
  const sentence = known ? (error as Error).message : diskSentence(error);
  process.stderr.write(`\n${sentence ?? (error instanceof Error ? error.stack : String(error))}\n`);
  process.exit(1);
}

function diskSentence(error: unknown): string | undefined {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === "ENOSPC") return "磁盘已满：请腾出空间后重新启动，已保存的数据不受影响。";
  if ((code === "EACCES" || code === "EROFS") && path) {
    return `没有写入权限：${path}。请换一个有权限的用户或目录后重新启动。`;
  }
  return undefined;
}
