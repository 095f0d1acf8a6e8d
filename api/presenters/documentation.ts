import type { OpenApiDocument } from "../openapi.ts";

type Operation = OpenApiDocument["paths"][string][string];

/** One page without any script: what can be called, with which fields, and what comes back. */
export function printApi(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const tags = document.tags.map(({ name }) => String(name));
  const sections = tags.map(
    (tag) =>
      `<section id="${escape(tag)}"><h2>${escape(tag)}</h2>${operations
        .filter(({ operation }) => operation.tags.includes(tag))
        .map(({ path, method, operation }) => printOperation(path, method, operation))
        .join("")}</section>`,
  );
  const { title, version, description } = document.info as Record<string, string>;
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}接口</title><style>${style}</style></head><body>
<header><h1>${escape(title)}接口</h1><p>${escape(description)}</p>
<p>版本 ${escape(version)}，OpenAPI 3.1：<a href="/api/openapi.json">/api/openapi.json</a></p>
<nav aria-label="分类"><ul>${tags.map((tag) => `<li><a href="#${escape(tag)}">${escape(tag)}</a></li>`).join("")}</ul></nav></header>
<main>${sections.join("\n")}</main></body></html>`;
}

function printOperation(path: string, method: string, operation: Operation): string {
  const { security, parameters, requestBody } = operation as Operation & {
    security: readonly unknown[];
    parameters: readonly { name: string; in: string; required: boolean; schema: unknown }[];
    requestBody?: { content: unknown };
  };
  const rows = parameters.map(
    ({ name, in: where, required, schema }) =>
      `<tr><th scope="row"><code>${escape(name)}</code></th><td>${places[where] ?? escape(where)}</td><td>${required ? "必填" : "可选"}</td><td><code>${escape(JSON.stringify(schema))}</code></td></tr>`,
  );
  const table = `<table><caption>参数</caption><thead><tr><th scope="col">名称</th><th scope="col">位置</th><th scope="col">要求</th><th scope="col">类型</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
  const answers = Object.entries(operation.responses).map(
    ([status, { description }]) => `<li><code>${status}</code> ${escape(String(description))}</li>`,
  );
  return `<article id="${escape(operation.operationId)}"><h3><code>${method} ${escape(path)}</code> ${escape(operation.summary)}</h3>
<p>${security.length > 0 ? "要登录" : "不用登录"}</p>${rows.length > 0 ? table : ""}
${requestBody ? printDetails("请求内容", requestBody.content) : ""}${printDetails("返回内容", operation.responses["200"]?.["content"])}
<ul>${answers.join("")}</ul></article>`;
}

const places: Readonly<Record<string, string>> = { path: "路径", query: "查询", header: "请求头" };

function printDetails(title: string, value: unknown): string {
  return `<details><summary>${title}</summary><pre tabindex="0">${escape(JSON.stringify(value, null, 2))}</pre></details>`;
}

function escape(text: string | undefined): string {
  return (text ?? "").replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

const style = `
:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,sans-serif;max-width:64rem;margin:0 auto;padding:1rem}
h2{border-bottom:1px solid;padding-top:1rem}
article{margin:1.5rem 0}
nav ul{display:flex;flex-wrap:wrap;gap:1rem;list-style:none;padding:0}
table{border-collapse:collapse;width:100%}
caption{text-align:start}
th,td{border:1px solid;padding:.25rem .5rem;text-align:start;vertical-align:top;overflow-wrap:anywhere}
pre{overflow:auto;max-height:24rem;border:1px solid;padding:.5rem}
a:focus-visible,summary:focus-visible,pre:focus-visible{outline:3px solid}
`;
