import { Pipe, type PipeTransform } from "@angular/core";
import {
  civilDateAt,
  formatDate,
  formatEnd,
  formatInstant,
  formatInstantWithWeekday,
  formatMonthDay,
  formatMonthDayTime,
  formatTime,
  isCivilDate,
} from "../../../../domain/civil-date.ts";

type Given = string | Date | null | undefined;

function shown(given: Given, format: (milliseconds: number) => string): string {
  if (!given) return "";
  const milliseconds = typeof given === "string" ? Date.parse(given) : given.getTime();
  return Number.isNaN(milliseconds) ? "" : format(milliseconds);
}

/** Everything is shown in Asia/Shanghai, whatever the device's zone. Given: an ISO instant, or a day `2026-11-30`. */
@Pipe({ name: "rctDate" })
export class DatePipe implements PipeTransform {
  /** 2026年11月30日 */
  transform(given: Given): string {
    if (typeof given === "string" && isCivilDate(given)) return formatDate(given);
    return shown(given, (at) => formatDate(civilDateAt(at)));
  }
}

@Pipe({ name: "rctDay" })
export class DayPipe implements PipeTransform {
  /** 11月30日 */
  transform(given: Given): string {
    if (typeof given === "string" && isCivilDate(given)) return formatMonthDay(given);
    return shown(given, (at) => formatMonthDay(civilDateAt(at)));
  }
}

@Pipe({ name: "rctTime" })
export class TimePipe implements PipeTransform {
  /** 09:14 */
  transform(given: Given): string {
    return shown(given, formatTime);
  }
}

@Pipe({ name: "rctInstant" })
export class InstantPipe implements PipeTransform {
  /** 2026年11月23日 09:14; with `short` 11月23日 09:14; with `weekday` 2026年12月1日（周二）00:00 */
  transform(given: Given, shape: "full" | "short" | "weekday" = "full"): string {
    const formats = { full: formatInstant, short: formatMonthDayTime, weekday: formatInstantWithWeekday };
    return shown(given, formats[shape]);
  }
}

@Pipe({ name: "rctEnd" })
export class EndPipe implements PipeTransform {
  /** The end of a period: midnight is said as 24:00 of the day before. 2026年11月30日（周一）24:00; plain, without the weekday; short, without the year too. */
  transform(given: Given, shape: "weekday" | "plain" | "short" = "weekday"): string {
    const said = shown(given, formatEnd);
    if (shape === "weekday") return said;
    const plain = said.replace(/（.*）/, " ");
    return shape === "short" ? plain.replace(/^\d+年/, "") : plain;
  }
}

@Pipe({ name: "rctInstantSeconds" })
export class InstantSecondsPipe implements PipeTransform {
  /** 2026年12月18日 09:41:26 */
  transform(given: Given): string {
    return shown(given, (at) => `${formatInstant(at)}:${String(new Date(at).getUTCSeconds()).padStart(2, "0")}`);
  }
}
