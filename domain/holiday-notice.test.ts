import { getHolidaysInRange, getWorkdaysInRange } from "chinese-days";
import { calendarLayers, shippedCalendar, shippedCalendarRows } from "./calendar-data.ts";
import { addDays, parseCivilDate } from "./civil-date.ts";
import { readHolidayNotice } from "./holiday-notice.ts";
import { buildCalendar, isWorkingDay } from "./working-days.ts";

/** The paragraphs of the State Council's notices, word for word. */
const notices: Record<number, string> = {
  2021: `一、元旦：2021年1月1日至3日放假，共3天。
二、春节：2月11日至17日放假调休，共7天。2月7日（星期日）、2月20日（星期六）上班。
三、清明节：4月3日至5日放假调休，共3天。
四、劳动节：5月1日至5日放假调休，共5天。4月25日（星期日）、5月8日（星期六）上班。
五、端午节：6月12日至14日放假，共3天。
六、中秋节：9月19日至21日放假调休，共3天。9月18日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月26日（星期日）、10月9日（星期六）上班。
国务院办公厅
2020年11月25日`,
  2022: `一、元旦:2022年1月1日至3日放假,共3天。
二、春节:1月31日至2月6日放假调休,共7天。1月29日(星期六)、1月30日(星期日)上班。
三、清明节:4月3日至5日放假调休,共3天。4月2日(星期六)上班。
四、劳动节:4月30日至5月4日放假调休,共5天。4月24日(星期日)、5月7日(星期六)上班。
五、端午节:6月3日至5日放假,共3天。
六、中秋节:9月10日至12日放假,共3天。
七、国庆节:10月1日至7日放假调休,共7天。10月8日(星期六)、10月9日(星期日)上班。`,
  2023: `一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。`,
  2026: `国办发明电〔2025〕7号
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。`,
};

test.each(Object.keys(notices).map(Number))("B-15 the pasted notice of %i gives the days that are shipped", (year) => {
  const { days, problems } = readHolidayNotice(notices[year]!, year, "");
  expect(problems).toEqual([]);
  const shipped = shippedCalendar.find((one) => one.layer === "CN" && one.year === year)!;
  const spell = (list: readonly { date: string; kind: string }[]) => list.map(({ date, kind }) => `${date} ${kind}`);
  expect(spell(days)).toEqual(spell(shipped.days));
  expect(days.every(({ name }) => name !== "")).toBe(true);
});

test("B-15 a notice read for the wrong year, miscounted or with a wrong weekday says so", () => {
  expect(readHolidayNotice(notices[2026]!, 2027, "").problems.join()).toContain("“1月1日（周四）”在 2027 年是周五");
  expect(readHolidayNotice("一、元旦：1月1日至3日放假，共4天。", 2026, "").problems).toEqual([
    "从 2026-01-01 起写的是共 4 天，读到 3 天",
  ]);
  expect(readHolidayNotice(notices[2023]!, 2021, "").problems.join()).toContain("不在 2021 年");
  expect(readHolidayNotice("一、元旦：2月30日放假。", 2026, "").problems[0]).toContain("不是真实的日期");
  expect(readHolidayNotice("今年没有安排。", 2026, "").problems).toEqual(["没有读到放假或上班的日期"]);
  expect(readHolidayNotice("一、元旦：1月5日至3日放假。", 2026, "").problems[0]).toContain("早于");
});

test("B-15 a region's notice names its days after the verb", () => {
  const text = "2026年广西“壮族三月三”放假时间为4月17日（星期五）至4月20日（星期一），共4天。";
  expect(readHolidayNotice(text, 2026, "三月三")).toEqual({
    problems: [],
    days: ["17", "18", "19", "20"].map((day) => ({ date: `2026-04-${day}`, kind: "off", name: "三月三" })),
  });
});

test("P3 D2 from 2019 to 2026 every day is worked as an independent calendar of the country says", () => {
  const sources = shippedCalendar.filter(({ basis }) => basis === "notice").map(({ layer, year }) => ({ layer, year }));
  const national = buildCalendar({
    version: "1",
    layers: calendarLayers.slice(0, 1),
    rows: shippedCalendarRows,
    sources,
  });
  const worked = new Set(getWorkdaysInRange("2019-01-01", "2026-12-31", true));
  const off = new Set(getHolidaysInRange("2019-01-01", "2026-12-31", true));
  const different: string[] = [];
  for (let day = parseCivilDate("2019-01-01"); day <= "2026-12-31"; day = addDays(day, 1)) {
    expect(worked.has(day)).toBe(!off.has(day));
    if (worked.has(day) !== isWorkingDay(day, national)) different.push(day);
  }
  expect(different).toEqual([]);
});
