import fc from "fast-check";
import sharp from "sharp";
import { isBlueGround, judgePhoto, photoRules } from "../domain/photo.ts";
import { checkPhoto } from "./photo-check.ts";

const skyBlue = "#5b97c4";
interface Drawing {
  width?: number;
  height?: number;
  ground?: string;
}

/** A head and shoulders before a ground. */
function draw({ width = 413, height = 531, ground = skyBlue }: Drawing = {}) {
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 35 45" width="${width}" height="${height}" preserveAspectRatio="none">` +
        `<rect width="35" height="45" fill="${ground}"/><path d="M2.5 45c0-10 6-15 15-15s15 5 15 15Z" fill="#d7e6f1"/>` +
        '<circle cx="17.5" cy="18" r="8" fill="#eaf2f8"/></svg>',
    ),
  );
}
const photo = (drawing?: Drawing) => draw(drawing).jpeg().toBuffer();
const resultsOf = (check: Awaited<ReturnType<typeof checkPhoto>>) =>
  Object.fromEntries(check.findings.map(({ rule, result }) => [rule, result]));

describe("photo check", () => {
  it("S4-18 takes a proper photo, and says what it cannot see", async () => {
    const check = await checkPhoto(await photo());
    expect(check.accepted).toBe(true);
    expect(resultsOf(check)).toEqual({
      format: "ok",
      size: "ok",
      pixels: "ok",
      ratio: "ok",
      ground: "ok",
      front: "cannot-check",
      recent: "cannot-check",
    });
  });

  it.each([
    ["too small", { width: 175, height: 225 }, "pixels"],
    ["too wide", { width: 531, height: 531 }, "ratio"],
    ["too high", { width: 413, height: 620 }, "ratio"],
  ] as const)("S4-18 refuses a photo that is %s", async (_name, drawing, rule) => {
    const check = await checkPhoto(await photo(drawing));
    expect(check.accepted).toBe(false);
    expect(check.image).toBeUndefined();
    expect(check.findings.filter(({ result }) => result === "wrong").map((finding) => finding.rule)).toEqual([rule]);
  });

  it("S4-18 warns of a ground that is not blue and leaves the decision to people", async () => {
    for (const ground of ["#ffffff", "#c8102e", "#9aa0a6", "#101828"]) {
      const check = await checkPhoto(await photo({ ground }));
      expect([ground, check.accepted, resultsOf(check).ground]).toEqual([ground, true, "warning"]);
    }
  });

  it("S4-18 goes by the content: a png, a pdf and a broken jpg are no photo", async () => {
    const jpg = await photo();
    const png = await draw().png().toBuffer();
    for (const bytes of [png, Buffer.from("%PDF-1.7\n"), Buffer.alloc(0), jpg.subarray(0, jpg.length / 2)]) {
      const check = await checkPhoto(bytes);
      expect([check.accepted, resultsOf(check).format]).toEqual([false, "wrong"]);
    }
  });

  it("S4-18 is under 1 MB, to the byte", () => {
    const size = (sizeInBytes: number) => judgePhoto({ format: "jpg", sizeInBytes })[1]?.result;
    expect([size(photoRules.limitBytes - 1), size(photoRules.limitBytes)]).toEqual(["ok", "wrong"]);
  });

  it("S4-18 the stored photo is upright and carries no metadata", async () => {
    const lying = draw()
      .rotate(-90)
      .withExif({ IFD0: { Copyright: "somebody" }, IFD3: { GPSLatitudeRef: "N" } });
    const jpg = await lying.withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect((await sharp(jpg).metadata()).exif).toBeDefined();
    const { image } = await checkPhoto(jpg);
    const stored = await sharp(image).metadata();
    expect([stored.width, stored.height]).toEqual([413, 531]);
    expect([stored.exif, stored.icc, stored.xmp, stored.orientation]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("S4-18 the ratio is judged alike at every size", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 450, max: 5000 }),
        fc.double({ min: 0.9, max: 1.1, noNaN: true }),
        (heightPixels, stretch) => {
          const widthPixels = Math.round((heightPixels * 35 * stretch) / 45);
          const deviation = (widthPixels * 45) / (heightPixels * 35) - 1;
          fc.pre(Math.abs(Math.abs(deviation) - photoRules.ratioTolerance) > 1e-9);
          const picture = { widthPixels, heightPixels, blueShare: 1 };
          const ratio = judgePhoto({ format: "jpg", sizeInBytes: 1, picture }).find(({ rule }) => rule === "ratio");
          expect(ratio?.result === "ok").toBe(Math.abs(deviation) <= photoRules.ratioTolerance);
        },
      ),
    );
  });

  it("S4-18 knows the blues of photographers and no other colour", () => {
    const blues = [
      [91, 151, 196],
      [67, 142, 219],
      [0, 191, 243],
      [34, 83, 165],
      [176, 213, 240],
    ] as const;
    const others = [
      [255, 255, 255],
      [200, 16, 46],
      [120, 120, 125],
      [230, 200, 180],
      [20, 20, 40],
      [90, 160, 90],
    ] as const;
    expect(blues.map(([red, green, blue]) => isBlueGround(red, green, blue))).toEqual(blues.map(() => true));
    expect(others.map(([red, green, blue]) => isBlueGround(red, green, blue))).toEqual(others.map(() => false));
  });
});
