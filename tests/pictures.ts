import sharp from "sharp";

/** A picture that the rules for certificate photos take: 35 : 45, blue ground, a darker figure in the middle. */
export async function certificatePhoto(background = "#2f6fd0"): Promise<Buffer> {
  const figure = await sharp({ create: { width: 180, height: 300, channels: 3, background: "#4a3a32" } })
    .png()
    .toBuffer();
  return sharp({ create: { width: 413, height: 531, channels: 3, background } })
    .composite([{ input: figure, left: 116, top: 231 }])
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** A scan of a page, different for each number. */
export async function scannedPage(number: number): Promise<Buffer> {
  const shade = { r: 200 + (number % 50), g: 255, b: 255 };
  return sharp({ create: { width: 600, height: 800, channels: 3, background: shade } })
    .jpeg()
    .toBuffer();
}
