import type { Route } from "@angular/router";
import { routes } from "../routes.ts";
import { helpTexts } from "./help-texts.ts";

/** Every page of the routes with its path and what it says in `data.help`. */
async function pagesOf(list: readonly Route[], above = "", help?: unknown): Promise<[path: string, help: unknown][]> {
  const found = await Promise.all(
    list.map(async (route): Promise<[string, unknown][]> => {
      const path = [above, route.path].filter(Boolean).join("/");
      const own: unknown = route.data?.["help"] ?? help;
      const loaded = route.loadChildren ? ((await route.loadChildren()) as Route[]) : route.children;
      if (loaded) return pagesOf(loaded, path, own);
      return route.redirectTo === undefined ? [[path, own]] : [];
    }),
  );
  return found.flat();
}

describe("这是什么", () => {
  test("S2-17 every page says what it is and quotes the notice that it implements", async () => {
    const pages = await pagesOf(routes);
    expect(pages.length).toBeGreaterThan(20);
    const without = pages.filter(([, help]) => {
      const text = helpTexts[help as keyof typeof helpTexts] as (typeof helpTexts)["home"] | undefined;
      return !text || text.what.length < 10 || text.quotes.length === 0;
    });
    expect(without).toEqual([]);
  });

  test("S2-17 a quotation is a whole clause with its place and its document", () => {
    for (const [key, { quotes }] of Object.entries(helpTexts))
      for (const { words, place, source } of quotes) {
        expect([key, words]).toEqual([key, expect.stringMatching(/^.{10,}。$/)]);
        expect([key, place]).toEqual([key, expect.stringMatching(/^[一二三四五六七]/)]);
        expect([key, source]).toEqual([key, expect.stringMatching(/^柳职办〔2019〕\d+号《.+》$/)]);
      }
  });

  test("S2-17 no text is left that no page shows", async () => {
    const shown = new Set((await pagesOf(routes)).map(([, help]) => help));
    expect(Object.keys(helpTexts).filter((key) => !shown.has(key))).toEqual([]);
  });
});
