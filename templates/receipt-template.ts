import { bookmark, boxed, buildDocx, cell, paragraph, row, run, sans, table, type Line } from "./ooxml.ts";

const line: Line = { size: 0.5, color: "000000" };
const box = boxed(line);
const inside = { top: 1.4, left: 2, bottom: 1.4, right: 2 };
const word = { size: 12, color: "000000" };
const columns = [34, 136] as const;

const text = (content: string, more: Parameters<typeof paragraph>[1] = {}) =>
  paragraph(run(content, word), { lineHeight: 20, ...more });

function entry(title: string, ...values: readonly string[]): string {
  const [a, b] = columns;
  const part = (width: number, content: string) =>
    cell({ width, lines: box, vertical: "center", padding: inside, content });
  return row({
    height: 11,
    cells: [part(a, text(title, { align: "center" })), part(b, values.map((value) => text(value)).join(""))],
  });
}

function control(command: string): string {
  return row({ cells: columns.map((width, index) => cell({ width, content: text(index === 0 ? command : "") })) });
}

function caseTable(): string {
  return table(columns, [
    entry("申请人", "{{applicant.name.text}}（身份证号 {{applicant.identityNumber.text}}）"),
    entry("办理事项", "{{matterTitle.text}}"),
    entry("受理编号", "{{caseNumber.text}}"),
    entry("原证书", "{{certificate.title.text}}，编号 {{certificate.number.text}}"),
    entry(
      "收到的材料",
      "{{FOR one IN received}}",
      "{{$one.number.text}}. {{$one.title.text}}，{{$one.copies.text}} 份",
      "{{END-FOR one}}",
    ),
    control("{{IF promised}}"),
    entry(
      "办理期限",
      "从受理之日起{{promise.text}}。申请人补充材料、处理异议的时间不计在内；遇节假日顺延，以平台显示的日期为准。",
    ),
    control("{{END-IF}}"),
    entry("办理依据", "{{article.text}}"),
    entry(
      "咨询查询",
      "{{contact.host.text}}，电话 {{contact.phone.text}}，地址：{{contact.address.text}}，时间：{{contact.hours.text}}。报受理编号即可查询办到哪一步。",
    ),
  ]);
}

/** At the left where the applicant signs, at the right who gives it, with the place of the seal. */
function signatures(): string {
  const [left, right, seal] = [85, 43, 42] as const;
  return table(
    [left, right, seal],
    [
      row({
        height: 46,
        cells: [
          cell({
            width: left,
            padding: { top: 6 },
            content:
              text("以上内容已经核对，本件已收到。") +
              text("申请人（签名）：____________________", { before: 7 }) +
              text("日期：　　　年　　月　　日", { before: 5 }),
          }),
          cell({
            width: right,
            padding: { top: 6 },
            content:
              text("经办人：{{clerkName.text}}") +
              text("机构（章）：", { before: 2 }) +
              text("{{officeName.text}}") +
              text("{{givenOn.text}}", { before: 2 }),
          }),
          cell({
            width: seal,
            padding: { top: 2 },
            content: paragraph(bookmark(21, "seal-issuer") + run(" ", { size: 4 })),
          }),
        ],
      }),
    ],
  );
}

function footer(): string {
  const demo = { size: 8, color: "8C1D18", font: sans };
  return (
    paragraph(run("本件一式两份，申请人和经办窗口各存一份。", { size: 9, color: "000000" }), {
      align: "center",
      lineHeight: 13,
    }) +
    paragraph(
      run("{{IF demo}}", demo) +
        run("演示文书，人物与单位均为虚构，不具法律效力", demo) +
        run("{{END-IF}}", demo) +
        run(" ", demo),
      { align: "center", lineHeight: 11 },
    )
  );
}

/** 受理通知书 and 材料接收凭证: given over the counter, signed by hand, scanned. */
export async function receiptTemplate(): Promise<Buffer> {
  return buildDocx({
    title: "窗口回执",
    margins: { top: 24, right: 20, bottom: 22, left: 20, header: 8, footer: 9 },
    footer: footer(),
    body:
      paragraph(run("{{title.text}}", { ...word, size: 22, bold: true }), { align: "center", lineHeight: 34 }) +
      text("{{number.text}}", { align: "right", before: 3, after: 3 }) +
      text("{{applicant.name.text}}：") +
      paragraph(
        run("{{IF acceptance}}", word) +
          run("你于{{givenOn.text}}在本窗口提出的{{matterTitle.text}}申请，经审查符合受理条件，现予受理。", word) +
          run("{{END-IF}}", word) +
          run("{{IF !acceptance}}", word) +
          run("你于{{givenOn.text}}在本窗口为{{matterTitle.text}}提交的下列材料，已经收到。", word) +
          run("{{END-IF}}", word),
        { lineHeight: 20, firstLine: 24, after: 3 },
      ) +
      caseTable() +
      signatures() +
      paragraph("", { lineHeight: 2 }),
  });
}
