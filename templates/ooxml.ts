import JSZip from "jszip";

/**
 * The few WordprocessingML parts that our templates are made of. Lengths are millimetres, type sizes points.
 * Everything here returns a piece of XML; `buildDocx` puts the pieces into a file that Word and LibreOffice open.
 */
export const serif = "Noto Serif CJK SC";
export const sans = "Noto Sans CJK SC";

/** Millimetres → twentieths of a point, the unit of page and table measures. */
export const twips = (millimetres: number): number => Math.round((millimetres * 1440) / 25.4);
/** Millimetres → English metric units, the unit of pictures. */
export const emu = (millimetres: number): number => Math.round(millimetres * 36_000);

export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

export interface RunStyle {
  font?: string;
  size?: number;
  bold?: boolean;
  color?: string;
}

export function run(text: string, style: RunStyle = {}): string {
  const font = style.font ?? serif;
  const halfPoints = Math.round((style.size ?? 10.5) * 2);
  return (
    `<w:r><w:rPr><w:rFonts w:ascii="${font}" w:hAnsi="${font}" w:eastAsia="${font}" w:cs="${font}"/>` +
    (style.bold ? "<w:b/><w:bCs/>" : "") +
    `<w:color w:val="${style.color ?? "1C1A17"}"/><w:sz w:val="${halfPoints}"/><w:szCs w:val="${halfPoints}"/>` +
    `<w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr><w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r>`
  );
}

export interface ParagraphStyle {
  align?: "left" | "center" | "right" | "both" | "distribute";
  before?: number;
  after?: number;
  /** Distance from line to line in points, exactly; single spacing when left out. */
  lineHeight?: number;
  keepWithNext?: boolean;
  /** Indent of the first line in points. */
  firstLine?: number;
}

/** Spacing is in millimetres; `content` is runs. An empty paragraph takes the size of `emptySize` points. */
export function paragraph(content: string, style: ParagraphStyle = {}, emptySize = 1): string {
  const line =
    style.lineHeight === undefined
      ? `w:line="240" w:lineRule="auto"`
      : `w:line="${Math.round(style.lineHeight * 20)}" w:lineRule="exact"`;
  return (
    `<w:p><w:pPr>${style.keepWithNext ? "<w:keepNext/>" : ""}<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>` +
    `<w:spacing w:before="${twips(style.before ?? 0)}" w:after="${twips(style.after ?? 0)}" ${line}/>` +
    (style.firstLine ? `<w:ind w:firstLine="${Math.round(style.firstLine * 20)}"/>` : "") +
    `<w:jc w:val="${style.align ?? "left"}"/>` +
    `<w:rPr><w:sz w:val="${Math.round(emptySize * 2)}"/><w:szCs w:val="${Math.round(emptySize * 2)}"/></w:rPr></w:pPr>${content}</w:p>`
  );
}

/** A place in the page that survives into the PDF as a named destination: here a seal will be set. */
export function bookmark(id: number, name: string): string {
  return `<w:bookmarkStart w:id="${id}" w:name="${name}"/><w:bookmarkEnd w:id="${id}"/>`;
}

export interface Line {
  /** Thickness in points. */
  size: number;
  color: string;
}

export type Sides = Partial<Record<"top" | "left" | "bottom" | "right", Line>>;

function borders(tag: string, sides: Sides): string {
  const parts = (["top", "left", "bottom", "right"] as const).map((side) => {
    const line = sides[side];
    return line
      ? `<w:${side} w:val="single" w:sz="${Math.round(line.size * 8)}" w:space="0" w:color="${line.color}"/>`
      : `<w:${side} w:val="nil"/>`;
  });
  return `<w:${tag}>${parts.join("")}</w:${tag}>`;
}

export const boxed = (line: Line): Sides => ({ top: line, left: line, bottom: line, right: line });

export interface Cell {
  width: number;
  content: string;
  span?: number;
  lines?: Sides;
  vertical?: "top" | "center" | "bottom";
  /** "start" opens a cell that runs down over the following "on" cells. */
  merge?: "start" | "on";
  fill?: string;
  /** Inner margins in millimetres; 0 when left out. */
  padding?: { top?: number; left?: number; bottom?: number; right?: number };
}

export function cell(options: Cell): string {
  const padding = options.padding ?? {};
  return (
    `<w:tc><w:tcPr><w:tcW w:w="${twips(options.width)}" w:type="dxa"/>` +
    (options.span ? `<w:gridSpan w:val="${options.span}"/>` : "") +
    (options.merge ? `<w:vMerge${options.merge === "start" ? ' w:val="restart"' : ""}/>` : "") +
    borders("tcBorders", options.lines ?? {}) +
    (options.fill ? `<w:shd w:val="clear" w:color="auto" w:fill="${options.fill}"/>` : "") +
    "<w:tcMar>" +
    (["top", "left", "bottom", "right"] as const)
      .map((side) => `<w:${side} w:w="${twips(padding[side] ?? 0)}" w:type="dxa"/>`)
      .join("") +
    `</w:tcMar><w:vAlign w:val="${options.vertical ?? "top"}"/></w:tcPr>${options.content}</w:tc>`
  );
}

export interface Row {
  cells: readonly string[];
  height?: number;
  /** "exact" never grows; "atLeast" grows with its text. */
  rule?: "exact" | "atLeast";
  /** Repeats at the top of every page that the table runs over. */
  header?: boolean;
  /** May the row be broken over two pages? */
  splits?: boolean;
}

export function row(options: Row): string {
  return (
    "<w:tr><w:trPr>" +
    (options.splits ? "" : "<w:cantSplit/>") +
    (options.height ? `<w:trHeight w:val="${twips(options.height)}" w:hRule="${options.rule ?? "atLeast"}"/>` : "") +
    (options.header ? "<w:tblHeader/>" : "") +
    `</w:trPr>${options.cells.join("")}</w:tr>`
  );
}

/** A table with fixed column widths, indented from the left margin. */
export function table(columns: readonly number[], rows: readonly string[], indent = 0): string {
  const width = columns.reduce((sum, column) => sum + column, 0);
  return (
    `<w:tbl><w:tblPr><w:tblW w:w="${twips(width)}" w:type="dxa"/><w:tblInd w:w="${twips(indent)}" w:type="dxa"/>` +
    `<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>` +
    `<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>` +
    columns.map((column) => `<w:gridCol w:w="${twips(column)}"/>`).join("") +
    `</w:tblGrid>${rows.join("")}</w:tbl>`
  );
}

/** A picture of the package (`media/<file>`) fixed to the page behind the text. */
export function pictureBehindText(
  relation: string,
  title: string,
  width: number,
  height: number,
  left = 0,
  top = 0,
): string {
  const size = `cx="${emu(width)}" cy="${emu(height)}"`;
  return (
    `<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="1" locked="1" ` +
    `layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>${emu(left)}` +
    `</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>${emu(top)}</wp:posOffset></wp:positionV>` +
    `<wp:extent ${size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>` +
    `<wp:docPr id="900" name="${escapeXml(title)}" descr="${escapeXml(title)}"/><wp:cNvGraphicFramePr/>` +
    `<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData ` +
    `uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic ` +
    `xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="900" name="${escapeXml(title)}"/>` +
    `<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="${relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
    `<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ${size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>` +
    `</pic:pic></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>`
  );
}

export interface Docx {
  title: string;
  body: string;
  header?: string;
  footer?: string;
  /** Margins in millimetres; header and footer are the distances of their text from the edge. */
  margins: { top: number; right: number; bottom: number; left: number; header: number; footer: number };
  /** Pictures of the header by relation id. */
  headerPictures?: readonly { relation: string; file: string; bytes: Buffer }[];
}

const names =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ' +
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ' +
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"';
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const officeRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

function relations(entries: readonly { id: string; type: string; target: string }[]): string {
  return (
    `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
    entries.map((entry) => `<Relationship Id="${entry.id}" Type="${entry.type}" Target="${entry.target}"/>`).join("") +
    "</Relationships>"
  );
}

/** An A4 portrait document. The same input gives the same bytes: entries carry a fixed date. */
export async function buildDocx(docx: Docx): Promise<Buffer> {
  const zip = new JSZip();
  const put = (path: string, content: string | Buffer) =>
    zip.file(path, content, { date: new Date("2020-01-01T00:00:00Z"), createFolders: false });
  const part = (name: string) => `application/vnd.openxmlformats-officedocument.wordprocessingml.${name}+xml`;
  const { margins } = docx;

  put(
    "[Content_Types].xml",
    `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="svg" ContentType="image/svg+xml"/>' +
      `<Override PartName="/word/document.xml" ContentType="${part("document.main")}"/>` +
      `<Override PartName="/word/styles.xml" ContentType="${part("styles")}"/>` +
      (docx.header ? `<Override PartName="/word/header1.xml" ContentType="${part("header")}"/>` : "") +
      (docx.footer ? `<Override PartName="/word/footer1.xml" ContentType="${part("footer")}"/>` : "") +
      '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
  );
  put(
    "_rels/.rels",
    relations([
      { id: "rId1", type: `${officeRelations}/officeDocument`, target: "word/document.xml" },
      {
        id: "rId2",
        type: "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        target: "docProps/core.xml",
      },
    ]),
  );
  put(
    "docProps/core.xml",
    `${head}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
      `xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escapeXml(docx.title)}</dc:title><dc:creator>人才通</dc:creator>` +
      "<dc:language>zh-CN</dc:language></cp:coreProperties>",
  );
  put(
    "word/styles.xml",
    `${head}<w:styles ${names}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="${serif}" w:hAnsi="${serif}" ` +
      `w:eastAsia="${serif}" w:cs="${serif}"/><w:sz w:val="21"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>` +
      '<w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>',
  );
  const documentRelations = [{ id: "rId1", type: `${officeRelations}/styles`, target: "styles.xml" }];
  if (docx.header) {
    documentRelations.push({ id: "rId2", type: `${officeRelations}/header`, target: "header1.xml" });
    put("word/header1.xml", `${head}<w:hdr ${names}>${docx.header}</w:hdr>`);
    const pictures = docx.headerPictures ?? [];
    for (const picture of pictures) put(`word/media/${picture.file}`, picture.bytes);
    const entries = pictures.map(({ relation, file }) => ({
      id: relation,
      type: `${officeRelations}/image`,
      target: `media/${file}`,
    }));
    put("word/_rels/header1.xml.rels", relations(entries));
  }
  if (docx.footer) {
    documentRelations.push({ id: "rId3", type: `${officeRelations}/footer`, target: "footer1.xml" });
    put("word/footer1.xml", `${head}<w:ftr ${names}>${docx.footer}</w:ftr>`);
  }
  put("word/_rels/document.xml.rels", relations(documentRelations));
  put(
    "word/document.xml",
    `${head}<w:document ${names}><w:body>${docx.body}<w:sectPr>` +
      (docx.header ? '<w:headerReference w:type="default" r:id="rId2"/>' : "") +
      (docx.footer ? '<w:footerReference w:type="default" r:id="rId3"/>' : "") +
      `<w:pgSz w:w="${twips(210)}" w:h="${twips(297)}"/><w:pgMar w:top="${twips(margins.top)}" w:right="${twips(margins.right)}" ` +
      `w:bottom="${twips(margins.bottom)}" w:left="${twips(margins.left)}" w:header="${twips(margins.header)}" ` +
      `w:footer="${twips(margins.footer)}" w:gutter="0"/></w:sectPr></w:body></w:document>`,
  );
  return zip.generateAsync({ type: "nodebuffer", compression: "DEFLATE", compressionOptions: { level: 9 } });
}
