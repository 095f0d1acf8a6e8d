import { randomBytes } from "node:crypto";
import { createReport } from "docx-templates";
import type { DocxAnswer, DocxRequest } from "./render-docx.ts";

/** The process that fills templates; started and limited by render-docx.ts, and of no use by itself. */
async function fill(request: DocxRequest): Promise<DocxAnswer> {
  const pictures = Object.entries(request.images).map(([name, image]) => [
    name,
    () => ({
      width: image.widthMillimetres / 10,
      height: image.heightMillimetres / 10,
      data: new Uint8Array(image.bytes),
      extension: image.extension,
    }),
  ]);
  try {
    const docx = await createReport({
      template: new Uint8Array(request.template),
      data: JSON.parse(JSON.stringify(request.view)),
      cmdDelimiter: ["{{", "}}"],
      // Data between two of these would be taken as raw XML; nobody can know them beforehand.
      literalXmlDelimiter: `<${randomBytes(16).toString("hex")}>`,
      processLineBreaks: true,
      processLineBreaksAsNewText: true,
      additionalJsContext: Object.fromEntries(pictures),
      rejectNullish: true,
    });
    return { docx };
  } catch (error) {
    const errors = Array.isArray(error) ? error : [error];
    return { failure: errors.map((one) => (one instanceof Error ? one.message : String(one))).join("; ") };
  }
}

process.on("message", (request: DocxRequest) => {
  void fill(request).then((answer) => process.send?.(answer));
});
