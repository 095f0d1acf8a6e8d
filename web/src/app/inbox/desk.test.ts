import { TestBed } from "@angular/core/testing";
import { Desk } from "./desk.ts";

function desk(...taskIds: string[]): Desk {
  const desk = TestBed.inject(Desk);
  desk.list.set({ queue: "mine", title: "我的待办", address: {}, taskIds, more: false });
  return desk;
}

describe("going on to the next case", () => {
  it("B-12 the next of the list, then the one before, then what the server names, then nothing", () => {
    expect(desk("a", "b", "c").decided("b", "z")).toBe("c");
    expect(desk("a", "b").decided("b", "z")).toBe("a");
    expect(desk("b").decided("b", "z")).toBe("z");
    expect(desk("b").decided("b", null)).toBeUndefined();
  });

  it("B-12 a decided case leaves the list, its typed opinion with it", () => {
    const here = desk("a", "b");
    here.keep("a", "同意");
    here.decided("a", null);
    expect(here.list()?.taskIds).toEqual(["b"]);
    expect(here.typedFor("a")).toBeUndefined();
    expect(here.placeOf("b")).toEqual({ place: 1, count: 1, more: false });
  });

  it("B-12 opened from elsewhere: no place and no neighbours", () => {
    expect(desk("a").placeOf("other")).toBeUndefined();
    expect(desk("a").neighbour("other", 1)).toBeUndefined();
  });
});
