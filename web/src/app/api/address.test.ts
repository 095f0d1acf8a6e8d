import fc from "fast-check";
import { addressOf } from "./address.ts";

describe("addresses of endpoints", () => {
  test("parameters are put into the path and escaped", () => {
    expect(addressOf({ path: "/api/cases/:id/documents/:kind" }, { id: "a/b", kind: "表" })).toBe(
      "/api/cases/a%2Fb/documents/%E8%A1%A8",
    );
  });

  test("a missing parameter is a programming mistake, not a request to …/undefined", () => {
    expect(() => addressOf({ path: "/api/cases/:id" }, {})).toThrow("/api/cases/:id: no id");
  });

  test("what was not chosen is left out of the query", () => {
    expect(addressOf({ path: "/api/inbox" }, {}, { queue: "mine", text: "", matter: undefined, areaId: null })).toBe(
      "/api/inbox?queue=mine",
    );
  });

  test("whatever is typed comes back unchanged from the query", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const address = new URL(addressOf({ path: "/api/inbox" }, {}, { text }), "http://localhost");
        expect(address.searchParams.get("text")).toBe(text.toWellFormed());
      }),
    );
  });
});
