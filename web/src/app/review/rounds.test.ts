import { roundsOf } from "./rounds.ts";

const entry = (seq: number, round: number, type: string) => ({
  seq,
  round,
  type,
  at: "2026-11-17T20:15:00+08:00",
  sentence: "",
  who: "",
  opinion: null,
  remarks: [],
});
const history = [
  entry(1, 1, "case.opened"),
  entry(2, 1, "task.approved"),
  entry(3, 1, "task.returned"),
  entry(4, 2, "form.handed-in"),
  entry(5, 2, "step.opened"),
];
const told = (all: boolean) =>
  roundsOf(history, 2, all).map((group) => [group.round, ...group.entries.map((each) => each.seq)]);

describe("earlier rounds", () => {
  it("B-12 tell what was decided, newest first; the present round is the route's", () => {
    expect(told(false)).toEqual([[1, 3, 2]]);
  });
  it("B-12 all records show every entry of every round", () => {
    expect(told(true)).toEqual([
      [2, 5, 4],
      [1, 3, 2, 1],
    ]);
  });
});

test("B-04 the advice a colleague gave back is read without asking for the whole record", () => {
  const lent = [...history, entry(6, 2, "task.lent"), entry(7, 2, "task.given-back")];
  expect(roundsOf(lent, 2, false)[0]?.entries.map(({ seq }) => seq)).toEqual([7, 6]);
});
