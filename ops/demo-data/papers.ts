import { PDF } from "@libpdf/core";
import sharp from "sharp";

/** Sample pictures of the demonstration: drawn, no person's face, and each says so. */
export async function samplePhoto(seed: number): Promise<Buffer> {
  const hair = ["#2b2f36", "#3a2f2a", "#1f2328"][seed % 3];
  const coat = ["#22384f", "#4a3b52", "#2f4a3c"][seed % 3];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="413" height="531">
    <rect width="413" height="531" fill="#438edb"/>
    <path d="M60 531 q10 -140 146 -150 q136 10 146 150 z" fill="${coat}"/>
    <path d="M170 350 h72 v60 q-36 30 -72 0 z" fill="#e7c3a5"/>
    <ellipse cx="206" cy="250" rx="92" ry="118" fill="#f0d0b4"/>
    <path d="M112 240 q0 -130 94 -130 q94 0 94 130 q-30 -70 -94 -70 q-64 0 -94 70 z" fill="${hair}"/>
  </svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 90 }).withMetadata({ density: 300 }).toBuffer();
}

export async function sampleScan(title: string, lines: readonly string[]): Promise<Buffer> {
  const text = lines
    .map((line, index) => `<text x="90" y="${300 + index * 60}" font-size="30" fill="#27313b">${line}</text>`)
    .join("");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="700" font-family="Noto Sans CJK SC, sans-serif">
    <rect width="1000" height="700" fill="#fbfbf8"/><rect x="40" y="40" width="920" height="620" fill="none" stroke="#9aa7b1" stroke-width="2"/>
    <text x="500" y="170" font-size="46" font-weight="bold" text-anchor="middle" fill="#16202a">${title}</text>${text}
    <text x="500" y="620" font-size="26" text-anchor="middle" fill="#9a3a34">演示样张，内容均为虚构</text></svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer();
}

/** A picture as a one-page PDF: proofs come as both. */
export async function samplePdf(picture: Buffer): Promise<Buffer> {
  const document = PDF.create();
  const page = document.addPage({ size: "a4" });
  page.drawImage(document.embedImage(new Uint8Array(picture)), { x: 60, y: 380, width: 475, height: 332 });
  return Buffer.from(await document.save());
}
