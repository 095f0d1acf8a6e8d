import { whyNotTogether } from "./bulk-bar.ts";

const mine = { accountId: "1", name: "陆云舟", mine: true };
const row = (change: object = {}) => ({
  matter: "certificate-replacement",
  step: "employer",
  kind: "review" as const,
  state: "open" as const,
  holder: mine,
  ...change,
});

describe("deciding together", () => {
  it("B-12 the same step, all mine: possible", () => {
    expect(whyNotTogether([row(), row()])).toBe("");
  });

  it.each([
    ["another step", [row(), row({ step: "department" })], "同一环节"],
    ["an objection", [row({ kind: "objection" })], "异议"],
    ["not claimed", [row(), row({ holder: null })], "认领"],
    ["somebody else's", [row({ holder: { ...mine, mine: false } })], "认领"],
    ["already decided", [row({ state: "decided" })], "办完"],
  ])("B-12 %s is refused with the reason", (_, rows, word) => {
    expect(whyNotTogether(rows)).toContain(word);
  });
});
