import { monthsOf, workingDaysOf } from "./year-days.ts";

const layers = [
  { layer: "national", name: "国家", sourceDocument: null, importedAt: null },
  { layer: "guangxi", name: "广西", sourceDocument: null, importedAt: null },
];

describe("a year of the calendar", () => {
  const months = monthsOf({
    year: 2026,
    layers,
    days: [
      { date: "2026-04-20", kind: "off", name: "三月三", layer: "guangxi" },
      { date: "2026-04-20", kind: "work", name: "", layer: "national" },
      { date: "2026-02-14", kind: "work", name: "春节调休", layer: "national" },
    ],
  });
  const day = (month: number, date: number) => months[month - 1]!.days[date - 1]!;

  it("B-15 every day of the year once, weeks beginning on Monday", () => {
    expect(months.map((month) => month.days.length)).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
    expect(months[0]!.lead).toBe(3);
    expect(day(11, 21)).toMatchObject({ weekend: true, counts: false, kind: "plain" });
  });

  it("B-15 the region's layer stands above the state's; a make-up day counts", () => {
    expect(day(4, 20)).toMatchObject({ kind: "off", counts: false, layer: "guangxi", name: "三月三" });
    expect(day(2, 14)).toMatchObject({ kind: "work", weekend: true, counts: true });
    expect(workingDaysOf(months)).toBe(261);
  });
});
