import { readFile } from "node:fs/promises";
import { ConversionFailed, type DocumentConverter } from "../../ports/document-converter.ts";
import { documentData, type DocumentRequest, type DocumentTemplate } from "./document-data.ts";
import { documentView } from "./document-view.ts";
import { qrPicture, qrSizeMillimetres } from "./qr.ts";
import type { DocxRenderer, TemplateImage } from "./render-docx.ts";

/**
 * Fills the template and turns it into a PDF, unsigned. It keeps nothing and reads no clock, so that doing it again
 * gives the same pages. Where seals go is found in the PDF by `findSealPlaces`.
 * @throws ZodError when the data are not those of the template.
 * @throws ConverterUnavailable when LibreOffice is missing: the case waits and tries again.
 */
export type RenderDocument = (request: DocumentRequest) => Promise<Buffer>;

export function createRenderDocument(parts: {
  renderer: DocxRenderer;
  converter: DocumentConverter;
  /** Directory of the templates; an installation may keep edited ones of its own. */
  templateDirectory?: URL;
}): RenderDocument {
  const directory = parts.templateDirectory ?? new URL("../../templates/", import.meta.url);
  return async (request) => {
    documentData[request.template].parse(request.data);
    const [template, images] = await Promise.all([
      readFile(templateFile(directory, request.template)),
      imagesOf(request),
    ]);
    const docx = await parts.renderer.render({ template, view: documentView(request), images });
    const pdf = await parts.converter.convert(docx);
    if (!pdf.subarray(0, 5).equals(Buffer.from("%PDF-"))) throw new ConversionFailed("what came back is not a PDF");
    return pdf;
  };
}

function templateFile(directory: URL, template: DocumentTemplate): URL {
  return new URL(`${template}.docx`, directory);
}

async function imagesOf(request: DocumentRequest): Promise<Record<string, TemplateImage>> {
  if (request.template === "counter-receipt") return {};
  const photo: TemplateImage = {
    bytes: request.images.photo,
    extension: request.images.photo[0] === 0x89 ? ".png" : ".jpg",
    widthMillimetres: 35,
    heightMillimetres: 45,
  };
  if (request.template === "certificate-replacement") return { photo };
  const code: TemplateImage = {
    bytes: await qrPicture(request.data.verificationUrl),
    extension: ".png",
    widthMillimetres: qrSizeMillimetres,
    heightMillimetres: qrSizeMillimetres,
  };
  return { photo, code };
}
