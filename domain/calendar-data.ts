import { addDays, compareCivilDates, parseCivilDate, type CivilDate } from "./civil-date.ts";
import { servedCity } from "./city.ts";
import type { CalendarLayer, CalendarRow, DayKind } from "./working-days.ts";

/** The days one document decides for one layer and year; becomes one `calendar_sources` row and its `calendar_days`. */
export interface ShippedCalendar {
  layer: "CN" | "CN-45";
  year: number;
  sourceDocument: string;
  /** `notice`: the year is known. `law`: only single days are certain, the year stays provisional (D2). */
  basis: "notice" | "law";
  days: readonly { date: CivilDate; kind: DayKind; name: string }[];
}

/** The layers this product ships with, general first. */
export const calendarLayers: readonly CalendarLayer[] = [
  { layer: "CN", name: "国家" },
  /** 三月初三 falls between 22 March and 25 April; the days around it may be moved too (2023: 23 April). */
  { layer: "CN-45", name: "广西", season: { from: "03-15", to: "05-05" } },
  /** A city announces single days at most (a festival, a storm): no yearly notice is waited for. */
  { layer: `CN-${servedCity.areaCode}`, name: servedCity.name, singleDays: true },
];

/** "02-04..02-10 春节" or "2018-12-30..12-31 元旦": a month and day belong to the year of the notice unless it says more. */
function spell(year: number, kind: DayKind, periods: readonly string[]) {
  return periods.flatMap((period) => {
    const [range = "", name = ""] = period.split(" ");
    const [from = "", to = from] = range.split("..");
    const first = parseCivilDate(from.length === 5 ? `${year}-${from}` : from);
    const last = parseCivilDate(to.length === 5 ? `${first.slice(0, 4)}-${to}` : to);
    const days: { date: CivilDate; kind: DayKind; name: string }[] = [];
    for (let date = first; date <= last; date = addDays(date, 1)) days.push({ date, kind, name });
    return days;
  });
}

function year(
  layer: ShippedCalendar["layer"],
  number: number,
  sourceDocument: string,
  off: readonly string[],
  work: readonly string[] = [],
  basis: ShippedCalendar["basis"] = "notice",
): ShippedCalendar {
  const days = [...spell(number, "off", off), ...spell(number, "work", work)];
  return { layer, year: number, sourceDocument, basis, days: days.sort((a, b) => compareCivilDates(a.date, b.date)) };
}

const notice = (number: number, document: string) => `国务院办公厅关于${number}年部分节假日安排的通知（${document}）`;
const guangxi = (number: number) => `广西壮族自治区人民政府办公厅关于${number}年“壮族三月三”放假安排的通知`;

/**
 * Holidays and make-up working days as published. A notice may decide days of the December before its year. The days
 * of Guangxi follow 自治区政府令第98号 and are announced each spring. Sources: the notices named in each entry.
 */
export const shippedCalendar: readonly ShippedCalendar[] = [
  year(
    "CN",
    2019,
    "国务院办公厅关于2019年部分节假日安排的通知（国办发明电〔2018〕15号），劳动节经国办发明电〔2019〕3号调整",
    [
      "2018-12-30..12-31 元旦",
      "01-01 元旦",
      "02-04..02-10 春节",
      "04-05 清明节",
      "05-01..05-04 劳动节",
      "06-07 端午节",
      "09-13 中秋节",
      "10-01..10-07 国庆节",
    ],
    ["2018-12-29 元旦", "02-02..02-03 春节", "04-28 劳动节", "05-05 劳动节", "09-29 国庆节", "10-12 国庆节"],
  ),
  year(
    "CN",
    2020,
    "国务院办公厅关于2020年部分节假日安排的通知（国办发明电〔2019〕16号），春节经国办发明电〔2020〕1号延长",
    [
      "01-01 元旦",
      "01-24..02-02 春节",
      "04-04..04-06 清明节",
      "05-01..05-05 劳动节",
      "06-25..06-27 端午节",
      "10-01..10-08 国庆节",
    ],
    ["01-19 春节", "04-26 劳动节", "05-09 劳动节", "06-28 端午节", "09-27 国庆节", "10-10 国庆节"],
  ),
  year(
    "CN",
    2021,
    notice(2021, "国办发明电〔2020〕27号"),
    [
      "01-01..01-03 元旦",
      "02-11..02-17 春节",
      "04-03..04-05 清明节",
      "05-01..05-05 劳动节",
      "06-12..06-14 端午节",
      "09-19..09-21 中秋节",
      "10-01..10-07 国庆节",
    ],
    ["02-07 春节", "02-20 春节", "04-25 劳动节", "05-08 劳动节", "09-18 中秋节", "09-26 国庆节", "10-09 国庆节"],
  ),
  year(
    "CN",
    2022,
    notice(2022, "国办发明电〔2021〕11号"),
    [
      "01-01..01-03 元旦",
      "01-31..02-06 春节",
      "04-03..04-05 清明节",
      "04-30..05-04 劳动节",
      "06-03..06-05 端午节",
      "09-10..09-12 中秋节",
      "10-01..10-07 国庆节",
    ],
    ["01-29..01-30 春节", "04-02 清明节", "04-24 劳动节", "05-07 劳动节", "10-08..10-09 国庆节"],
  ),
  year(
    "CN",
    2023,
    notice(2023, "国办发明电〔2022〕16号"),
    [
      "2022-12-31 元旦",
      "01-01..01-02 元旦",
      "01-21..01-27 春节",
      "04-05 清明节",
      "04-29..05-03 劳动节",
      "06-22..06-24 端午节",
      "09-29 中秋节",
      "09-30..10-06 国庆节",
    ],
    ["01-28..01-29 春节", "04-23 劳动节", "05-06 劳动节", "06-25 端午节", "10-07..10-08 国庆节"],
  ),
  year(
    "CN",
    2024,
    notice(2024, "国办发明电〔2023〕7号"),
    [
      "01-01 元旦",
      "02-10..02-17 春节",
      "04-04..04-06 清明节",
      "05-01..05-05 劳动节",
      "06-10 端午节",
      "09-15..09-17 中秋节",
      "10-01..10-07 国庆节",
    ],
    [
      "02-04 春节",
      "02-18 春节",
      "04-07 清明节",
      "04-28 劳动节",
      "05-11 劳动节",
      "09-14 中秋节",
      "09-29 国庆节",
      "10-12 国庆节",
    ],
  ),
  year(
    "CN",
    2025,
    notice(2025, "国办发明电〔2024〕12号"),
    [
      "01-01 元旦",
      "01-28..02-04 春节",
      "04-04..04-06 清明节",
      "05-01..05-05 劳动节",
      "05-31..06-02 端午节",
      "10-01..10-05 国庆节",
      "10-06 中秋节",
      "10-07..10-08 国庆节",
    ],
    ["01-26 春节", "02-08 春节", "04-27 劳动节", "09-28 国庆节", "10-11 国庆节"],
  ),
  year(
    "CN",
    2026,
    notice(2026, "国办发明电〔2025〕7号"),
    [
      "01-01..01-03 元旦",
      "02-15..02-23 春节",
      "04-04..04-06 清明节",
      "05-01..05-05 劳动节",
      "06-19..06-21 端午节",
      "09-25..09-27 中秋节",
      "10-01..10-07 国庆节",
    ],
    ["01-04 元旦", "02-14 春节", "02-28 春节", "05-09 劳动节", "09-20 国庆节", "10-10 国庆节"],
  ),
  year(
    "CN",
    2027,
    "全国年节及纪念日放假办法（2024年11月10日修订）第二条，法定节日当天；调休安排以年度通知为准",
    [
      "01-01 元旦",
      "02-05..02-08 春节",
      "04-05 清明节",
      "05-01..05-02 劳动节",
      "06-09 端午节",
      "09-15 中秋节",
      "10-01..10-03 国庆节",
    ],
    [],
    "law",
  ),
  year("CN-45", 2019, guangxi(2019), ["04-04 三月三", "04-08 三月三"]),
  year("CN-45", 2021, guangxi(2021), ["04-14..04-16 三月三"], ["04-18 三月三"]),
  year("CN-45", 2023, guangxi(2023), ["04-21 三月三", "04-23 三月三"]),
  year("CN-45", 2024, guangxi(2024), ["04-11..04-12 三月三"]),
  year("CN-45", 2025, guangxi(2025), ["03-31..04-01 三月三"]),
  year("CN-45", 2026, guangxi(2026), ["04-17 三月三", "04-20 三月三"]),
];

/** The same days as rows for `buildCalendar`. */
export const shippedCalendarRows: readonly CalendarRow[] = shippedCalendar.flatMap(({ layer, days }) =>
  days.map((day) => ({ layer, ...day })),
);
