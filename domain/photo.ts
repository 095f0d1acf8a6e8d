/**
 * The photo on a certificate (S4-18): recent, bare-headed, from the front, 2寸 (35 × 45 mm), blue ground, jpg, under
 * 1 MB. A program can measure the file; it cannot see whether the person is recent, bare-headed or turned to the front,
 * and it says so instead of pretending.
 */
export const photoRules = {
  widthMillimetres: 35,
  heightMillimetres: 45,
  /** A photo has fewer bytes than this. */
  limitBytes: 1024 * 1024,
  /** 254 dpi at 35 × 45 mm: below that the print shows steps. */
  leastWidthPixels: 350,
  leastHeightPixels: 450,
  /** How far width : height may be from 7 : 9, as a share. */
  ratioTolerance: 0.02,
  /** The share of the ground at the upper edge and the sides that must be blue. */
  leastBlueShare: 0.7,
} as const;

/** What was measured. */
export interface PhotoMeasures {
  /** By its first bytes, whatever its name says; "unreadable" begins like a jpg and cannot be opened. */
  format: "jpg" | "other" | "unreadable";
  sizeInBytes: number;
  /** Left out when the file was not opened, because it is no jpg or too large. */
  picture?: PictureMeasures;
}

export interface PictureMeasures {
  /** Pixels are counted after the picture was turned upright. */
  widthPixels: number;
  heightPixels: number;
  /** Share of blue pixels in a strip along the upper edge and the upper half of both sides, 0 to 1. */
  blueShare: number;
}

/** What follows: `wrong` is refused, `warning` is shown to the applicant and the reviewer, who decides. */
export interface PhotoFinding {
  rule: "format" | "size" | "pixels" | "ratio" | "ground" | "front" | "recent";
  result: "ok" | "wrong" | "warning" | "cannot-check";
  sentence: string;
}

/** A program has no eyes: these are for people. */
const forPeople: readonly PhotoFinding[] = [
  { rule: "front", result: "cannot-check", sentence: "是否正面免冠：系统看不出来，由审核人员核对。" },
  { rule: "recent", result: "cannot-check", sentence: "是否近期照片：系统看不出来，由审核人员核对。" },
];

/** Every rule with its result, in the order in which people read them; a rule that could not be measured is left out. */
export function judgePhoto(measures: PhotoMeasures): PhotoFinding[] {
  const format = judgeFormat(measures.format);
  const size = judgeSize(measures.sizeInBytes);
  const { picture } = measures;
  if (!picture) return [format, size];
  return [format, size, judgePixels(picture), judgeRatio(picture), judgeGround(picture.blueShare), ...forPeople];
}

export function isPhotoAccepted(findings: readonly PhotoFinding[]): boolean {
  return findings.every(({ result }) => result !== "wrong");
}

function judgeFormat(format: PhotoMeasures["format"]): PhotoFinding {
  if (format === "jpg") return { rule: "format", result: "ok", sentence: "格式是 JPG。" };
  const sentence =
    format === "other" ? "照片须是 JPG 格式，这个文件不是。" : "照片打不开，文件可能不完整，请重新拍摄或导出。";
  return { rule: "format", result: "wrong", sentence };
}

function judgeSize(sizeInBytes: number): PhotoFinding {
  if (sizeInBytes < photoRules.limitBytes) {
    return { rule: "size", result: "ok", sentence: `大小 ${inKilobytes(sizeInBytes)} KB，小于 1 MB。` };
  }
  return { rule: "size", result: "wrong", sentence: `照片须小于 1 MB，现在是 ${inKilobytes(sizeInBytes)} KB。` };
}

/** Rounded up, so that what is too large never reads as if it fitted. */
const inKilobytes = (bytes: number): number => Math.ceil(bytes / 1024);

function judgePixels({ widthPixels, heightPixels }: PictureMeasures): PhotoFinding {
  const { leastWidthPixels, leastHeightPixels } = photoRules;
  const measured = `${widthPixels}×${heightPixels} 像素`;
  if (widthPixels >= leastWidthPixels && heightPixels >= leastHeightPixels) {
    return { rule: "pixels", result: "ok", sentence: `尺寸 ${measured}，打印清楚。` };
  }
  const sentence = `照片至少 ${leastWidthPixels}×${leastHeightPixels} 像素才能打印清楚，现在是 ${measured}。`;
  return { rule: "pixels", result: "wrong", sentence };
}

function judgeRatio({ widthPixels, heightPixels }: PictureMeasures): PhotoFinding {
  const { widthMillimetres, heightMillimetres, ratioTolerance } = photoRules;
  const deviation = (widthPixels * heightMillimetres) / (heightPixels * widthMillimetres) - 1;
  if (Math.abs(deviation) <= ratioTolerance) {
    return { rule: "ratio", result: "ok", sentence: "宽高比是 35∶45（2 寸）。" };
  }
  const shape = deviation > 0 ? "太宽" : "太高";
  return { rule: "ratio", result: "wrong", sentence: `照片须是 2 寸（35×45 毫米），这张${shape}，请裁剪后再上传。` };
}

function judgeGround(blueShare: number): PhotoFinding {
  if (blueShare >= photoRules.leastBlueShare) return { rule: "ground", result: "ok", sentence: "底色是蓝色。" };
  const sentence = "底色看起来不是均匀的蓝色。要求是蓝底，不符合的会被退回；如确是蓝底，可以继续。";
  return { rule: "ground", result: "warning", sentence };
}

/**
 * Is this colour a blue that photographers use as ground, from pale sky blue to deep royal blue? By hue (190° to 250°),
 * with enough colour to be no grey and enough light to be no black. Channels 0 to 255.
 */
export function isBlueGround(red: number, green: number, blue: number): boolean {
  const most = Math.max(red, green, blue);
  const spread = most - Math.min(red, green, blue);
  if (blue !== most || most < 80 || spread / most < 0.2) return false;
  const hue = 240 + (60 * (red - green)) / spread;
  return hue >= 190 && hue <= 250;
}
