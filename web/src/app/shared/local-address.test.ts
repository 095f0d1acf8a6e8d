import { DefaultUrlSerializer } from "@angular/router";
import fc from "fast-check";
import { localAddress } from "./local-address.ts";

const here = "https://here.example";
const originOf = (address: string) => new URL(address, `${here}/login`).origin;
/** What the router puts into the address bar. */
const serializer = new DefaultUrlSerializer();
const asRouted = (address: string) => serializer.serialize(serializer.parse(address));

describe("where an address from outside leads", () => {
  test.each(["/", "/cases/1?tab=a", "/inbox?text=%2F%2Fevil.example", "/cases/1#part", "/notices/张"])(
    "S4-01 %s is the page that was wanted",
    (address) => expect(localAddress(address)).toBe(address),
  );

  test.each([
    ...[null, undefined, "", "cases", "?a", "#a"],
    ...[
      "//evil.example",
      "///evil.example",
      "/\\evil.example",
      "\\/evil.example",
      "\\\\evil.example",
      "/cases\\..\\..//evil",
    ],
    ...[
      "https://evil.example",
      "https:evil.example",
      "https:/evil.example",
      "HTTPS:\\evil.example",
      "//evil.example@here",
    ],
    ...["javascript:alert(1)", "data:text/html,x", "blob:x"],
    ...[
      "/\t/evil.example",
      "/\n/evil.example",
      "/\r\n/evil.example",
      "\t//evil.example",
      " //evil.example",
      "/\u0000/evil.example",
    ],
    ...[
      "/.//evil.example",
      "/(//evil.example)",
      "/..//evil.example",
      "/a/..//evil.example",
      "/%2e//evil.example",
      "/\u200b/evil.example",
      "/\u202e//x",
    ],
  ])("P9 %j is none of ours", (address) => expect(localAddress(address)).toBeUndefined());

  test("P9 whatever stands in the link, the browser stays on this site, with the router or without", () => {
    const hostile = fc
      .array(
        fc.constantFrom(
          ...[
            "/",
            "\\",
            ".",
            "..",
            ":",
            "@",
            "?",
            "#",
            "%",
            "%2f",
            "%5c",
            "%09",
            "%00",
            "\t",
            "\n",
            "\r",
            "\u0000",
            " ",
          ],
          ...["https:", "evil.example", "javascript:", "\u2028", "\ufeff", "／", "。", "(", ")", ";"],
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        fc.oneof(
          hostile,
          hostile.map((text) => `/${text}`),
          fc.string(),
          fc.webUrl(),
          fc.webPath(),
        ),
        (text) => {
          const address = localAddress(text);
          if (address === undefined) return;
          expect(originOf(address)).toBe(here);
          let routed: string;
          try {
            routed = asRouted(address);
          } catch {
            // The router reads no half of an escape; it then leads to the start page.
            return;
          }
          expect(originOf(routed)).toBe(here);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
