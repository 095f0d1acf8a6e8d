import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import JSZip from "jszip";
import { makeTemplates } from "../../templates/all-templates.ts";
import { buildDocx, paragraph, run } from "../../templates/ooxml.ts";
import { printed } from "./printable.ts";
import { createDocxRenderer, type DocxRenderer } from "./render-docx.ts";

let renderer: DocxRenderer;
beforeAll(() => {
  renderer = createDocxRenderer();
});
afterAll(() => renderer.close());

/** Where keys, uploads and secrets lie, under the product's own folder; it need not exist to be forbidden. */
const stateDirectory = fileURLToPath(new URL("../../.data", import.meta.url));
const margins = { top: 20, right: 20, bottom: 20, left: 20, header: 8, footer: 9 };
const templateOf = (text: string) => buildDocx({ title: "test", margins, body: paragraph(run(text)) });

/** The visible text of a .docx: its text elements, with entities resolved. */
async function textOf(docx: Buffer): Promise<string> {
  const xml = await (await JSZip.loadAsync(docx)).file("word/document.xml")!.async("string");
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)]
    .map((match) => match[1]!)
    .join("")
    .replace(/&(#x?[0-9a-f]+|\w+);/gi, (_all, name: string) =>
      name.startsWith("#")
        ? String.fromCodePoint(Number(name.replace(/^#x/i, "0x").replace(/^#/, "")))
        : entities[name]!,
    );
}

describe("filling a template", () => {
  it("S2-16 whatever people type comes out as the text it is", async () => {
    const template = await templateOf("[{{name.text}}]");
    const hostile = [
      "||<w:br/>||",
      "{{=1+1}}",
      "{{EXEC x}}",
      "+++INS 1+++",
      "<b>&amp;</b>",
      "]]>",
      "{= 1 }",
      "${name}",
      "$1$&",
      "`x`",
    ];
    const pieces = fc.oneof(
      fc.constantFrom(...hostile),
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.string({ unit: "grapheme", maxLength: 20 }),
    );
    const texts = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const name = printed(text);
        expect(await textOf(await renderer.render({ template, view: { name }, images: {} }))).toBe(`[${name.text}]`);
      }),
      { numRuns: 60, examples: hostile.map((text) => [text]) },
    );
  });

  it("a template that asks for what is not in the data fails with its name", async () => {
    const template = await templateOf("{{holderNam.text}}");
    await expect(renderer.render({ template, view: { holderName: printed("覃") }, images: {} })).rejects.toThrow(
      "holderNam",
    );
  });
});

describe("the process that fills templates", () => {
  /** Leaves the template language's own sandbox, which is none, and tries what a program can do. */
  const outside = (code: string) => `{{INS constructor.constructor("return process")().getBuiltinModule(${code} }}`;
  it.each([
    ["reads no file of the machine", outside('"fs").readFileSync("/etc/hostname", "utf8")')],
    ["reads none of the product's own state", outside(`"fs").readdirSync(${JSON.stringify(stateDirectory)})`)],
    ["writes no file", outside('"fs").writeFileSync("/tmp/rencaitong-escaped", "x")')],
    ["starts no program", outside('"child_process").execFileSync("id").toString()')],
  ])("P9 %s", async (_name, command) => {
    const request = { template: await templateOf(command), view: {}, images: {} };
    await expect(renderer.render(request)).rejects.toThrow("restricted");
  });

  it("P9 knows no secrets of its parent", async () => {
    const command = '{{INS Object.keys(constructor.constructor("return process")().env).join() }}';
    expect(
      await textOf(await renderer.render({ template: await templateOf(`[${command}]`), view: {}, images: {} })),
    ).toBe("[]");
  });

  it("P9 reaches no server, not even on this machine", async () => {
    let calls = 0;
    const server = createServer((socket) => {
      calls++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const call =
      `new Promise((done) => constructor.constructor("return process")().getBuiltinModule("net")` +
      `.connect(${port}, "127.0.0.1").on("connect", () => done("reached")).on("error", (error) => done(error.code)))`;
    try {
      const request = { template: await templateOf(`[{{INS ${call} }}]`), view: {}, images: {} };
      expect(await textOf(await renderer.render(request))).toBe("[ENETUNREACH]");
      expect(calls).toBe(0);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it.each([
    ["takes without end", "while (true) {}", { timeLimitMilliseconds: 2_000 }, "no document within 2000 ms"],
    [
      "fills its memory",
      'const kept = []; while (true) kept.push("x".repeat(1e6).split(""))',
      { memoryMegabytes: 64 },
      "the rendering process ended",
    ],
    [
      "fills memory beside the heap, where the heap's limit does not look",
      "const kept = []; while (true) kept.push(new Uint8Array(5e7).fill(1))",
      { memoryMegabytes: 64 },
      /Array buffer allocation failed|the rendering process ended/,
    ],
  ])("P10 what %s is ended with a sentence, and the next document is made", async (_name, code, limits, sentence) => {
    const limited = createDocxRenderer({ timeLimitMilliseconds: 60_000, ...limits });
    const good = { template: await templateOf("{{name.text}}"), view: { name: printed("覃") }, images: {} };
    const endless = { template: await templateOf(`{{EXEC ${code} }}`), view: {}, images: {} };
    const after = [limited.render(endless), limited.render(good)] as const;
    await expect(after[0]).rejects.toThrow(sentence);
    // A machine under load may need longer than two seconds for the good one.
    const made = await after[1].catch(() => limited.render(good));
    expect(await textOf(made)).toBe("覃");
    await limited.close();
  });
});

describe("the templates", () => {
  it("S2-16 are what the program makes", async () => {
    for (const [name, made] of Object.entries(await makeTemplates())) {
      const kept = await readFile(new URL(`../../templates/${name}`, import.meta.url));
      expect([name, kept.equals(made)]).toEqual([name, true]);
    }
  });

  it("S2-16 README.md lists every placeholder", async () => {
    const readme = await readFile(new URL("../../templates/README.md", import.meta.url), "utf8");
    for (const [name, made] of Object.entries(await makeTemplates())) {
      const zip = await JSZip.loadAsync(made);
      const parts = await Promise.all(
        ["word/document.xml", "word/footer1.xml"].map(async (part) => zip.file(part)?.async("string") ?? ""),
      );
      const words = [...parts.join("").matchAll(/\{\{\$?([\w.$]+)\.text\}\}/g)].map((match) =>
        match[1]!.split(".").at(-1)!,
      );
      expect([name, words.filter((word) => !readme.includes(word))]).toEqual([name, []]);
      expect(words.length).toBeGreaterThan(15);
    }
  });
});
