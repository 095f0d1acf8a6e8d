import { TestBed } from "@angular/core/testing";
import { ShortcutsDialog } from "./shortcuts-dialog.ts";
import { actOfKey, deskKeys, isKey } from "./desk-keys.ts";

function press(key: string, target: Element = document.body, more: Partial<KeyboardEvent> = {}) {
  return {
    key,
    target,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    isComposing: false,
    defaultPrevented: false,
    ...more,
  } as KeyboardEvent;
}

function within(html: string, selector: string): Element {
  document.body.innerHTML = html;
  return document.querySelector(selector)!;
}

describe("keys of the desk", () => {
  afterEach(() => document.body.replaceChildren());

  it.each([
    ["j", "next"],
    ["K", "previous"],
    ["x", "select"],
    ["a", "approve"],
    ["r", "return"],
    ["c", "claim-next"],
    ["/", "search"],
    ["?", "help"],
    ["1", "phrase"],
    ["Enter", "open"],
    ["ArrowDown", "next"],
  ])("B-12 %s means %s", (key, act) => {
    expect(actOfKey(press(key), true)).toBe(act);
  });

  it("B-29 single letters can be switched off, arrows and Enter stay", () => {
    expect(actOfKey(press("j"), false)).toBeUndefined();
    expect(actOfKey(press("?"), false)).toBeUndefined();
    expect(actOfKey(press("ArrowUp"), false)).toBe("previous");
    expect(actOfKey(press("Enter"), false)).toBe("open");
  });

  it.each([
    "<input type='text' class='t' />",
    "<textarea class='t'></textarea>",
    "<select class='t'></select>",
    "<div contenteditable='true' class='t'></div>",
  ])("B-29 a letter typed into %s is a letter", (html) => {
    expect(actOfKey(press("a", within(html, ".t")), true)).toBeUndefined();
  });

  it("B-29 a chosen check box does not swallow the letters", () => {
    expect(actOfKey(press("x", within("<input type='checkbox' class='t' />", ".t")), true)).toBe("select");
  });

  it("B-29 Enter on a link or button stays with it", () => {
    expect(actOfKey(press("Enter", within("<a href='#' class='t'>x</a>", ".t")), true)).toBeUndefined();
    expect(actOfKey(press("Enter", within("<button class='t'>x</button>", ".t")), true)).toBeUndefined();
  });

  it("B-29 nothing happens behind a dialog, with a modifier, or while a Chinese word is being composed", () => {
    expect(
      actOfKey(press("a", within("<div role='dialog'><button class='t'>x</button></div>", ".t")), true),
    ).toBeUndefined();
    expect(actOfKey(press("a", document.body, { ctrlKey: true }), true)).toBeUndefined();
    expect(actOfKey(press("a", document.body, { isComposing: true }), true)).toBeUndefined();
  });

  it("B-12 keys with Ctrl work in a text field too, and are no letters", () => {
    const field = within("<textarea class='t'></textarea>", ".t");
    expect(isKey("palette", press("k", field, { ctrlKey: true }))).toBe(true);
    expect(isKey("palette", press("K", field, { metaKey: true }))).toBe(true);
    expect(isKey("palette", press("k"))).toBe(false);
    expect(isKey("send", press("Enter", field, { ctrlKey: true }))).toBe(true);
    expect(actOfKey(press("k", document.body, { ctrlKey: true }), true)).toBeUndefined();
  });

  it("B-12 no key means two things, and the table of keys shows each of them", () => {
    const presses = deskKeys.flatMap((key) => key.presses.map((one) => `${key.control ? "Ctrl " : ""}${one}`));
    expect(new Set(presses).size).toBe(presses.length);
    const { nativeElement } = TestBed.createComponent(ShortcutsDialog) as { nativeElement: HTMLElement };
    TestBed.tick();
    for (const { label } of deskKeys) expect(nativeElement.textContent).toContain(label);
  });
});
