import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { OperationError } from "../operation-error.ts";
import { makeOwnDirectory } from "../postgres-programs.ts";
import { canReach, databaseUser } from "../system-user.ts";

/**
 * PostgreSQL's log (WAL) is one endless row of bytes cut into segments. A segment's name is three groups of eight
 * hexadecimal digits: timeline, and the position in units of `segmentBytes`. A restore that went on writing begins a
 * new timeline, whose history file says where it left the old one.
 * https://www.postgresql.org/docs/18/continuous-archiving.html
 */
export interface WalPosition {
  timeline: number;
  /** Bytes from the beginning of all WAL. */
  offset: bigint;
}

/** How long a quiet server keeps the piece it is writing before it hands it over, in seconds. */
const longestUnarchivedSeconds = 300;

/**
 * Settings that make the embedded PostgreSQL keep every finished segment in `wished`; the directory is made and given
 * to the database's user. basic_archive writes beside, flushes and renames: a segment is there whole or not at all.
 * @throws OperationError when the database's user cannot get there.
 */
export function walArchiveSettings(wished: string): Record<string, string | number> {
  const directory = resolve(wished);
  const user = databaseUser();
  mkdirSync(dirname(directory), { recursive: true });
  if (user && !canReach(dirname(directory), user)) {
    throw new OperationError(
      `WAL 归档目录 ${directory} 对数据库用户 ${user.name} 不可进入：请把 WAL_ARCHIVE_DIRECTORY 指到其他用户可以进入的位置。`,
    );
  }
  makeOwnDirectory(directory, user);
  return {
    archive_mode: "on",
    archive_library: "basic_archive",
    "basic_archive.archive_directory": directory,
    archive_timeout: longestUnarchivedSeconds,
  };
}

const segmentShape = /^[0-9A-F]{24}$/;

export function segmentName(timeline: number, number: bigint, segmentBytes: number): string {
  const perGroup = 0x1_0000_0000n / BigInt(segmentBytes);
  return [BigInt(timeline), number / perGroup, number % perGroup].map(eightDigits).join("");
}

/** Number of the segment a byte lies in. */
export function segmentNumber(offset: bigint, segmentBytes: number): bigint {
  return offset / BigInt(segmentBytes);
}

/** @param name 24 hexadecimal digits. */
export function parseSegmentName(name: string, segmentBytes: number): { timeline: number; number: bigint } {
  const [timeline, group, rest] = [0, 8, 16].map((from) => BigInt(`0x${name.slice(from, from + 8)}`));
  return { timeline: Number(timeline), number: group! * (0x1_0000_0000n / BigInt(segmentBytes)) + rest! };
}

/** "0/16B3748" as PostgreSQL writes a position. */
export function parseLsn(text: string): bigint {
  const [high, low] = text.split("/");
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

/** Names of whole segments in a directory; half-written ones have other names. */
export function listSegments(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory).filter((name) => segmentShape.test(name));
}

/** Where a timeline left the one before it: `[{ timeline: 1, until }]` means timeline 1 counts up to that byte. */
interface Fork {
  timeline: number;
  until: bigint;
}

export function historyFile(timeline: number): string {
  return `${eightDigits(BigInt(timeline))}.history`;
}

/** Reads a history file: one line per earlier timeline, `1\t0/5000000\treason`. */
export function readHistory(file: string): Fork[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .map((line) => /^(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/i.exec(line))
    .filter((match) => match !== null)
    .map(([, timeline, until]) => ({ timeline: Number(timeline), until: parseLsn(until!) }));
}

export interface WalChain {
  /** Names of the segments and history files a recovery reads, in order. */
  names: string[];
  /** The first that should be there and is not; undefined when nothing is missing. */
  missing: string | undefined;
}

/**
 * The files that lead from `from` to the newest WAL there is, in `directories` taken together. A hole in between is
 * what PostgreSQL would take for the end: everything after it would be lost without a word.
 */
export function findWalChain(directories: readonly string[], from: WalPosition, segmentBytes: number): WalChain {
  const present = new Set(directories.flatMap((directory) => listSegments(directory)));
  const histories = findHistories(directories);
  const newest = newestTimeline(histories, from.timeline);
  const forks = histories.get(newest) ?? [];
  const timelineOf = (number: bigint) =>
    forks.find((fork) => fork.timeline >= from.timeline && number < segmentNumber(fork.until, segmentBytes))
      ?.timeline ?? newest;

  const timelines = new Set([...forks.map((fork) => fork.timeline), newest]);
  const first = segmentNumber(from.offset, segmentBytes);
  const numbers = [...present].map((name) => parseSegmentName(name, segmentBytes));
  const last = numbers
    .filter(({ timeline, number }) => timelines.has(timeline) && timeline >= timelineOf(number) && number >= first)
    .reduce((most, { number }) => (number > most ? number : most), first);

  const names = [...timelines].filter((timeline) => histories.has(timeline)).map(historyFile);
  for (let number = first; number <= last; number += 1n) {
    const name = segmentName(timelineOf(number), number, segmentBytes);
    if (!present.has(name)) return { names, missing: name };
    names.push(name);
  }
  return { names, missing: undefined };
}

function findHistories(directories: readonly string[]): Map<number, Fork[]> {
  const found = new Map<number, Fork[]>();
  for (const directory of directories.filter((one) => existsSync(one))) {
    for (const name of readdirSync(directory).filter((entry) => /^[0-9A-F]{8}\.history$/.test(entry))) {
      found.set(Number.parseInt(name.slice(0, 8), 16), readHistory(join(directory, name)));
    }
  }
  return found;
}

/** The newest timeline that grew out of this one, as PostgreSQL's recovery_target_timeline = latest takes it. */
function newestTimeline(histories: Map<number, Fork[]>, from: number): number {
  const grown = [...histories].filter(([, forks]) => forks.some((fork) => fork.timeline === from));
  return Math.max(from, ...grown.map(([timeline]) => timeline));
}

function eightDigits(value: bigint): string {
  return value.toString(16).toUpperCase().padStart(8, "0");
}
