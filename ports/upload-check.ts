import { extname } from "node:path";
import { fileTypeFromBuffer } from "file-type";
import { Refusal } from "../domain/refusal.ts";
import { cleanLine } from "../domain/text-input.ts";
import { prepareImage } from "./image.ts";
import { carriesArchive } from "./hidden-archive.ts";
import { checkPdf } from "./pdf-check.ts";

/** What a proof may be (S0-11, S2-10). Archives and office files are not among them. */
export const uploadTypes = {
  jpg: "image/jpeg",
  png: "image/png",
  pdf: "application/pdf",
} as const;
export type UploadFormat = keyof typeof uploadTypes;

export interface CheckedUpload {
  format: UploadFormat;
  type: (typeof uploadTypes)[UploadFormat];
  /** A name that can be shown, stored and sent: no paths, no hidden characters, ending in the real format. */
  name: string;
  /** What is to be stored: pictures are drawn anew without metadata, PDFs are as they came. */
  bytes: Buffer;
}

export const uploadLimitBytes = 10 * 1024 * 1024;
/** A4 at 300 dpi has 3,508. */
const mostSide = 4000;

/**
 * Checks an upload by its content, whatever its name says. Refuses what is not jpg, png or pdf, what cannot be opened,
 * and PDFs that run scripts, start programs, carry other files or are locked. Malware is the scanner's part.
 * @throws Refusal `file-too-large` {limitBytes}, `file-type-refused` {name}, `file-unsafe` {name, reason}.
 */
export async function checkUpload(content: Uint8Array, givenName: string): Promise<CheckedUpload> {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  if (bytes.length > uploadLimitBytes) throw new Refusal("file-too-large", { limitBytes: uploadLimitBytes });
  const found = await fileTypeFromBuffer(bytes);
  const format = formats.find((candidate) => uploadTypes[candidate] === found?.mime);
  if (!format) throw new Refusal("file-type-refused", { name: cleanFileName(givenName) });
  const name = cleanFileName(givenName, format);
  if (carriesArchive(bytes)) throw new Refusal("file-unsafe", { name, reason: "文件里夹带了压缩包" });
  return { format, type: uploadTypes[format], name, bytes: await safeBytes(bytes, format, name) };
}

const formats = Object.keys(uploadTypes) as UploadFormat[];

async function safeBytes(bytes: Buffer, format: UploadFormat, name: string): Promise<Buffer> {
  if (format === "pdf") {
    const reason = await checkPdf(bytes);
    if (reason) throw new Refusal("file-unsafe", { name, reason });
    return bytes;
  }
  try {
    return (await prepareImage(bytes, { format, mostSide })).bytes;
  } catch {
    throw new Refusal("file-unsafe", { name, reason: "图片打不开，文件可能不完整" });
  }
}

/** Windows forbids some of these, shells and headers stumble over others. */
// oxlint-disable-next-line no-control-regex
const awkward = /[<>:"|?*%\\/;`$&'\u0000-\u001f]+/g;
const mostCharacters = 80;

/**
 * `C:\照片\身份证\u202Egpj.exe` → `身份证gpj.jpg`: the last part of a path, without hidden or awkward characters, at most
 * 80 characters, ending in the format that the content has. Without a format the ending is left as it is.
 */
export function cleanFileName(givenName: string, format?: UploadFormat): string {
  const last = cleanLine(givenName.toWellFormed().slice(0, 2000)).split(/[\\/]/).at(-1) ?? "";
  const extension = extname(last);
  const known = /^\.(jpe?g|png|pdf)$/i.test(extension);
  const stem = (format ? last.slice(0, last.length - extension.length) : last)
    .replaceAll(awkward, "_")
    .replace(/^[.\s]+|[.\s]+$/g, "");
  const short = [...stem].slice(0, mostCharacters).join("") || "文件";
  if (!format) return short;
  const ending = known && sameFormat(extension, format) ? extension.toLowerCase() : `.${format}`;
  return `${short}${ending}`;
}

function sameFormat(extension: string, format: UploadFormat): boolean {
  const plain = extension.slice(1).toLowerCase();
  return plain === format || (format === "jpg" && plain === "jpeg");
}
