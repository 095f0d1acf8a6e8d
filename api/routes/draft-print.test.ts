import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createDraftPrint } from "../../activities/draft-print.ts";
import { createDocxRenderer, type DocxRenderer } from "../../activities/rendering/render-docx.ts";
import { createRenderDocument } from "../../activities/rendering/render-document.ts";
import { servedCity } from "../../domain/city.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { hasTools } from "../../ops/test-tools.ts";
import { createDocumentConverter, type DocumentConverter } from "../../ports/document-converter.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { openTestApi, type TestApi } from "../../tests/test-api.ts";
import { declared } from "../../tests/test-case.ts";

let desk: CaseDesk;
let api: TestApi;
let renderer: DocxRenderer;
let converter: DocumentConverter;
let directory: string;
const printWith = (program: DocumentConverter) =>
  createDraftPrint({
    ...{ database: desk.database, encryption: desk.encryption, city: servedCity, demo: true, files: api.deps.files },
    render: createRenderDocument({ renderer, converter: program }),
  });
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rencaitong-print-"));
  desk = await openCaseDesk();
  api = await openTestApi({ ...desk, url: desk.databaseUrl });
  renderer = createDocxRenderer();
  converter = createDocumentConverter({ sofficePath: "soffice" });
  api.deps.printDraft = printWith(converter);
});
afterAll(async () => {
  await renderer?.close();
  await converter?.close();
  await api?.close();
  await desk?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function pagesOf(address: string, browser: Awaited<ReturnType<typeof signIn>>): Promise<string[]> {
  const answer = await fetch(api.origin + address, { headers: { Cookie: browser.cookie } });
  expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, "application/pdf"]);
  const file = join(directory, "form.pdf");
  await writeFile(file, Buffer.from(await answer.arrayBuffer()));
  const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  // Between Chinese and digits stands a little space that comes out as a blank or not.
  return text
    .split("\f")
    .map((page) => page.replace(/\s+/g, ""))
    .filter(Boolean);
}
const signIn = () => api.browser().signIn("13900000001", demoPassword);
const withOffice = hasTools("office") ? test : test.skip;

withOffice(
  "S2-14 B-13 a draft prints as its form would, as far as it is filled in, and every page says 草稿",
  async () => {
    const browser = await signIn();
    const certificateId = desk.world.certificates["06000116"];
    const { body: draft } = await browser.post("/api/drafts", { matter: "certificate-replacement", certificateId });
    const empty = (await pagesOf(`/api/drafts/${draft.id}/print`, browser)).join("");
    expect(empty).toContain("提交遗失声明后在本平台公示。");
    expect(empty).toContain("提交后生成");
    await browser.send("PATCH", `/api/drafts/${draft.id}`, { body: { version: draft.version, form: declared } });
    const handedIn = await browser.post(`/api/drafts/${draft.id}/submission`, {
      key: randomUUID(),
      version: draft.version + 1,
    });
    expect(handedIn.status).toBe(200);
    // What was handed in has its case page; it is no draft any more.
    expect((await browser.get(`/api/drafts/${draft.id}/print`)).body.error.code).toBe("already-decided");

    const { body: materials } = await browser.post(`/api/cases/${draft.id}/draft`);
    await browser.send("PATCH", `/api/drafts/${materials.id}`, {
      body: { version: materials.version, form: { position: "机械设计工程师", statement: "搬迁办公室时一起遗失。" } },
    });
    const pages = await pagesOf(`/api/drafts/${materials.id}/print`, browser);
    for (const page of pages) expect(page).toContain("预览（草稿），尚未提交，不作为凭据");
    const all = pages.join("");
    for (const words of ["覃志远", "06000116", "机械设计工程师", "搬迁办公室时一起遗失。", "YS-LZ-", "满5个工作日"])
      expect(all).toContain(words);
    // Nobody has decided, nothing was skipped, and the notice is still running.
    for (const words of ["同意", "按规定不经过这一级", "公示期间没有收到异议"]) expect(all).not.toContain(words);
  },
);

test("S2-14 without the document tools the preview says so, and the draft stays as it is", async () => {
  const browser = await api.browser().signIn("13900000002", demoPassword);
  const certificateId = desk.world.certificates["06000215"];
  const { body: draft } = await browser.post("/api/drafts", { matter: "certificate-replacement", certificateId });
  const missing = createDocumentConverter({ sofficePath: join(directory, "no-such-program") });
  const before = api.deps.printDraft;
  api.deps.printDraft = printWith(missing);
  try {
    const answer = await browser.get(`/api/drafts/${draft.id}/print`);
    expect([answer.status, answer.body.error.code]).toEqual([422, "preview-unavailable"]);
    expect(answer.body.error.message).toContain("填好的内容都在");
  } finally {
    api.deps.printDraft = before;
    await missing.close();
  }
});
