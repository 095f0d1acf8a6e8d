import { buffer } from "node:stream/consumers";
import { PDF, PdfArray, PdfDict, PdfName, PdfRef, type PdfObject } from "@libpdf/core";
import type { PdfFinding } from "./pdf-check.ts";

/** The process that looks into an upload; started and limited by pdf-check.ts, and of no use by itself. */

/** Keys that no document on paper needs, wherever they stand (ISO 32000-2, 12.6 and 7.11). */
const keys: Readonly<Record<string, PdfFinding>> = {
  JS: "script",
  JavaScript: "script",
  EmbeddedFiles: "embedded",
  EmbeddedFile: "embedded",
  EF: "embedded",
  RichMediaContent: "media",
  RichMediaSettings: "media",
  XFA: "script",
};
/** Values of /S (actions), /Type and /Subtype (streams, annotations). */
const names: Readonly<Record<string, PdfFinding>> = {
  JavaScript: "script",
  Launch: "program",
  GoToE: "program",
  GoToR: "program",
  ImportData: "form-sending",
  SubmitForm: "form-sending",
  EmbeddedFile: "embedded",
  FileAttachment: "embedded",
  RichMedia: "media",
  Rendition: "media",
  Movie: "media",
  Sound: "media",
  Screen: "media",
  "3D": "media",
};
/** Readers disagree about damaged or doubled parts: these words count wherever they stand in the file. */
const words: readonly [string, PdfFinding][] = [
  ["/JavaScript", "script"],
  ["/Launch", "program"],
  ["/EmbeddedFile", "embedded"],
  ["/RichMedia", "media"],
];

/**
 * The reader forgives whatever it cannot unpack and takes it for absent; being out of memory it would forgive as well,
 * and call fine what it has not seen. So the first piece of memory that is not to be had ends the process.
 */
function endWhereMemoryEnds(): void {
  globalThis.Uint8Array = new Proxy(Uint8Array, {
    construct(target, given, newTarget) {
      try {
        return Reflect.construct(target, given, newTarget) as Uint8Array;
      } catch (error) {
        if (error instanceof RangeError) process.exit(1);
        throw error;
      }
    },
  });
}

async function look(bytes: Buffer): Promise<PdfFinding> {
  for (const [word, finding] of words) if (bytes.includes(word, 0, "latin1")) return finding;
  let document: PDF;
  try {
    document = await PDF.load(bytes);
  } catch {
    return bytes.includes("/Encrypt", 0, "latin1") ? "locked" : "unreadable";
  }
  if (document.isEncrypted) return "locked";
  if (document.getPages().length === 0) return "unreadable";
  return walk(document);
}

function walk(document: PDF): PdfFinding {
  const seen = new Set<PdfObject | string>();
  const waiting: PdfObject[] = [document.getCatalog()];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (value instanceof PdfRef) {
      const reference = `${value.objectNumber} ${value.generation}`;
      const found = seen.has(reference) ? null : document.getObject(value);
      seen.add(reference);
      if (found) waiting.push(found);
    } else if (value instanceof PdfArray) {
      waiting.push(...value);
    } else if (value instanceof PdfDict && !seen.has(value)) {
      seen.add(value);
      for (const [key, entry] of value) {
        const finding =
          keys[key.value] ?? (entry instanceof PdfName && kindKeys.has(key.value) ? names[entry.value] : undefined);
        if (finding) return finding;
        waiting.push(entry);
      }
    }
  }
  return "fine";
}
const kindKeys = new Set(["S", "Type", "Subtype"]);

endWhereMemoryEnds();
process.stdout.write(await look(await buffer(process.stdin)).catch((): PdfFinding => "unreadable"));
