import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

/** All words of a PDF in the order in which they were drawn. */
export async function textOfPdf(pdf: Uint8Array): Promise<string> {
  const loading = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  try {
    const document = await loading.promise;
    const pages = Array.from({ length: document.numPages }, (_, index) => document.getPage(index + 1));
    const contents = await Promise.all(pages.map(async (page) => (await page).getTextContent()));
    return contents.flatMap(({ items }) => items.map((item) => ("str" in item ? item.str : ""))).join("");
  } finally {
    await loading.destroy();
  }
}
