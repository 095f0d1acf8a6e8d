import { crc32, deflateSync } from "node:zlib";
import { PDF } from "@libpdf/core";
import fc from "fast-check";
import JSZip from "jszip";
import sharp from "sharp";
import type { Refusal } from "../domain/refusal.ts";
import { carriesArchive } from "./hidden-archive.ts";
import { readFile, readlink } from "node:fs/promises";
import { headedBytes } from "../tests/hostile-input.ts";
import { until } from "../tests/until.ts";
import { checkPdf } from "./pdf-check.ts";
import { checkUpload, cleanFileName, uploadLimitBytes } from "./upload-check.ts";

const drawing = sharp({ create: { width: 60, height: 40, channels: 3, background: "#5b97c4" } });
const jpg = () => drawing.clone().jpeg().toBuffer();
const png = () => drawing.clone().png().toBuffer();

async function paper(): Promise<Buffer> {
  const pdf = PDF.create();
  pdf.addPage({ size: "a4" });
  return Buffer.from(await pdf.save());
}

/** A PDF of one page whose catalog carries `catalog`, followed by further objects. */
function pdfWith(catalog: string, objects: readonly (string | Buffer)[] = [], trailer = ""): Buffer {
  const parts: Buffer[] = [Buffer.from("%PDF-1.7\n")];
  const offsets: number[] = [];
  const length = () => parts.reduce((sum, part) => sum + part.length, 0);
  const all = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ...objects,
  ];
  all.forEach((object, index) => {
    offsets.push(length());
    parts.push(Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from("\nendobj\n"));
  });
  const start = length();
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  parts.push(
    Buffer.from(
      `xref\n0 ${all.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${all.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/** A PDF whose objects from number 5 on lie compressed in an object stream, where no search for words finds them. */
function pdfWithHidden(catalog: string, hidden: readonly string[]): Buffer {
  const offsets = hidden.map((_, index) => hidden.slice(0, index).reduce((sum, text) => sum + text.length + 1, 0));
  const index = `${hidden.map((_, at) => `${at + 5} ${offsets[at]}`).join(" ")} `;
  const data = deflateSync(`${index}${hidden.join(" ")}`);
  const head = Buffer.from(
    `<< /Type /ObjStm /N ${hidden.length} /First ${index.length} /Filter /FlateDecode /Length ${data.length} >>\nstream\n`,
  );
  const file = pdfWith(catalog, [Buffer.concat([head, data, Buffer.from("\nendstream")])]);
  // A cross-reference stream says that the hidden objects lie in object 4.
  const start = file.lastIndexOf("xref\n0 ");
  const rows = [0, 1, 2, 3, 4].map((number) => {
    const row = Buffer.alloc(5);
    row.writeUInt8(number === 0 ? 0 : 1, 0);
    row.writeUInt32BE(number === 0 ? 0 : file.indexOf(`${number} 0 obj`) << 8, 1);
    return row;
  });
  for (const at of hidden.keys()) rows.push(Buffer.from([2, 0, 0, 4, at]));
  const body = file.subarray(0, start);
  const own = Buffer.alloc(5);
  own.writeUInt8(1, 0);
  own.writeUInt32BE(start << 8, 1);
  const table = Buffer.concat([...rows, own]);
  const count = rows.length + 1;
  return Buffer.concat([
    body,
    Buffer.from(
      `${count - 1} 0 obj\n<< /Type /XRef /Size ${count} /W [1 3 1] /Root 1 0 R /Length ${table.length} >>\nstream\n`,
    ),
    table,
    Buffer.from(`\nendstream\nendobj\nstartxref\n${start}\n%%EOF\n`),
  ]);
}

describe("upload check", () => {
  it("P10 takes jpg, png and pdf by their content, whatever the name says", async () => {
    const taken = [
      await checkUpload(await jpg(), "身份证-正面.PNG"),
      await checkUpload(await png(), "批文.png"),
      await checkUpload(await paper(), "评审表"),
    ];
    expect(taken.map(({ format, type, name }) => [format, type, name])).toEqual([
      ["jpg", "image/jpeg", "身份证-正面.jpg"],
      ["png", "image/png", "批文.png"],
      ["pdf", "application/pdf", "评审表.pdf"],
    ]);
  });

  it("P10 refuses every other kind, archives and programs among them", async () => {
    const others = [
      "PK\u0003\u0004 archive",
      "<html><script>alert(1)</script>",
      "<svg xmlns='http://www.w3.org/2000/svg'/>",
      "MZ",
      "",
    ];
    for (const content of others) {
      await expect(checkUpload(Buffer.from(content), "照片.jpg")).rejects.toMatchObject({ code: "file-type-refused" });
    }
  });

  it("P10 refuses what is too large before looking into it", async () => {
    await expect(checkUpload(Buffer.alloc(uploadLimitBytes + 1), "大.pdf")).rejects.toMatchObject({
      code: "file-too-large",
      params: { limitBytes: uploadLimitBytes },
    });
  });

  it("B-26 refuses a picture or PDF that is an archive as well", async () => {
    const zip = new JSZip();
    zip.file("a.exe", "MZ");
    const archive = await zip.generateAsync({ type: "nodebuffer" });
    const hosts = [
      [await jpg(), "a.jpg"],
      [await png(), "a.png"],
      [await paper(), "a.pdf"],
    ] as const;
    for (const [host, name] of hosts) {
      for (const hidden of [
        archive,
        Buffer.concat([archive, Buffer.from("\n")]),
        Buffer.from("Rar!\u001a\u0007\u0000", "latin1"),
        Buffer.from("377abcaf271c0004", "hex"),
      ])
        await expect(checkUpload(Buffer.concat([host, hidden]), name)).rejects.toMatchObject({
          code: "file-unsafe",
          params: { reason: "文件里夹带了压缩包" },
        });
      // Four letters that come up by chance are no archive.
      expect(carriesArchive(Buffer.concat([host, Buffer.from("PK\u0005\u0006"), Buffer.alloc(60, 1)]))).toBe(false);
    }
  });

  it("B-26 refuses a picture of more pixels than fit into memory, by its header alone", async () => {
    const { length } = await checkUpload(await png(), "a.png").then(({ bytes }) => bytes);
    expect(length).toBeGreaterThan(0);
    const huge = await png();
    huge.writeUInt32BE(50_000, 16);
    huge.writeUInt32BE(50_000, 20);
    huge.writeUInt32BE(crc32(huge.subarray(12, 29)), 29);
    await expect(checkUpload(huge, "a.png")).rejects.toMatchObject({ code: "file-unsafe" });
  });

  it("P10 a picture is drawn anew: what hangs behind it or hides in its metadata is gone", async () => {
    const secret = Buffer.from("PK\u0003\u0004 hidden behind the picture");
    const withPlace = await drawing
      .clone()
      .withExif({ IFD3: { GPSLatitudeRef: "N" } })
      .jpeg()
      .toBuffer();
    const { bytes } = await checkUpload(Buffer.concat([withPlace, secret]), "a.jpg");
    expect(bytes.includes(secret)).toBe(false);
    expect((await sharp(bytes).metadata()).exif).toBeUndefined();
  });

  it("P10 refuses a picture that is cut off", async () => {
    const whole = await sharp({
      create: {
        width: 400,
        height: 400,
        channels: 3,
        background: "#123456",
        noise: { type: "gaussian", mean: 120, sigma: 60 },
      },
    })
      .jpeg()
      .toBuffer();
    await expect(checkUpload(whole.subarray(0, whole.length >> 1), "a.jpg")).rejects.toMatchObject({
      code: "file-unsafe",
    });
  });

  it.each([
    ["a script", pdfWith("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), "脚本"],
    ["a script under an escaped name", pdfWith("/OpenAction << /S /J#61vaScript /#4aS (app.alert\\(1\\)) >>"), "脚本"],
    ["a script in a compressed object", pdfWithHidden("/OpenAction 5 0 R", ["<< /S /JavaScript /JS (1) >>"]), "脚本"],
    ["a program", pdfWith("/OpenAction << /S /L#61unch /F (calc.exe) >>"), "启动程序"],
    [
      "an embedded file",
      pdfWith("/Names << /E#6dbeddedFiles << /Names [(a) 4 0 R] >> >>", ["<< /Type /Filespec >>"]),
      "夹带",
    ],
    ["a file hidden in an attachment note", pdfWith("/X [ << /Subtype /FileAttachment /FS << /F (a) >> >> ]"), "夹带"],
    ["a form that sends", pdfWith("/AA << /WC << /S /SubmitForm /F (http://x.example) >> >>"), "发送"],
    ["no page", Buffer.from("%PDF-1.7\nnothing\n%%EOF"), "打不开"],
  ])("P10 refuses a PDF with %s", async (_name, pdf, word) => {
    await expect(checkUpload(pdf, "材料.pdf")).rejects.toMatchObject({
      code: "file-unsafe",
      params: { name: "材料.pdf", reason: expect.stringContaining(word) },
    });
  });

  it("P10 takes the same PDFs without what is forbidden", async () => {
    for (const pdf of [
      pdfWith("/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"),
      pdfWithHidden("/X 5 0 R", ["<< /S /URI >>"]),
    ]) {
      expect((await checkUpload(pdf, "a.pdf")).bytes.equals(pdf)).toBe(true);
    }
  });

  it("P10 refuses a locked PDF", async () => {
    const pdf = await PDF.load(await paper());
    pdf.setProtection({ userPassword: "secret" });
    await expect(checkUpload(Buffer.from(await pdf.save()), "a.pdf")).rejects.toMatchObject({
      params: { reason: expect.stringContaining("密码") },
    });
  });

  it("P10 a PDF that unpacks without end costs a process, not the server", async () => {
    // Wherever memory ends, in the midst of unpacking or when its pieces are joined: what was not seen is not fine.
    const bomb = pdfWithHidden("/X 5 0 R", [`<< /S /JavaScript /JS (x) >>${" ".repeat(120 * 1024 * 1024)}`]);
    expect(bomb.length).toBeLessThan(uploadLimitBytes);
    for (const memoryMegabytes of [16, 32, 48, 64])
      expect([memoryMegabytes, await checkPdf(bomb, { memoryMegabytes })]).toEqual([
        memoryMegabytes,
        expect.stringMatching(/过于复杂|脚本/),
      ]);
    expect(await checkPdf(await paper(), { memoryMegabytes: 96 })).toBeUndefined();
  });

  it("P10 a PDF that takes too long is given up", async () => {
    expect(await checkPdf(await paper(), { timeLimitMilliseconds: 1 })).toContain("过于复杂");
  });

  it("P10 a file name is one short, visible name with the real ending", () => {
    expect(cleanFileName("C:\\照片\\身份证\u202Egpj.exe", "jpg")).toBe("身份证gpj.jpg");
    expect(cleanFileName("../../etc/passwd", "pdf")).toBe("passwd.pdf");
    expect(cleanFileName("扫描件.JPEG", "jpg")).toBe("扫描件.jpeg");
    expect(cleanFileName(".pdf", "pdf")).toBe("pdf.pdf");
    expect(cleanFileName("", "png")).toBe("文件.png");
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.constantFrom("jpg", "png", "pdf"),
        (given, format) => {
          const name = cleanFileName(given, format);
          expect(name).toMatch(/^[^\p{Cc}\p{Cf}\p{Cs}<>:"|?*\\/;]+\.(jpe?g|png|pdf)$/u);
          expect(name.startsWith(".")).toBe(false);
          expect([...name].length).toBeLessThanOrEqual(85);
          expect(cleanFileName(name, format)).toBe(name);
        },
      ),
    );
  });
});

test.each([
  ["pictures", headedBytes("jpg", "png"), 60],
  // Each is read by a process of its own.
  ["PDF files", headedBytes("pdf"), 6],
] as const)(
  "P10 whatever follows the first bytes of %s: taken or refused with a reason, never a fault",
  async (_kind, files, numRuns) => {
    await fc.assert(
      fc.asyncProperty(files, async (content) => {
        const outcome = await checkUpload(content, "文件.jpg").catch((error: unknown) => error);
        if (outcome instanceof Error) expect(["file-type-refused", "file-unsafe"]).toContain((outcome as Refusal).code);
        else expect(outcome).toMatchObject({ type: expect.stringMatching(/^(image|application)\//) });
      }),
      { numRuns },
    );
  },
);

test("P9 the process that reads a PDF has a network of its own, which is not this machine's", async () => {
  const ours = await readlink("/proc/self/ns/net");
  const children = async () =>
    (await readFile(`/proc/${process.pid}/task/${process.pid}/children`, "utf8")).trim().split(" ").filter(Boolean);
  const reading = checkPdf(await paper());
  const seen = await until(async () => {
    for (const pid of await children()) {
      const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      // Once it is the reader itself, and no longer what starts it.
      if (command.startsWith(process.execPath) && command.includes("pdf-check-child"))
        return readlink(`/proc/${pid}/ns/net`).catch(() => undefined);
    }
    return undefined;
  }, "the process that reads");
  expect(seen).not.toBe(ours);
  expect(await reading).toBeUndefined();
});
