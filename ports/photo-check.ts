import { fileTypeFromBuffer } from "file-type";
import {
  isBlueGround,
  isPhotoAccepted,
  judgePhoto,
  photoRules,
  type PhotoFinding,
  type PhotoMeasures,
} from "../domain/photo.ts";
import { decodeImage, prepareImage } from "./image.ts";

export interface PhotoCheck {
  accepted: boolean;
  /** What was checked, what is wrong, and what only people can see. */
  findings: readonly PhotoFinding[];
  /** The photo as it is to be stored and printed: drawn anew, without metadata. Only when accepted. */
  image?: Buffer;
}

/** 30 pixels for each millimetre: finer than any printer shows. */
const mostSide = photoRules.heightMillimetres * 30;

/** Checks a certificate photo (S4-18) by its content. Never throws for a bad photo: the findings say what is wrong. */
export async function checkPhoto(bytes: Uint8Array): Promise<PhotoCheck> {
  const measures = await measure(bytes);
  const findings = judgePhoto(measures);
  if (!isPhotoAccepted(findings)) return { accepted: false, findings };
  return { accepted: true, findings, image: (await prepareImage(bytes, { format: "jpg", mostSide })).bytes };
}

async function measure(bytes: Uint8Array): Promise<PhotoMeasures> {
  const sizeInBytes = bytes.length;
  const type = await fileTypeFromBuffer(bytes);
  if (type?.mime !== "image/jpeg") return { format: "other", sizeInBytes };
  if (sizeInBytes >= photoRules.limitBytes) return { format: "jpg", sizeInBytes };
  try {
    const { autoOrient } = await decodeImage(bytes).metadata();
    const small = decodeImage(bytes).autoOrient().toColourspace("srgb").resize(70, 90, { fit: "fill" });
    const blueShare = measureBlueShare(await small.removeAlpha().raw().toBuffer());
    return {
      format: "jpg",
      sizeInBytes,
      picture: { widthPixels: autoOrient.width, heightPixels: autoOrient.height, blueShare },
    };
  } catch {
    return { format: "unreadable", sizeInBytes };
  }
}

/** Of a picture of 70 × 90 pixels: the upper 8 rows and 8 columns at each side down to the middle, above the shoulders. */
function measureBlueShare(pixels: Buffer): number {
  const [width, height, strip] = [70, 90, 8];
  let [counted, blue] = [0, 0];
  for (let y = 0; y < height / 2; y++) {
    for (let x = 0; x < width; x++) {
      if (y >= strip && x >= strip && x < width - strip) continue;
      const at = (y * width + x) * 3;
      counted++;
      if (isBlueGround(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0)) blue++;
    }
  }
  return blue / counted;
}
