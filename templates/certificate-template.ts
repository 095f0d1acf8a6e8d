import { bookmark, buildDocx, cell, paragraph, pictureBehindText, row, run, sans, table, type Line } from "./ooxml.ts";

/** S2-16, in the order of the notice. The photo stands beside the first five. */
const fields = [
  ["姓名", "holderName", "text"],
  ["性别", "sex", "text"],
  ["身份证号", "identityNumber", "number"],
  ["获取方式", "obtainedBy", "text"],
  ["职称系列", "series", "text"],
  ["资格名称", "title", "text"],
  ["专业", "specialty", "text"],
  ["授予时间", "awardedOn", "text"],
  ["评委会名称", "committee", "text"],
  ["发文文号", "documentNumber", "text"],
  ["证书编号", "certificateNumber", "number"],
  ["管理号", "managementNumber", "number"],
  ["查询网址", "verificationPage", "number"],
] as const;
const besidePhoto = 5;

const label = { size: 12.5, color: "3B4650" };
const rule: Line = { size: 0.6, color: "B9B09C" };
const rowHeight = 10.4;

/** A value that is longer than its line is set in 10.5 pt and then wraps (look.md, Certificate and print). */
function value(name: string, kind: "text" | "number"): string {
  const style = kind === "text" ? { bold: true } : { font: sans };
  const size = kind === "text" ? 12.5 : 12;
  const sized = (condition: string, points: number) =>
    ["{{IF " + condition + "}}", `{{${name}.text}}`, "{{END-IF}}"]
      .map((part) => run(part, { ...style, size: points }))
      .join("");
  return sized(`!${name}.long`, size) + sized(`${name}.long`, 10.5);
}

function fieldTable(): string {
  const columns = [27, 4, 75, 9, 35];
  const [labelWidth, colonWidth, shortWidth, gap, photoWidth] = columns as [number, number, number, number, number];
  const photo = paragraph(run("{{IMAGE photo()}}", { size: 4 }));
  const beside = (place: "start" | "on", lines: object = {}) => [
    cell({ width: gap, lines, content: paragraph("") }),
    cell({ width: photoWidth, lines, merge: place, content: place === "start" ? photo : paragraph("") }),
  ];
  // Two millimetres above the first line, so that the photo begins a little higher than the name.
  const first = row({
    height: 2,
    rule: "exact",
    cells: [
      cell({ width: labelWidth + colonWidth + shortWidth, span: 3, content: paragraph("", { lineHeight: 4 }) }),
      ...beside("start"),
    ],
  });
  const rows = fields.map(([title, name, kind], index) => {
    const short = index < besidePhoto;
    const low = { vertical: "bottom" as const, padding: { bottom: 0.9 } };
    return row({
      height: rowHeight,
      cells: [
        cell({
          width: labelWidth,
          ...low,
          content: paragraph(run(title, label), { align: "distribute", lineHeight: 17 }),
        }),
        cell({ width: colonWidth, ...low, content: paragraph(run("：", label), { lineHeight: 17 }) }),
        cell({
          width: short ? shortWidth : shortWidth + gap + photoWidth,
          ...(short ? {} : { span: 3 }),
          vertical: "bottom",
          lines: { bottom: rule },
          padding: { left: 1, right: 1, bottom: 0.9 },
          content: paragraph(value(name, kind), { lineHeight: 17 }),
        }),
        ...(short ? beside("on", index === besidePhoto - 1 ? { bottom: rule } : {}) : []),
      ],
    });
  });
  return table(columns, [first, ...rows], 10);
}

/** The foot keeps its place however many lines the fields take: QR at the left, issuer in the middle, seal at the right. */
function foot(): string {
  // Boundaries at 21, 28, 64, 69, 106, 140, 158 and 182 mm from the left edge of the page.
  const columns = [7, 36, 5, 37, 34, 18, 24];
  const [margin, code, gap, issuedLabel] = columns as [number, number, number, number];
  const [besideSeal, underSeal, behind] = [34, 18, 24];
  const empty = (width: number, span = 1) => cell({ width, span, content: paragraph("") });
  const symbol = cell({
    width: code,
    merge: "start",
    fill: "FFFEFB",
    content: paragraph(run("{{IMAGE code()}}", { size: 4 }), { align: "center", before: 3 }),
  });
  const line = (height: number, words: string, text: string) =>
    row({
      height,
      rule: "exact",
      cells: [
        empty(margin),
        cell({ width: code, merge: "on", content: paragraph("") }),
        empty(gap),
        cell({ width: issuedLabel, content: paragraph(run(words, label), { align: "right", lineHeight: 15.5 }) }),
        cell({
          width: besideSeal + underSeal,
          span: 2,
          padding: { right: 10 },
          content: paragraph(text, { lineHeight: 15.5 }),
        }),
        empty(behind),
      ],
    });
  // The seal's upper left corner; it reaches over the end of the issuer's name, as a seal does.
  const sealPlace = cell({
    width: underSeal + behind,
    span: 2,
    content: paragraph(bookmark(10, "seal-issuer") + run(" ", { size: 4 })),
  });
  const upper = table(
    columns,
    [
      row({
        height: 3,
        rule: "exact",
        cells: [empty(margin), empty(code), empty(gap), empty(issuedLabel), empty(besideSeal), sealPlace],
      }),
      row({
        height: 9,
        rule: "exact",
        cells: [empty(margin), symbol, empty(gap), empty(issuedLabel), empty(besideSeal + underSeal, 2), empty(behind)],
      }),
      line(16.6, "发证单位（章）：", value("issuer", "text")),
      line(10.4, "发证时间：", run("{{issuedOn.text}}", { size: 12.5, bold: true })),
    ],
    1,
  );
  const scanWords = run("扫码核验真伪和当前状态", { font: sans, size: 9, color: "3B4650" });
  const scan = table(
    [50, 111],
    [
      row({
        height: 11.6,
        rule: "exact",
        cells: [cell({ width: 50, content: paragraph(scanWords, { align: "center", lineHeight: 13.5 }) }), empty(111)],
      }),
    ],
    1,
  );
  const small = { font: sans, size: 8, color: "8C1D18" };
  const say = { align: "center", lineHeight: 18.4 } as const;
  return (
    upper +
    paragraph("", { lineHeight: 1 }) +
    scan +
    paragraph(run("本证书的相关信息由{{dataSource.text}}提供。", { size: 10.5 }), say) +
    paragraph(run("此证表明持证人具有相应的专业技术资格水平。", { size: 10.5 }), say) +
    // The blank outside the condition keeps the line, and so the place of everything above it.
    paragraph(
      run("{{IF demo}}", small) +
        run("演示证书，人物与单位均为虚构，不具法律效力", small) +
        run("{{END-IF}}", small) +
        run(" ", small),
      { align: "center", before: 0.7, lineHeight: 10 },
    )
  );
}

/** 广西柳州市中级（初级）职称电子证书: A4 portrait, every measure as in look/mockups/certificate.html. */
export async function certificateTemplate(level: "中级" | "初级", ground: Buffer): Promise<Buffer> {
  return buildDocx({
    title: `${level}职称电子证书`,
    margins: { top: 34, right: 20, bottom: 40, left: 20, header: 5, footer: 21.2 },
    header: paragraph(pictureBehindText("rId1", "底纹", 210, 297)),
    headerPictures: [{ relation: "rId1", file: "ground.svg", bytes: ground }],
    footer: foot(),
    body:
      paragraph(run(`{{area.text}}${level}职称电子证书`, { size: 27, bold: true, color: "12344A" }), {
        align: "center",
        lineHeight: 33,
        after: 28 - 11.64,
      }) +
      fieldTable() +
      paragraph("", { lineHeight: 1 }),
  });
}
