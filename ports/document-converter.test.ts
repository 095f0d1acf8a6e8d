import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { readdir, readFile, readlink } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import JSZip from "jszip";
import { hasTools } from "../ops/test-tools.ts";
import { buildDocx, paragraph, run } from "../templates/ooxml.ts";
import { createDocumentConverter, type DocumentConverter } from "./document-converter.ts";

const margins = { top: 20, right: 20, bottom: 20, left: 20, header: 8, footer: 9 };
const paper = (text: string) => buildDocx({ title: "test", margins, body: paragraph(run(text)) });

/** A picture, a linked object and the document's template, all of them elsewhere. */
async function paperThatCalls(origin: string): Promise<Buffer> {
  const zip = await JSZip.loadAsync(await paper("甲"));
  const relations = "word/_rels/document.xml.rels";
  const types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const external = (id: string, type: string, path: string) =>
    `<Relationship Id="${id}" Type="${types}/${type}" Target="${origin}${path}" TargetMode="External"/>`;
  const known = (await zip.file(relations)?.async("string")) ?? "";
  zip.file(
    relations,
    known.replace(
      "</Relationships>",
      `${external("rIdP", "image", "/a.png")}${external("rIdT", "attachedTemplate", "/a.dotx")}${external("rIdO", "oleObject", "/a.xls")}</Relationships>`,
    ),
  );
  const picture =
    `<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="${types}"><v:shape style="width:50pt;height:50pt">` +
    `<v:imagedata r:id="rIdP" r:href="${origin}/b.png"/></v:shape></w:pict></w:r></w:p>` +
    `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDEPICTURE "${origin}/c.png" \\d</w:instrText></w:r>` +
    `<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`;
  const body = await zip.file("word/document.xml")!.async("string");
  expect(known).toContain("</Relationships>");
  zip.file("word/document.xml", body.replace(/<w:body>/, `<w:body>${picture}`));
  return zip.generateAsync({ type: "nodebuffer" });
}

const isPdf = (bytes: Buffer) => bytes.subarray(0, 5).toString() === "%PDF-";

/** The office process among the children of a program. */
async function officeProcesses(parent = process.pid): Promise<number[]> {
  const numbers = (await readFile(`/proc/${parent}/task/${parent}/children`, "utf8")).trim().split(" ").filter(Boolean);
  const commands = await Promise.all(numbers.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return numbers.map(Number).filter((_, index) => commands[index]?.includes("soffice"));
}

/** A process that has ended and waits for somebody to take note is not running. */
function isRunning(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/\) Z /.test(readFileSync(file, "utf8"));
}

const withOffice = hasTools("office") ? describe : describe.skip;
withOffice("document converter", () => {
  let converter: DocumentConverter;
  afterEach(() => converter.close());

  it("S2-13 turns one document after the other into a PDF in one living process", async () => {
    converter = createDocumentConverter({ sofficePath: "soffice" });
    expect(converter.installed()).toBe(true);
    const first = await Promise.all([converter.convert(await paper("甲")), converter.convert(await paper("乙"))]);
    const before = await officeProcesses();
    expect(isPdf(await converter.convert(await paper("丙")))).toBe(true);
    expect([first.every(isPdf), before.length, await officeProcesses()]).toEqual([true, 1, before]);
  });

  it("P1 goes on with a new process after the old one was killed", async () => {
    converter = createDocumentConverter({ sofficePath: "soffice" });
    await converter.convert(await paper("甲"));
    const [killed] = await officeProcesses();
    process.kill(killed!, "SIGKILL");
    const results = [
      await converter.convert(await paper("乙")).catch(() => undefined),
      await converter.convert(await paper("丙")),
    ];
    expect(isPdf(results[1]!)).toBe(true);
    expect(await officeProcesses()).not.toContain(killed);
  });

  it("P10 what is no document fails by itself, and so does what takes too long; the next one is made", async () => {
    converter = createDocumentConverter({ sofficePath: "soffice" });
    await expect(converter.convert(Buffer.from("PK no document"))).rejects.toMatchObject({ code: "conversion-failed" });
    expect(isPdf(await converter.convert(await paper("甲")))).toBe(true);
    await converter.close();
    converter = createDocumentConverter({ sofficePath: "soffice", timeLimitMilliseconds: 1 });
    await expect(converter.convert(await paper("甲"))).rejects.toMatchObject({ code: "conversion-failed" });
  });

  it("P9 a document that asks for pictures and templates from a server is printed without a call", async () => {
    let calls = 0;
    const server = createServer((socket) => {
      calls++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      converter = createDocumentConverter({ sofficePath: "soffice" });
      const { port } = server.address() as AddressInfo;
      expect(isPdf(await converter.convert(await paperThatCalls(`http://127.0.0.1:${port}`)))).toBe(true);
      expect(calls).toBe(0);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it("P9 the living process has a network of its own, which is not this machine's", async () => {
    converter = createDocumentConverter({ sofficePath: "soffice" });
    await converter.convert(await paper("甲"));
    const [office] = await officeProcesses();
    const ours = await readlink("/proc/self/ns/net");
    expect(await readlink(`/proc/${office}/ns/net`)).toMatch(/^net:/);
    expect(await readlink(`/proc/${office}/ns/net`)).not.toBe(ours);
    // Not even to itself: the one interface it has is down.
    expect((await readFile(`/proc/${office}/net/route`, "utf8")).trim().split("\n")).toHaveLength(1);
  });

  it("P1 no office process outlives a program that was killed, and what it left lying is cleared away", async () => {
    converter = createDocumentConverter({ sofficePath: "soffice" });
    const module = new URL("document-converter.ts", import.meta.url).href;
    const code =
      `const { createDocumentConverter } = await import(${JSON.stringify(module)});` +
      'const converter = createDocumentConverter({ sofficePath: "soffice" });' +
      `await converter.convert(Buffer.from(${JSON.stringify((await paper("甲")).toString("base64"))}, "base64"));` +
      'process.stdout.write("ready"); setInterval(() => {}, 1e6);';
    const program = spawn(process.execPath, ["--input-type=module", "--eval", code], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(program.stdout, "data");
    const [office] = await officeProcesses(program.pid);
    expect(isRunning(office!)).toBe(true);
    program.kill("SIGKILL");
    await once(program, "exit");
    while (isRunning(office!)) await new Promise((resolve) => setTimeout(resolve, 20));
    const left = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith(`rencaitong-office-${program.pid}-`));
    expect(await left()).toHaveLength(1);
    await converter.convert(await paper("乙"));
    expect(await left()).toEqual([]);
  });

  it("leaves no process and no file behind", async () => {
    const directories = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith(`rencaitong-office-${process.pid}-`)).sort();
    const before = await directories();
    converter = createDocumentConverter({ sofficePath: "soffice" });
    await converter.convert(await paper("甲"));
    expect((await directories()).length).toBe(before.length + 1);
    await converter.close();
    expect([await directories(), await officeProcesses()]).toEqual([before, []]);
    await expect(converter.convert(await paper("乙"))).rejects.toMatchObject({ code: "converter-unavailable" });
  });
});
