import fc from "fast-check";
import { queue as queueSchema } from "../../../../api/contracts/inbox.ts";
import { type Filters, addressOfFilters, askedByAddress, isFiltered, keyOfAsked } from "./inbox-filters.ts";

const filters: fc.Arbitrary<Filters> = fc.record(
  {
    matter: fc.stringMatching(/^[a-z-]{1,60}$/),
    step: fc.stringMatching(/^[a-z-]{1,60}$/),
    areaId: fc.uuid(),
    organisation: fc.stringMatching(/^[一-龥]{1,20}$/),
    due: fc.constantFrom("overdue", "today", "later"),
    round: fc.constantFrom("first", "again"),
    text: fc.stringMatching(/^[一-龥A-Z0-9-]{1,30}$/),
  },
  { requiredKeys: [] },
);

function written(query: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

describe("filters and the address", () => {
  it("B-12 what is written into the address is read from it again", () => {
    fc.assert(
      fc.property(fc.constantFrom(...queueSchema.options), filters, (queue, given) => {
        expect(askedByAddress(written(addressOfFilters(queue, given)))).toEqual({ queue, filters: given });
      }),
    );
  });

  it("B-12 a filter that is taken out leaves nothing behind", () => {
    expect(addressOfFilters("mine", { step: "employer" })).toMatchObject({
      queue: "mine",
      step: "employer",
      due: null,
      text: null,
    });
  });

  it("P10 what no filter allows is left out, the rest stays", () => {
    expect(
      askedByAddress({ queue: "nobody", due: "yesterday", areaId: "not-a-uuid", step: "employer", other: "x" }),
    ).toEqual({
      queue: "mine",
      filters: { step: "employer" },
    });
  });

  it("B-12 the list is loaded anew only when queue or filters change", () => {
    expect(keyOfAsked({ queue: "mine", filters: { due: "today", step: "x" } })).toBe(
      keyOfAsked({ queue: "mine", filters: { step: "x", due: "today" } }),
    );
    expect(keyOfAsked({ queue: "mine", filters: {} })).not.toBe(keyOfAsked({ queue: "done", filters: {} }));
    expect(isFiltered({})).toBe(false);
    expect(isFiltered({ text: "韦" })).toBe(true);
  });
});
