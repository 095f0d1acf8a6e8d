import { samplePdf, samplePhoto, sampleScan } from "../demo-data/papers.ts";

/** What applicants upload, drawn once: the product looks at every copy anew. */
export interface Papers {
  photo: readonly Buffer[];
  scan: Buffer;
  pdf: Buffer;
}

export async function drawPapers(): Promise<Papers> {
  const scan = await sampleScan("遗失情况说明", ["本人证书因搬迁遗失，多次寻找未果。", "以上情况属实。"]);
  return {
    photo: [await samplePhoto(0), await samplePhoto(1), await samplePhoto(2)],
    scan,
    pdf: await samplePdf(scan),
  };
}
