import type { Context } from "koa";
import readRaw from "raw-body";
import { Refusal } from "../../domain/refusal.ts";
import { BadInput } from "../bad-input.ts";

const mostJsonBytes = 256 * 1024;
const utf8 = new TextDecoder("utf-8", { fatal: true });
/** Deeper than any contract goes; a bomb of brackets ends here. */
const mostDepth = 16;

/** The bytes of an upload, not read before the handler has decided that it wants them. */
export interface BinaryBody {
  /**
   * Reads it all, at most `limitBytes`: refused by the announced length before the first byte, and while reading.
   * @throws Refusal file-too-large {mostInMegabytes}
   */
  read(limitBytes: number): Promise<Buffer>;
  /**
   * The bytes as they come, at most `limitBytes`. One that breaks off ends in an error, after all that did arrive.
   * @throws Refusal file-too-large {mostInMegabytes} before the first byte, when more was announced
   */
  stream(limitBytes: number): AsyncIterable<Uint8Array>;
}

export function binaryBody(context: Context): BinaryBody {
  const refuseBeforeReading = (limitBytes: number) => {
    if (context.request.headers["content-encoding"])
      throw new BadInput([{ path: "", message: "请直接上传文件，不要压缩" }]);
    const announced = context.request.length;
    if (announced !== undefined && announced > limitBytes) throw tooLarge(context, limitBytes);
  };
  return {
    stream(limitBytes) {
      refuseBeforeReading(limitBytes);
      return arriving(context);
    },
    async read(limitBytes) {
      refuseBeforeReading(limitBytes);
      return readAll(context, limitBytes, () => tooLarge(context, limitBytes));
    },
  };
}

async function* arriving(context: Context): AsyncGenerator<Uint8Array> {
  try {
    // Leaving early must not close the connection: the answer still goes out on it.
    yield* context.req.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (context.req.complete) throw error;
    throw interrupted();
  }
}

/** Whoever sent it went away, or was too slow: no fault of ours. */
const interrupted = () => new BadInput([{ path: "", message: "上传中断，请重试" }]);

/** @throws BadInput when it is not JSON, too long, too deep, or names a prototype. */
export async function readJson(context: Context): Promise<unknown> {
  if (!context.is("application/json")) {
    context.req.resume();
    throw new BadInput([{ path: "", message: "请求内容应为 JSON（application/json）" }]);
  }
  const tooLong = () => new BadInput([{ path: "", message: "内容太长，最多 256 KB" }]);
  if ((context.request.length ?? 0) > mostJsonBytes) {
    context.req.resume();
    throw tooLong();
  }
  const bytes = await readAll(context, mostJsonBytes, tooLong);
  let value: unknown;
  try {
    // Bytes that are no characters are refused: put right silently they would be stored as something nobody wrote.
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    throw new BadInput([{ path: "", message: "请求内容不是有效的 JSON" }]);
  }
  inspect(value, 0);
  return value;
}

async function readAll(context: Context, limit: number, tooMuch: () => Error): Promise<Buffer> {
  try {
    return await readRaw(context.req, { limit, length: context.request.length ?? null });
  } catch (error) {
    // Whatever is still coming is thrown away, so that the answer reaches a caller who is still sending.
    context.req.resume();
    const type = (error as { type?: string }).type;
    if (type === "entity.too.large") throw tooMuch();
    if (type === "request.aborted" || type === "request.size.invalid") throw interrupted();
    throw error;
  }
}

function tooLarge(context: Context, limitBytes: number): Refusal {
  context.req.resume();
  return new Refusal("file-too-large", { mostInMegabytes: Math.round((limitBytes / 1024 / 1024) * 10) / 10 });
}

const prototypeKeys = new Set(["__proto__", "constructor", "prototype"]);

/** PostgreSQL stores neither NUL nor half a character; no text of ours has them. */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

function inspect(value: unknown, depth: number): void {
  if (typeof value === "string" && !isStorable(value))
    throw new BadInput([{ path: "", message: "文字里有残缺的字符，请删去后重新输入" }]);
  if (typeof value !== "object" || value === null) return;
  if (depth >= mostDepth) throw new BadInput([{ path: "", message: "内容嵌套太深" }]);
  for (const [key, inner] of Object.entries(value)) {
    if (prototypeKeys.has(key) || !isStorable(key)) throw new BadInput([{ path: "", message: "有不允许的名称" }]);
    inspect(inner, depth + 1);
  }
}
