import { TestBed } from "@angular/core/testing";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Display } from "./display.ts";

const root = document.documentElement;
const script = readFileSync(join(import.meta.dirname, "../../../public/display.js"), "utf8");

/** What happens before the first paint of the next visit. */
function nextVisit(): void {
  for (const name of ["type", "contrast", "theme"]) delete root.dataset[name];
  // The page loads it as a file of its own; here it has to be run by hand.
  // oxlint-disable-next-line typescript/no-implied-eval
  new Function(script)();
}

describe("大字, 高对比, 深色", () => {
  beforeEach(() => {
    localStorage.clear();
    for (const name of ["type", "contrast", "theme"]) delete root.dataset[name];
  });

  test("B-29 a choice shows at once and is there again before the next first paint", () => {
    const display = TestBed.inject(Display);
    display.toggleLarge();
    display.toggleContrast();
    TestBed.tick();
    expect(root.dataset).toMatchObject({ type: "large", contrast: "more" });
    nextVisit();
    expect(root.dataset).toMatchObject({ type: "large", contrast: "more" });
    expect(root.dataset["theme"]).toBeUndefined();
  });

  test("B-29 taking a choice back is a choice too", () => {
    const display = TestBed.inject(Display);
    display.toggleDark();
    display.toggleDark();
    TestBed.tick();
    nextVisit();
    expect(root.dataset["theme"]).toBeUndefined();
    expect(JSON.parse(localStorage.getItem("rct-display")!)).toEqual({ theme: "light" });
  });

  test("a damaged entry is as good as none", () => {
    localStorage.setItem("rct-display", "{");
    expect(nextVisit).not.toThrow();
    expect(TestBed.inject(Display).large()).toBe(false);
  });
});
