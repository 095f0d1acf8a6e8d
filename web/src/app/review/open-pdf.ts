import { GlobalWorkerOptions, type PDFDocumentLoadingTask, getDocument } from "pdfjs-dist";
import adobeGb1Ucs2 from "pdfjs-dist/cmaps/Adobe-GB1-UCS2.bcmap";
import gbEuc from "pdfjs-dist/cmaps/GB-EUC-H.bcmap";
import gbk2k from "pdfjs-dist/cmaps/GBK2K-H.bcmap";
import gbkEuc from "pdfjs-dist/cmaps/GBK-EUC-H.bcmap";
import gbkpEuc from "pdfjs-dist/cmaps/GBKp-EUC-H.bcmap";
import uniGbUcs2 from "pdfjs-dist/cmaps/UniGB-UCS2-H.bcmap";
import uniGbUtf16 from "pdfjs-dist/cmaps/UniGB-UTF16-H.bcmap";
import uniGbUtf8 from "pdfjs-dist/cmaps/UniGB-UTF8-H.bcmap";
// The build emits the file and gives its address (pdf.d.ts).
// oxlint-disable-next-line import/default
import workerAddress from "pdfjs-dist/build/pdf.worker.min.mjs" with { loader: "file" };

/** Encodings of Chinese documents whose fonts are not inside the file; other writings are shown without them. */
const characterMaps: Readonly<Record<string, string>> = {
  "Adobe-GB1-UCS2.bcmap": adobeGb1Ucs2,
  "GB-EUC-H.bcmap": gbEuc,
  "GBK2K-H.bcmap": gbk2k,
  "GBK-EUC-H.bcmap": gbkEuc,
  "GBKp-EUC-H.bcmap": gbkpEuc,
  "UniGB-UCS2-H.bcmap": uniGbUcs2,
  "UniGB-UTF16-H.bcmap": uniGbUtf16,
  "UniGB-UTF8-H.bcmap": uniGbUtf8,
};

class OwnFiles {
  async fetch({ filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const address = characterMaps[filename];
    if (!address) throw new Error(`no ${filename}`);
    const answer = await fetch(new URL(address, document.baseURI));
    if (!answer.ok) throw new Error(`${filename}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }
}

/** Everything pdf.js needs comes from this site; scripts, forms and links inside the file stay asleep. */
export function openPdf(data: Uint8Array): PDFDocumentLoadingTask {
  GlobalWorkerOptions.workerSrc = new URL(workerAddress, document.baseURI).href;
  return getDocument({ data, BinaryDataFactory: OwnFiles, useWorkerFetch: false, useWasm: false, enableXfa: false });
}
