import fc from "fast-check";
import { DatePipe, EndPipe, InstantPipe, InstantSecondsPipe, TimePipe } from "./when.ts";

const midnight = "2026-11-30T16:00:00Z";

describe("dates as people read them, in Asia/Shanghai", () => {
  test("S2-09 the end of a period is 24:00 of the day before, its opening 00:00 of the day itself", () => {
    expect(new EndPipe().transform(midnight)).toBe("2026年11月30日（周一）24:00");
    expect(new EndPipe().transform(midnight, "plain")).toBe("2026年11月30日 24:00");
    expect(new InstantPipe().transform(midnight, "weekday")).toBe("2026年12月1日（周二）00:00");
  });

  test("instants, short and long, with seconds where a verification is timed", () => {
    expect(new InstantPipe().transform("2026-11-23T01:14:00Z")).toBe("2026年11月23日 09:14");
    expect(new InstantPipe().transform("2026-11-23T01:14:00Z", "short")).toBe("11月23日 09:14");
    expect(new InstantSecondsPipe().transform("2026-12-18T01:41:06Z")).toBe("2026年12月18日 09:41:06");
    expect(new TimePipe().transform("2026-11-26T02:32:00Z")).toBe("10:32");
  });

  test("a civil date is that day in every zone", () => {
    expect(new DatePipe().transform("2016-12-20")).toBe("2016年12月20日");
  });

  test("nothing is shown for nothing", () => {
    for (const nothing of [null, undefined, "", "gestern"]) expect(new InstantPipe().transform(nothing)).toBe("");
  });

  test("P3 an end never names a day after the instant", () => {
    const instants = fc.date({ min: new Date("2019-01-01"), max: new Date("2099-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (instant) => {
        const said = /^(\d+)年(\d+)月(\d+)日/.exec(new EndPipe().transform(instant))!;
        const day = Date.UTC(Number(said[1]), Number(said[2]) - 1, Number(said[3])) - 8 * 3_600_000;
        expect(day).toBeLessThanOrEqual(instant.getTime());
        expect(instant.getTime() - day).toBeLessThanOrEqual(24 * 3_600_000);
      }),
    );
  });
});
