import sharp, { type Sharp } from "sharp";

/** The most pixels a picture may have: more than any telephone's camera makes, and what fits into memory. */
export const mostPixels = 120_000_000;

export interface PreparedImage {
  bytes: Buffer;
  widthPixels: number;
  heightPixels: number;
}

/** Opens a picture for decoding; damaged or cut-off ones fail. */
export function decodeImage(bytes: Uint8Array): Sharp {
  return sharp(bytes, { limitInputPixels: mostPixels, failOn: "truncated", pages: 1 });
}

/**
 * Draws a picture anew: upright, in sRGB, without metadata (place, camera, thumbnail, anything hidden behind the end of
 * the picture), at most `mostSide` pixels long.
 * @throws Error when it cannot be decoded or has too many pixels.
 */
export async function prepareImage(
  bytes: Uint8Array,
  options: { format: "jpg" | "png"; mostSide: number },
): Promise<PreparedImage> {
  const upright = decodeImage(bytes)
    .autoOrient()
    .toColourspace("srgb")
    .resize({ width: options.mostSide, height: options.mostSide, fit: "inside", withoutEnlargement: true });
  const drawn =
    options.format === "jpg"
      ? upright.flatten({ background: "#ffffff" }).jpeg({ quality: 90, chromaSubsampling: "4:4:4", mozjpeg: false })
      : upright.png({ compressionLevel: 8 });
  const { data, info } = await drawn.toBuffer({ resolveWithObject: true });
  return { bytes: data, widthPixels: info.width, heightPixels: info.height };
}
