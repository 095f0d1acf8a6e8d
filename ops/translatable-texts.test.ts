import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { HtmlParser, type ParseTreeResult } from "@angular/compiler";
import { expect, test } from "@jest/globals";
import ts from "typescript";
import { rootDirectory } from "./places.ts";

const chinese = /[\u4e00-\u9fff]/;
/** A Chinese word inside an expression is no text that a translation could reach. */
const wordInExpression = /\{\{[^}]*["'`][^"'`}]*[\u4e00-\u9fff]/;
const app = join(rootDirectory, "web/src/app");
type Node = ParseTreeResult["rootNodes"][number];

/** Chinese texts of a template that no i18n mark covers. */
function unmarkedInTemplate(template: string, file: string): string[] {
  const parsed = new HtmlParser().parse(template, file, {
    tokenizeExpansionForms: true,
    tokenizeBlocks: true,
    tokenizeLet: true,
  });
  if (parsed.errors.length > 0) throw new Error(`${file}: ${parsed.errors[0]?.msg}`);
  const found: string[] = [];
  const walk = (node: Node, marked: boolean): void => {
    if ("value" in node && !("attrs" in node) && typeof node.value === "string") {
      const text = node.value;
      if (wordInExpression.test(text) || (!marked && chinese.test(text.replaceAll(/\{\{.*?\}\}/gs, ""))))
        found.push(text.trim());
    }
    const attributes = "attrs" in node ? node.attrs : [];
    const names = new Set(attributes.map(({ name }) => name));
    for (const { name, value } of attributes)
      if (chinese.test(value) && !name.startsWith("i18n") && !names.has(`i18n-${name}`))
        found.push(`${name}="${value}"`);
    const below = "children" in node ? (node.children as Node[]) : [];
    for (const child of below) walk(child, marked || names.has("i18n"));
  };
  for (const node of parsed.rootNodes) walk(node, false);
  return found;
}

/** Chinese texts of a program that are not $localize'd; its inline template is read as one. */
function unmarkedInProgram(text: string, file: string): string[] {
  const found: string[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === "template") {
      if (ts.isStringLiteralLike(node.initializer)) found.push(...unmarkedInTemplate(node.initializer.text, file));
      return;
    }
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === "$localize") {
      const { template } = node;
      if (ts.isTemplateExpression(template)) for (const span of template.templateSpans) walk(span.expression);
      return;
    }
    const isText =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
    if (isText && chinese.test(node.text)) found.push(node.text);
    ts.forEachChild(node, walk);
  };
  walk(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

const named = (file: string, texts: string[]) => texts.map((text) => `${relative(app, file)}: ${text}`);

test("B-29 every Chinese text of the screens is marked, so that English can follow without touching one", () => {
  const templates = globSync(join(app, "**/*.html"));
  const programs = globSync(join(app, "**/*.ts")).filter((file) => !file.endsWith(".test.ts"));
  expect(templates.length).toBeGreaterThan(10);
  expect([
    ...templates.flatMap((file) => named(file, unmarkedInTemplate(readFileSync(file, "utf8"), file))),
    ...programs.flatMap((file) => named(file, unmarkedInProgram(readFileSync(file, "utf8"), file))),
  ]).toEqual([]);
});

test("B-29 an unmarked text is found wherever it hides", () => {
  expect(
    unmarkedInTemplate(
      `<p>提交</p>@if (a) {<b title="关闭">{{ x ? "是" : y }}</b>}<i i18n>好 {{ "坏" }}</i>`,
      "x.html",
    ),
  ).toHaveLength(4);
  expect(unmarkedInTemplate(`<p i18n>提交 <b>吗</b></p><i i18n-title title="关闭"></i>`, "x.html")).toEqual([]);
  const program = 'const a = "提交"; const b = $localize`提交${c ? "是" : d}:x:`; /* 注 */ const e = `第${f}件`;';
  expect(unmarkedInProgram(program, "x.ts")).toEqual(["提交", "是", "第", "件"]);
});
