import { TestBed } from "@angular/core/testing";
import { jest } from "@jest/globals";
import { Events } from "./events.ts";

class FakeSource {
  static readonly CLOSED = 2;
  static opened: FakeSource[] = [];
  readyState = 0;
  onopen?: () => void;
  onerror?: () => void;
  onmessage?: (message: { data: string }) => void;
  readonly address: string;
  constructor(address: string) {
    this.address = address;
    FakeSource.opened.push(this);
  }
  close(): void {
    this.readyState = FakeSource.CLOSED;
  }
  /** The server ended the connection with an error. */
  fail(): void {
    this.readyState = FakeSource.CLOSED;
    this.onerror?.();
  }
}

const id = "00000000-0000-4000-8000-000000000001";
const newest = () => FakeSource.opened.at(-1)!;

describe("what the server pushes", () => {
  const before = globalThis.EventSource;
  beforeEach(() => {
    jest.useFakeTimers();
    FakeSource.opened = [];
    globalThis.EventSource = FakeSource as never;
  });
  afterEach(() => {
    jest.useRealTimers();
    globalThis.EventSource = before;
  });

  test("B-03 a message moves the counter of its topic and of its case, and no other", () => {
    const events = TestBed.inject(Events);
    events.start();
    newest().onopen?.();
    newest().onmessage?.({ data: JSON.stringify({ topic: "case", id }) });
    expect([events.topic("case")(), events.topic("inbox")(), events.ofCase(id), events.ofCase("other")]).toEqual([
      1, 0, 1, 0,
    ]);
  });

  test("what is not understood moves nothing", () => {
    const events = TestBed.inject(Events);
    events.start();
    for (const data of ["", "{", '{"topic":"money"}']) newest().onmessage?.({ data });
    expect(events.topic("case")() + events.topic("inbox")() + events.topic("notifications")()).toBe(0);
  });

  test("B-03 after a lost connection it reconnects, and everything counts as possibly changed", () => {
    const events = TestBed.inject(Events);
    events.start();
    newest().onopen?.();
    newest().fail();
    expect(events.connected()).toBe(false);
    jest.advanceTimersByTime(60_000);
    expect(FakeSource.opened).toHaveLength(2);
    newest().onopen?.();
    expect(events.connected()).toBe(true);
    expect([events.topic("inbox")(), events.ofCase(id)]).toEqual([1, 1]);
  });

  test("starting twice opens one connection; logging out closes it for good", () => {
    const events = TestBed.inject(Events);
    events.start();
    events.start();
    expect(FakeSource.opened).toHaveLength(1);
    events.stop();
    jest.advanceTimersByTime(120_000);
    expect(FakeSource.opened).toHaveLength(1);
    expect(newest().readyState).toBe(FakeSource.CLOSED);
  });
});
