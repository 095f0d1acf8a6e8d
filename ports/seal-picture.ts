import sharp from "sharp";

/** The words on a seal: along the upper arc, in the middle (one or two lines), along the lower arc. */
export interface SealWords {
  upper: string;
  middle: readonly string[];
  lower: string;
}

/** The development seal: one ring with words and no star, so that nobody takes it for a real one (look.md). */
export const developmentSealWords: SealWords = {
  upper: "人才通开发环境电子印章",
  middle: ["演示", "专用"],
  lower: "不具法律效力",
};

const red = "#c3272b";
const font = "Noto Serif CJK SC, Source Han Serif SC, SimSun, serif";
const centre = 21;

/** A round seal of 42 mm as transparent PNG at about 600 dpi. */
export async function sealPicture(words: SealWords): Promise<Buffer> {
  const middle = words.middle.map((line, index) => {
    const y = centre + (index - (words.middle.length - 1) / 2) * 7 + 2.3;
    return `<text x="${centre}" y="${y}" font-size="6.4" text-anchor="middle">${escapeXml(line)}</text>`;
  });
  const upperSize = Math.min(3.9, 46 / Math.max(words.upper.length, 1));
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 42 42" width="992" height="992" fill="${red}">` +
    `<circle cx="21" cy="21" r="20" fill="none" stroke="${red}" stroke-width="1.1"/>` +
    `<circle cx="21" cy="21" r="12.2" fill="none" stroke="${red}" stroke-width=".25"/>` +
    `<g font-family="${font}" font-weight="700">${alongArc(words.upper, upperSize, 14.3, "upper")}` +
    `${alongArc(words.lower, 3, 14.8, "lower")}${middle.join("")}</g></svg>`;
  return sharp(Buffer.from(svg)).png({ compressionLevel: 9, palette: true, colours: 32 }).toBuffer();
}

/** Each character turned to the ring by itself: upper ones stand on the inner side, lower ones hang from the outer. */
function alongArc(text: string, size: number, radius: number, side: "upper" | "lower"): string {
  const characters = [...text];
  const step = ((size * 1.2) / (radius + size / 2)) * (180 / Math.PI);
  return characters
    .map((character, index) => {
      const angle = (index - (characters.length - 1) / 2) * step;
      const turn = side === "upper" ? angle : -angle;
      const y = side === "upper" ? centre - radius : centre + radius + size * 0.72;
      return `<text x="${centre}" y="${y}" font-size="${size}" text-anchor="middle" transform="rotate(${turn} ${centre} ${centre})">${escapeXml(character)}</text>`;
    })
    .join("");
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
