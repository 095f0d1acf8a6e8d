import { openAfresh } from "./open-afresh.ts";

const missing = new TypeError("Failed to fetch dynamically imported module: http://localhost/chunk-1.js");

describe("after a new release", () => {
  beforeEach(() => sessionStorage.clear());

  test("a page whose file is gone is opened afresh at the address that was wanted", () => {
    const gone: string[] = [];
    expect(openAfresh(missing, "/certificates", (address) => void gone.push(address), 50_000)).toBe(true);
    expect(gone).toEqual(["/certificates"]);
  });

  test("but not for ever when the file stays missing, and again at the next release", () => {
    const gone: string[] = [];
    for (const now of [50_000, 51_000, 90_000]) openAfresh(missing, "/a", (address) => void gone.push(address), now);
    expect(gone).toHaveLength(2);
  });

  test("P9 and never at another site's address, however it was typed", () => {
    const gone: string[] = [];
    openAfresh(missing, "//evil.example/certificates", (address) => void gone.push(address), 50_000);
    expect(gone).toEqual(["/"]);
  });

  test("other failures are not its business", () => {
    expect(openAfresh(new TypeError("x is undefined"), "/a", () => expect(true).toBe(false), 50_000)).toBe(false);
  });
});
