import { createRequire } from "node:module";
import { bundleWorkflows } from "./workflow-bundle.ts";

test("P6 the workflow bundle stays below 2 MB: forms, catalogues and zod never enter it", async () => {
  const require = createRequire(import.meta.url);
  const { code } = await bundleWorkflows(require.resolve("../workflows/index.ts"));
  expect(Buffer.byteLength(code)).toBeLessThan(2_000_000);
  expect(code).not.toContain("certificateReplacement.title");
  expect(code).not.toMatch(/ZodObject|搬家、搬迁/);
});
