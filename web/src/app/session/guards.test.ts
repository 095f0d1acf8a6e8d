import fc from "fast-check";
import { localAddress } from "./guards.ts";

describe("where a login leads", () => {
  test("S4-01 back to the page that was wanted", () => {
    expect(localAddress("/cases/1?tab=a")).toBe("/cases/1?tab=a");
  });

  test("never to another site", () => {
    for (const address of [
      null,
      "",
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "javascript:alert(1)",
    ]) {
      expect(localAddress(address)).toBeUndefined();
    }
  });

  test("whatever stands in the link, the browser stays on this site", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.webPath()), (text) => {
        const address = localAddress(text);
        if (address !== undefined) expect(new URL(address, "https://here.example").origin).toBe("https://here.example");
      }),
    );
  });
});
