import { readFile } from "node:fs/promises";
import { certificateTemplate } from "./certificate-template.ts";
import { receiptTemplate } from "./receipt-template.ts";
import { replacementTemplate } from "./replacement-template.ts";

/** The gold rule under the heading; it belongs to the ground, so that no text can push it away. */
const rule =
  '<g transform="translate(55 51)" stroke="#a8803a" stroke-width=".25" fill="none"><path d="M0 1.5H46M54 1.5H100"/>' +
  '<path d="M50 .2 52 1.5 50 2.8 48 1.5Z" fill="#a8803a"/><circle cx="46" cy="1.5" r=".5" fill="#a8803a"/>' +
  '<circle cx="54" cy="1.5" r=".5" fill="#a8803a"/></g>';

/** Every template by its file name, made from the program: the same bytes each time. */
export async function makeTemplates(): Promise<Record<string, Buffer>> {
  // The woven ground stays lines: they are sharp at every size, and a copy by scanning shows.
  const woven = await readFile(new URL("certificate-ground.svg", import.meta.url), "utf8");
  const ground = Buffer.from(woven.replace(/<\/svg>\s*$/, `${rule}</svg>`));
  return {
    "certificate-middle.docx": await certificateTemplate("中级", ground),
    "certificate-junior.docx": await certificateTemplate("初级", ground),
    "certificate-replacement.docx": await replacementTemplate(),
    "counter-receipt.docx": await receiptTemplate(),
  };
}
