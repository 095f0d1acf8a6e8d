import { toBuffer } from "qrcode";

/** Side of the printed symbol in millimetres (look.md); the template leaves 3 mm of quiet zone around it. */
export const qrSizeMillimetres = 30;

/**
 * The QR symbol of a verification address as PNG, error level M, without quiet zone. The address carries a random
 * token and no personal data.
 */
export function qrPicture(address: string): Promise<Buffer> {
  return toBuffer(address, { errorCorrectionLevel: "M", margin: 0, scale: 12, type: "png" });
}
