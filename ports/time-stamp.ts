import { HttpTimestampAuthority, type TimestampAuthority } from "@libpdf/core";
import { buildContainer, readContainer } from "./signature-container.ts";

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
  const authority = new HttpTimestampAuthority(url, { timeout: 15_000 });
  return {
    kind: "authority",
    caution: "",
    authority: { timestamp: async (digest, algorithm) => plainToken(await authority.timestamp(digest, algorithm)) },
  };
}

/**
 * The token in its plain form: what its authority signed, and the one certificate that the signed part names by its
 * digest. All else in it is covered by no signature, and a byte changed there would go unseen.
 * @throws Error for a token that is signed in a way our seals do not know.
 */
export function plainToken(token: Uint8Array): Uint8Array {
  const { timeStamp: _, ...parts } = readContainer(token);
  return new Uint8Array(buildContainer({ ...parts, certificates: [parts.certificates[0]] }));
}
