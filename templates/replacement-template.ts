import { bookmark, boxed, buildDocx, cell, paragraph, row, run, sans, table, type Line } from "./ooxml.ts";

const line: Line = { size: 0.5, color: "000000" };
const box = boxed(line);
const inside = { top: 1.1, left: 1.6, bottom: 1.1, right: 1.6 };
const draftWord = { size: 11, color: "8C1D18", font: sans, bold: true };
const word = { size: 10.5, color: "000000" };

/** The name of a field. */
function name(text: string, cellWidth: number, more: { span?: number; merge?: "start" | "on" } = {}): string {
  const content = more.merge === "on" ? paragraph("") : paragraph(run(text, word), { align: "center", lineHeight: 15 });
  return cell({ width: cellWidth, lines: box, vertical: "center", padding: inside, content, ...more });
}

/** A text with placeholders. */
function value(text: string, cellWidth: number, span?: number): string {
  return cell({
    width: cellWidth,
    ...(span ? { span } : {}),
    lines: box,
    vertical: "center",
    padding: inside,
    content: paragraph(run(text, word), { lineHeight: 15 }),
  });
}

function section(text: string): string {
  return paragraph(run(text, { ...word, size: 12, bold: true }), {
    before: 4,
    after: 1.6,
    lineHeight: 18,
    keepWithNext: true,
  });
}

function personTable(): string {
  const columns = [26, 41, 26, 40, 37] as const;
  const [a, b, c, d, e] = columns;
  const photo = cell({
    width: e,
    lines: box,
    merge: "start",
    vertical: "center",
    content: paragraph(run("{{IMAGE photo()}}", { size: 4 }), { align: "center" }),
  });
  const on = cell({ width: e, lines: box, merge: "on", content: paragraph("") });
  const pair = (first: string, firstValue: string, second: string, secondValue: string, picture: string) =>
    row({
      height: 9.6,
      cells: [name(first, a), value(firstValue, b), name(second, c), value(secondValue, d), picture],
    });
  const wide = (first: string, firstValue: string, picture: string) =>
    row({ height: 9.6, cells: [name(first, a), value(firstValue, b + c + d, 3), picture] });
  return table(columns, [
    pair("姓名", "{{applicant.name.text}}", "性别", "{{applicant.sex.text}}", photo),
    pair("身份证号", "{{applicant.identityNumber.text}}", "联系电话", "{{applicant.phone.text}}", on),
    wide("工作单位", "{{applicant.employer.text}}", on),
    wide("统一社会信用代码", "{{applicant.creditCode.text}}", on),
    pair("现任岗位", "{{applicant.position.text}}", "从事本专业", "{{applicant.yearsInProfession.text}} 年", on),
  ]);
}

function originalTable(): string {
  const columns = [26, 59, 26, 59] as const;
  const [a, b, c, d] = columns;
  const pair = (first: string, firstValue: string, second: string, secondValue: string) =>
    row({ height: 9, cells: [name(first, a), value(firstValue, b), name(second, c), value(secondValue, d)] });
  return table(columns, [
    pair("级别", "{{original.level.text}}", "职称系列", "{{original.series.text}}"),
    pair("资格名称", "{{original.title.text}}", "专业", "{{original.specialty.text}}"),
    pair("授予时间", "{{original.awardedOn.text}}", "证书编号", "{{original.certificateNumber.text}}"),
    pair("评委会名称", "{{original.committee.text}}", "发文文号", "{{original.documentNumber.text}}"),
    row({ height: 9, cells: [name("发证单位", a), value("{{original.issuer.text}}", b + c + d, 3)] }),
  ]);
}

function lossTable(): string {
  const columns = [26, 144] as const;
  const [a, b] = columns;
  const entry = (title: string, text: string) =>
    row({ height: 9, splits: true, cells: [name(title, a), value(text, b)] });
  return table(columns, [
    entry("遗失声明", "{{loss.sentence.text}}{{IF loss.declared}}（{{loss.declaredOn.text}}声明）{{END-IF}}"),
    entry("遗失经过", "{{loss.statement.text}}"),
    row({ cells: [name("{{IF loss.hasExplanation}}", a), value("", b)] }),
    entry("补充说明", "{{loss.explanation.text}}"),
    row({ cells: [name("{{END-IF}}", a), value("", b)] }),
    entry(
      "公示情况",
      "{{IF notice.published}}{{notice.publishedOn.text}}在本平台公示，至{{notice.lastDay.text}}满 {{notice.workingDays.text}} 个工作日。{{END-IF}}" +
        "{{IF !notice.published}}提交遗失声明后在本平台公示。{{END-IF}}" +
        "{{IF notice.undisputed}}公示期间没有收到异议。{{END-IF}}",
    ),
    row({ cells: [name("{{FOR objection IN notice.objections}}", a), value("", b)] }),
    entry(
      "异议及处理",
      "{{$objection.filedOn.text}}收到异议，{{$objection.decidedOn.text}}由{{$objection.decidedBy.text}}认定{{$objection.decision.text}}：" +
        "{{$objection.reason.text}}",
    ),
    row({ cells: [name("{{END-FOR objection}}", a), value("", b)] }),
  ]);
}

/** A list: heading row, and one row for each entry. */
function listTable(
  columns: readonly number[],
  titles: readonly string[],
  list: string,
  entry: string,
  texts: readonly string[],
): string {
  const control = (text: string) =>
    row({ cells: columns.map((column, index) => (index === 0 ? name(text, column) : value("", column))) });
  return table(columns, [
    row({ height: 8, header: true, cells: titles.map((title, index) => name(title, columns[index] ?? 0)) }),
    control(`{{FOR ${entry} IN ${list}}}`),
    row({
      height: 8,
      cells: texts.map((text, index) => value(text.replaceAll("$", `$${entry}.`), columns[index] ?? 0)),
    }),
    control(`{{END-FOR ${entry}}}`),
  ]);
}

/** One office: its opinion, who decided and when, and the place of its seal at the right. */
function opinionTable(view: string, title: readonly string[], seal: string, bookmarkId: number): string {
  const columns = [26, 98, 46] as const;
  const [a, b, c] = columns;
  const text = (content: string) => paragraph(run(content, word), { lineHeight: 15 });
  const pad = { ...inside, top: 2 };
  return table(columns, [
    row({
      height: 44,
      cells: [
        cell({
          width: a,
          lines: box,
          vertical: "center",
          padding: inside,
          content: title.map((text) => paragraph(run(text, word), { align: "center", lineHeight: 16 })).join(""),
        }),
        cell({
          width: b,
          lines: { top: line, left: line, bottom: line },
          padding: pad,
          content:
            text(
              `{{IF ${view}.given}}{{${view}.outcome.text}}。{{${view}.opinion.text}}{{END-IF}}{{IF ${view}.skipped}}按规定不经过这一级。{{END-IF}}`,
            ) +
            paragraph(run("", word), { lineHeight: 8 }) +
            text(`机构（章）：{{${view}.officeName.text}}`) +
            text(`经办人：{{${view}.decidedBy.text}}`) +
            text(`日期：{{${view}.decidedOn.text}}`),
        }),
        cell({
          width: c,
          lines: { top: line, right: line, bottom: line },
          padding: { top: 1, left: 2, right: 2 },
          content: paragraph(bookmark(bookmarkId, `seal-${seal}`) + run(" ", { size: 4 })),
        }),
      ],
    }),
  ]);
}

function resultTable(): string {
  const columns = [26, 59, 26, 59] as const;
  const [a, b, c, d] = columns;
  return table(columns, [
    row({
      height: 9,
      cells: [
        name("新证书编号", a),
        value("{{result.certificateNumber.text}}", b),
        name("管理号", c),
        value("{{result.managementNumber.text}}", d),
      ],
    }),
    row({
      height: 9,
      cells: [
        name("发证单位", a),
        value("{{result.issuer.text}}", b),
        name("发证时间", c),
        value("{{result.issuedOn.text}}", d),
      ],
    }),
  ]);
}

function footer(): string {
  const small = { size: 9, color: "000000" };
  const field = (code: string) =>
    `<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:rPr><w:sz w:val="18"/></w:rPr>` +
    `<w:instrText xml:space="preserve"> ${code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` +
    `<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`;
  const demo = { size: 8, color: "8C1D18", font: sans };
  return (
    paragraph(
      run("办件编号 {{caseNumber.text}}　　第 ", small) +
        field("PAGE") +
        run(" 页，共 ", small) +
        field("NUMPAGES") +
        run(" 页", small),
      { align: "center", lineHeight: 13 },
    ) +
    paragraph(
      run("{{IF draft}}", demo) +
        run("预览（草稿），尚未提交，不作为凭据　", demo) +
        run("{{END-IF}}", demo) +
        run("{{IF demo}}", demo) +
        run("演示文书，人物与单位均为虚构，不具法律效力", demo) +
        run("{{END-IF}}", demo) +
        run(" ", demo),
      {
        align: "center",
        lineHeight: 11,
      },
    )
  );
}

/** 中、初级职称证书遗失补办申请表: the archive form with every office's opinion, name, date and seal. */
export async function replacementTemplate(): Promise<Buffer> {
  const gap = paragraph("", { lineHeight: 6 });
  return buildDocx({
    title: "职称证书遗失补办申请表",
    margins: { top: 20, right: 20, bottom: 22, left: 20, header: 8, footer: 9 },
    footer: footer(),
    body:
      paragraph(run("{{area.text}}中、初级职称证书遗失补办申请表", { ...word, size: 18, bold: true }), {
        align: "center",
        lineHeight: 28,
      }) +
      paragraph(
        run("{{IF draft}}", word) + run("预览（草稿），尚未提交，不作为凭据", draftWord) + run("{{END-IF}}", word),
        {
          align: "center",
          lineHeight: 16,
        },
      ) +
      paragraph(run("办件编号：{{caseNumber.text}}", word), { align: "right", before: 1, lineHeight: 16 }) +
      section("一、申请人信息") +
      personTable() +
      section("二、原证书信息") +
      originalTable() +
      section("三、遗失声明及公示") +
      lossTable() +
      section("四、材料清单") +
      listTable([12, 58, 62, 38], ["序号", "材料", "文件", "上传时间"], "materials", "material", [
        "{{$number.text}}",
        "{{$title.text}}",
        "{{$fileName.text}}",
        "{{$uploadedOn.text}}",
      ]) +
      section("五、各级意见") +
      opinionTable("employer", ["单位", "审核意见"], "employer", 11) +
      gap +
      opinionTable("department", ["主管部门", "确认意见"], "department", 12) +
      gap +
      opinionTable("titleOffice", ["职改办", "审批意见"], "title-office", 13) +
      section("六、办理结果") +
      resultTable() +
      paragraph(run("{{IF hasReturns}}", word)) +
      section("附：退回与补正记录") +
      listTable([10, 36, 46, 22, 56], ["次", "退回时间", "机构", "经办人", "需要补正"], "returns", "entry", [
        "{{$number.text}}",
        "{{$returnedOn.text}}",
        "{{$officeName.text}}",
        "{{$returnedBy.text}}",
        "{{$reason.text}}",
      ]) +
      paragraph(run("{{END-IF}}", word)) +
      paragraph("", { lineHeight: 2 }),
  });
}
