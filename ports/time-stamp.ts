import { HttpTimestampAuthority, type TimestampAuthority } from "@libpdf/core";

/**
 * A time-stamp authority (RFC 3161) says when a signature existed, independently of our own clock: PAdES B-T. Without
 * one, signatures are PAdES B-B and carry the time that we say.
 */
export interface TimeStamp {
  kind: "authority" | "off";
  /** What is said of the time in a signature; empty with an authority. */
  caution: string;
  /** Given to the seal provider; undefined when off. Asking again is safe. */
  authority: TimestampAuthority | undefined;
}

export function createTimeStamp(url: string | undefined): TimeStamp {
  if (url === undefined) {
    return { kind: "off", caution: "签章时间取自本系统时钟，未接入可信时间戳服务。", authority: undefined };
  }
  return { kind: "authority", caution: "", authority: new HttpTimestampAuthority(url, { timeout: 15_000 }) };
}
