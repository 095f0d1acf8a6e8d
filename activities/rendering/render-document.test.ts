import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jsQR from "jsqr";
import sharp from "sharp";
import { hasTools } from "../../ops/test-tools.ts";
import { createDocumentConverter, type DocumentConverter } from "../../ports/document-converter.ts";
import { createDevelopmentSeal } from "../../ports/seal-development.ts";
import { findSealPlaces } from "../../ports/seal-places.ts";
import { checkSignature } from "../../ports/signature-check.ts";
import { sampleCertificate, sampleForm, samplePhoto, sampleReceipt } from "./document-samples.ts";
import { createDocxRenderer, type DocxRenderer } from "./render-docx.ts";
import { createRenderDocument, type RenderDocument } from "./render-document.ts";
import { sealDocument } from "./seal-document.ts";

// Its types say `exports.default`; what is exported is the function itself.
const decodeQr = jsQR as unknown as typeof jsQR.default;

let directory: string;
let renderer: DocxRenderer;
let converter: DocumentConverter;
let render: RenderDocument;
let photo: Buffer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "render-document-"));
  renderer = createDocxRenderer();
  converter = createDocumentConverter({ sofficePath: "soffice" });
  render = createRenderDocument({ renderer, converter });
  photo = await samplePhoto();
});
afterAll(async () => {
  await renderer.close();
  await converter.close();
  await rm(directory, { recursive: true, force: true });
});

/** Runs one of poppler's programs over a PDF. */
async function poppler(
  program: "pdftotext" | "pdfinfo" | "pdfsig" | "pdffonts",
  pdf: Buffer,
  ...options: string[]
): Promise<string> {
  const file = join(directory, "document.pdf");
  await writeFile(file, pdf);
  const output = program === "pdftotext" ? ["-"] : [];
  return execFileSync(program, [...options, file, ...output], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}
/** Without blanks: LibreOffice sets a little space between Chinese and digits, which comes out as blanks or not. */
const textOf = async (pdf: Buffer, order: "-layout" | "-raw" = "-layout") =>
  (await poppler("pdftotext", pdf, order)).replace(/\s+/g, "");
interface Area {
  page: number;
  left: number;
  top: number;
  width: number;
  height: number;
}
/** A part of a page, measured in millimetres, as pixels with four channels. */
async function pictureOf(pdf: Buffer, area: Area, dpi: number) {
  const file = join(directory, "page.pdf");
  await writeFile(file, pdf);
  const pixels = (millimetres: number) => String(Math.round((millimetres / 25.4) * dpi));
  const cut = ["-x", pixels(area.left), "-y", pixels(area.top), "-W", pixels(area.width), "-H", pixels(area.height)];
  const page = ["-f", String(area.page), "-l", String(area.page), "-singlefile", "-r", String(dpi), "-png"];
  execFileSync("pdftoppm", [...page, ...cut, file, join(directory, "page")], { stdio: "ignore" });
  return sharp(await readFile(join(directory, "page.png")))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
}
const pagesOf = async (pdf: Buffer) => Number(/Pages:\s+(\d+)/.exec(await poppler("pdfinfo", pdf))?.[1]);
const compact = (text: string) => text.replace(/\s+/g, "");

const withOffice = hasTools("office") ? describe : describe.skip;

withOffice("the electronic certificate", () => {
  it("S2-16 prints every field of the notice in its order, on one page, with our fonts in it", async () => {
    const pdf = await render({ template: "certificate-middle", data: sampleCertificate, images: { photo } });
    const text = await textOf(pdf);
    const c = sampleCertificate;
    const inOrder = [
      "广西柳州市中级职称电子证书",
      ...[`姓名：${c.holderName}`, `性别：${c.sex}`, `身份证号：${c.identityNumber}`, `获取方式：${c.obtainedBy}`],
      ...[`职称系列：${c.series}`, `资格名称：${c.title}`, `专业：${c.specialty}`, "授予时间：2016年12月20日"],
      ...[`评委会名称：${c.committee}`, `发文文号：${c.documentNumber}`, `证书编号：${c.certificateNumber}`],
      ...[
        `管理号：${c.managementNumber}`,
        `查询网址：${c.verificationPage}`,
        "发证单位（章）：",
        "发证时间：2026年12月16日",
      ],
      ...["本证书的相关信息由广西柳州市人力资源和社会保障局提供。", "此证表明持证人具有相应的专业技术资格水平。"],
      "演示证书，人物与单位均为虚构，不具法律效力",
    ];
    const places = inOrder.map((words) => text.indexOf(compact(words)));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(await poppler("pdfinfo", pdf)).toMatch(/Pages:\s+1\n[\s\S]*Page size:\s+595\.\d+ x 841\.\d+ pts \(A4\)/);
    const fonts = (await poppler("pdffonts", pdf)).trim().split("\n").slice(2);
    expect(fonts.every((line) => /Noto(Serif|Sans)CJK/.test(line) && / yes yes /.test(line))).toBe(true);
  });

  it("S2-16 the junior certificate says so, and without the demo there is no demo line", async () => {
    const text = await textOf(
      await render({ template: "certificate-junior", data: { ...sampleCertificate, demo: false }, images: { photo } }),
    );
    expect(text).toContain("广西柳州市初级职称电子证书");
    expect(text).not.toContain("演示证书");
  });

  it("S2-12 the QR on the printed page holds the address with its token, photographed coarsely or finely", async () => {
    const pdf = await render({ template: "certificate-middle", data: sampleCertificate, images: { photo } });
    // What a telephone is pointed at: the lower left of the page, a few centimetres around the symbol.
    const corner = { page: 1, left: 15, top: 200, width: 62, height: 58 };
    for (const dpi of [100, 300]) {
      const { data, info } = await pictureOf(pdf, corner, dpi);
      const found = decodeQr(new Uint8ClampedArray(data), info.width, info.height);
      expect([dpi, found?.data]).toEqual([dpi, sampleCertificate.verificationUrl]);
      const { topLeftCorner, topRightCorner } = found!.location;
      const millimetres = ((topRightCorner.x - topLeftCorner.x) / dpi) * 25.4;
      expect(Math.abs(millimetres - 30)).toBeLessThan(1);
    }
  });

  it("S2-16 long names shrink and wrap, nothing is cut and it stays one page", async () => {
    const data = {
      ...sampleCertificate,
      holderName: "阿卜杜热合曼·买买提艾力·吐尔逊江·阿卜拉江·麦麦提敏",
      committee: "广西壮族自治区柳州市工程系列机械电气冶金化工轻工纺织建材专业中级职称评审委员会（演示）",
      issuer: "柳州市人力资源和社会保障局暨柳州市职称改革工作领导小组办公室（演示）",
    };
    const pdf = await render({ template: "certificate-middle", data, images: { photo } });
    const text = await textOf(pdf, "-raw");
    for (const value of [data.holderName, data.committee, data.issuer]) expect(text).toContain(value);
    expect(await pagesOf(pdf)).toBe(1);
    expect((await findSealPlaces(pdf)).issuer?.top).toBeCloseTo(207.6, 0);
  });

  it("S2-16 hostile text is printed as the text it is", async () => {
    const data = {
      ...sampleCertificate,
      specialty: "||<w:p/>|| {{=1+1}} <b>",
      committee: "+++INS 1+++ &lt; {{EXEC x}}",
    };
    const text = await textOf(await render({ template: "certificate-middle", data, images: { photo } }));
    expect(text).toContain(compact(data.specialty));
    expect(text).toContain(compact(data.committee));
  });

  it("S2-12 P8 is sealed by its issuer where the template says, and one flipped byte shows", async () => {
    const seal = createDevelopmentSeal({ mode: "test", directory: join(directory, "secrets") });
    const pdf = await render({ template: "certificate-middle", data: sampleCertificate, images: { photo } });
    const place = (await findSealPlaces(pdf)).issuer!;
    expect([place.page, Math.round(place.left), Math.round(place.top), place.size]).toEqual([1, 140, 208, 42]);
    const issuer = {
      name: "issuer",
      officeName: sampleCertificate.issuer,
      reason: "签发职称电子证书",
      at: new Date("2026-12-16T00:00:00Z"),
    } as const;
    const sealed = await sealDocument(seal, pdf, [issuer]);
    const trusted = await seal.trusted();
    expect(await checkSignature(sealed, trusted)).toMatchObject({
      verdict: "intact",
      signer: sampleCertificate.issuer,
    });
    const changed = Buffer.from(sealed);
    changed[2_000] = changed[2_000]! ^ 1;
    expect((await checkSignature(changed, trusted)).verdict).toBe("altered");
    expect(await poppler("pdfsig", sealed, "-nocert")).toContain("Signature is Valid");
    expect(await redShare(sealed, place)).toBeGreaterThan(0.1);
    expect(await redShare(pdf, place)).toBeLessThan(0.01);
  });

  /** How much of a seal's place is seal red. */
  async function redShare(
    pdf: Buffer,
    place: { page: number; left: number; top: number; size: number },
  ): Promise<number> {
    const { data } = await pictureOf(pdf, { ...place, width: place.size, height: place.size }, 100);
    let red = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at]! > 150 && data[at + 1]! < 110 && data[at + 2]! < 110) red++;
    return red / (data.length / 4);
  }
});

withOffice("the archive form", () => {
  it("S2-14 carries every opinion, name and date, with a place for every seal", async () => {
    const pdf = await render({ template: "certificate-replacement", data: sampleForm, images: { photo } });
    const text = await textOf(pdf);
    for (const { officeName, opinion, decidedBy } of sampleForm.opinions) {
      for (const words of [officeName, opinion, decidedBy]) expect(text).toContain(compact(words).slice(0, 20));
    }
    for (const words of [
      "2026年12月2日",
      "2026年12月7日",
      "2026年12月15日",
      "YS-LZ-2026-000137",
      "91450200TEXT000094",
      "满5个工作日",
    ]) {
      expect(text).toContain(words);
    }
    expect(Object.keys(await findSealPlaces(pdf)).sort()).toEqual(["department", "employer", "title-office"]);
    expect(text).toMatch(/第1页，共2页/);
  });

  it("S2-14 P8 takes the seals of all offices one after the other, and all of them hold", async () => {
    const seal = createDevelopmentSeal({ mode: "test", directory: join(directory, "secrets") });
    const pdf = await render({ template: "certificate-replacement", data: sampleForm, images: { photo } });
    const seals = sampleForm.opinions.map(({ seal: name, officeName, outcome }) => ({
      name,
      officeName,
      reason: outcome,
      at: new Date("2026-12-16T00:00:00Z"),
    }));
    const sealed = await sealDocument(seal, pdf, seals);
    expect((await checkSignature(sealed, await seal.trusted())).verdict).toBe("intact");
    expect((await poppler("pdfsig", sealed, "-nocert")).match(/Signature is Valid/g)).toHaveLength(3);
    await expect(sealDocument(seal, pdf, [{ ...seals[0]!, name: "issuer" }])).rejects.toThrow("seal-issuer");
  });

  it("S2-14 leaves out what did not happen, and runs over as many pages as it needs", async () => {
    const long = "多次寻找没有结果。".repeat(110);
    const data = {
      ...sampleForm,
      loss: { ...sampleForm.loss, statement: long, explanation: null },
      notice: { ...sampleForm.notice, objections: [] },
      opinions: sampleForm.opinions.filter(({ seal }) => seal !== "department"),
      returns: [],
    };
    const text = await textOf(await render({ template: "certificate-replacement", data, images: { photo } }), "-raw");
    expect(text).toContain("公示期间没有收到异议");
    expect(text).toContain("按规定不经过这一级");
    for (const words of ["补充说明", "异议及处理", "退回与补正记录", "{{", "IF"]) expect(text).not.toContain(words);
    expect(text.split("多次寻找没").length - 1).toBeGreaterThanOrEqual(105);
  });

  it("P10 data that are not those of the template are refused before anything is started", async () => {
    const data = { ...sampleCertificate, verificationUrl: "not an address" };
    await expect(render({ template: "certificate-middle", data, images: { photo } })).rejects.toMatchObject({
      name: "ZodError",
    });
  });
});

withOffice("the counter's receipt", () => {
  it("B-21 窗口代办: 受理通知书 prints number, promise, what was received, where to ask and a line to sign, on one page that its office seals", async () => {
    const pdf = await render({ template: "counter-receipt", data: sampleReceipt });
    const text = await textOf(pdf, "-raw");
    const { applicant, contact, number, officeName, promise, received } = sampleReceipt;
    for (const words of [
      ...[
        "受理通知书",
        number,
        "现予受理",
        applicant.name,
        applicant.identityNumber,
        promise!,
        officeName,
        "申请人（签名）",
      ],
      ...[contact.phone, contact.address, contact.hours, "经办人：陆云舟", "2026年11月23日", "演示文书"],
      ...received.map(({ title, copies }, index) => `${index + 1}. ${title}，${copies} 份`),
    ])
      expect([words, text.includes(compact(words))]).toEqual([words, true]);
    expect(text).not.toMatch(/\{\{|IF|已经收到/);
    expect(await pagesOf(pdf)).toBe(1);
    const seal = createDevelopmentSeal({ mode: "test", directory: join(directory, "secrets") });
    const at = new Date("2026-11-23T02:00:00Z");
    const sealed = await sealDocument(seal, pdf, [{ name: "issuer", officeName, reason: "出具受理通知书", at }]);
    expect(await checkSignature(sealed, await seal.trusted())).toMatchObject({ verdict: "intact", signer: officeName });
  });

  it("B-21 窗口代办: 材料接收凭证 promises nothing, and much of it still prints whole", async () => {
    const received = Array.from({ length: 12 }, (_, index) => ({ title: `材料 ${index} {{=1+1}} <b>`, copies: 3 }));
    const data = { ...sampleReceipt, kind: "materials" as const, title: "材料接收凭证", promise: null, received };
    const text = await textOf(await render({ template: "counter-receipt", data }));
    for (const words of ["材料接收凭证", "已经收到", "12.材料11{{=1+1}}<b>，3份"]) expect(text).toContain(words);
    for (const words of ["现予受理", "办理期限"]) expect(text).not.toContain(words);
  });
});
