import { createHash } from "node:crypto";
import type { Report } from "./progress.ts";

/** An address that does not answer at all shall not hold up a start: every caller has another way or a sentence. */
const answerWithin = 15_000;
const downloadWithin = 15 * 60_000;

/**
 * Fetches a file whose content is known beforehand. Answers "unreachable" when it cannot be had and "changed" when it
 * is not what was pinned; nothing of it is used then.
 */
export async function downloadPinned(
  url: string,
  sha256: string,
  report: Report,
  what: string,
): Promise<Buffer | "unreachable" | "changed"> {
  const connecting = new AbortController();
  const timer = setTimeout(() => connecting.abort(), answerWithin);
  const chunks: Uint8Array[] = [];
  try {
    report(`正在下载${what}`);
    const signal = AbortSignal.any([connecting.signal, AbortSignal.timeout(downloadWithin)]);
    const response = await fetch(url, { signal });
    clearTimeout(timer);
    if (!response.ok || !response.body) return "unreachable";
    let received = 0;
    for await (const chunk of response.body) {
      chunks.push(chunk);
      received += chunk.length;
      report(`正在下载${what}，已取得 ${Math.round(received / 1_000_000)} MB`);
    }
  } catch {
    return "unreachable";
  } finally {
    clearTimeout(timer);
  }
  const content = Buffer.concat(chunks);
  return createHash("sha256").update(content).digest("hex") === sha256 ? content : "changed";
}
