import type { MaterialRow } from "../db/rows.ts";
import { Refusal } from "../domain/refusal.ts";
import { checkPhoto } from "../ports/photo-check.ts";
import { FileNotScannable, ScannerUnavailable, type Scanner } from "../ports/scanner.ts";
import { checkUpload, cleanFileName } from "../ports/upload-check.ts";

export type PhotoFinding = MaterialRow["checks"][number];

export interface InspectedUpload {
  /** What is stored: pictures are made anew without metadata, so nothing hidden in them survives. */
  content: Buffer;
  type: "image/jpeg" | "image/png" | "application/pdf";
  /** Without path, controls and look-alikes; ends as its type does. */
  name: string;
  checks: readonly PhotoFinding[];
  /** False when the scanner has not looked at it: the file is quarantined until it has. */
  scanned: boolean;
}

/** Everything an upload goes through before a byte of it is kept; joined from the ports by the composition root. */
export interface UploadInspection {
  /**
   * @throws Refusal file-type-refused, file-unsafe, photo-refused with a `reason` for people
   */
  inspect(upload: { content: Buffer; name: string; check: "photo" | "proof" }): Promise<InspectedUpload>;
}

/** Malware first, then the content by its own first bytes, then the photo's rules; what comes out is safe to keep. */
export function createUploadInspection(scanner: Scanner): UploadInspection {
  return {
    async inspect({ content, name, check }) {
      const scanned = await refuseMalware(scanner, content);
      if (check === "proof") {
        const { bytes, type, name: cleanName } = await checkUpload(content, name);
        return { content: bytes, type, name: cleanName, checks: [], scanned };
      }
      const photo = await checkPhoto(content);
      if (!photo.accepted || !photo.image) {
        const reason = photo.findings.filter(({ result }) => result === "wrong").map(({ sentence }) => sentence);
        throw new Refusal("photo-refused", { reason: reason.join("") });
      }
      const checks = photo.findings.map(({ result, sentence }) => ({
        result: result === "wrong" ? ("warning" as const) : result,
        sentence,
      }));
      return { content: photo.image, type: "image/jpeg", name: cleanFileName(name, "jpg"), checks, scanned };
    },
  };
}

/** Whether the scanner has looked. One that is down, or cannot, passes nothing, and keeps nobody from going on. */
async function refuseMalware(scanner: Scanner, content: Buffer): Promise<boolean> {
  try {
    const result = await scanner.scan(content);
    if (result.verdict === "infected") throw new Refusal("file-unsafe", { reason: "查毒发现恶意内容" });
    return true;
  } catch (error) {
    if (error instanceof ScannerUnavailable || error instanceof FileNotScannable) return false;
    throw error;
  }
}
