import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { confinedNode, withoutNetwork } from "./confinement.ts";

/** What the child process found; it prints one of these words and ends. */
export type PdfFinding =
  "fine" | "unreadable" | "locked" | "script" | "program" | "embedded" | "form-sending" | "media";

const reasons: Readonly<Record<Exclude<PdfFinding, "fine">, string>> = {
  unreadable: "PDF 打不开，文件可能不完整",
  locked: "PDF 加了密码，请取消密码后再上传",
  script: "PDF 里有脚本或动态表单",
  program: "PDF 里有启动程序或打开其他文件的动作",
  embedded: "PDF 里夹带了其他文件",
  "form-sending": "PDF 里有向外发送数据的动作",
  media: "PDF 里有音视频或三维内容",
};
const tooMuch = "PDF 过于复杂，请打印成新的 PDF 后再上传";

export interface PdfCheckLimits {
  timeLimitMilliseconds?: number;
  /** Memory for the PDF, beside what the program reserves for itself. */
  memoryMegabytes?: number;
}

/**
 * Why a PDF is not taken, in Chinese; undefined when nothing speaks against it. A hostile PDF can make a reader run
 * without end or eat all memory, so it is read in a process of its own that may read the program and nothing else.
 */
export async function checkPdf(pdf: Uint8Array, limits: PdfCheckLimits = {}): Promise<string | undefined> {
  const found = await ask(pdf, limits.timeLimitMilliseconds ?? 15_000, limits.memoryMegabytes ?? 512);
  if (found === "fine") return undefined;
  return isReason(found) ? reasons[found] : tooMuch;
}

function isReason(word: string): word is keyof typeof reasons {
  return Object.hasOwn(reasons, word);
}

function ask(pdf: Uint8Array, timeLimit: number, memoryMegabytes: number): Promise<string> {
  const program = fileURLToPath(new URL("pdf-check-child.ts", import.meta.url));
  const [command, ...words] = [...withoutNetwork(), ...confinedNode(memoryMegabytes), program];
  return new Promise((resolve, reject) => {
    const child = spawn(command!, words, {
      env: { PATH: "/usr/bin:/bin" },
      stdio: ["pipe", "pipe", "ignore"],
      detached: true,
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), timeLimit);
    let word = "";
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (word += chunk.slice(0, 100)));
    // A process that was killed does not read on; how it ended says enough.
    child.stdin.on("error", () => undefined);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? word : "ended");
    });
    child.stdin.end(pdf);
  });
}
