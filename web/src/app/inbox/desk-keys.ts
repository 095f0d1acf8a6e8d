import { Injectable, signal } from "@angular/core";

/** What a key asks for at the desk. The page that has the focus decides what it means there. */
export type DeskAct = "next" | "previous" | "open" | "select" | "approve" | "return" | "claim-next" | "search" | "help";

const letters: Readonly<Record<string, DeskAct>> = {
  j: "next",
  k: "previous",
  x: "select",
  a: "approve",
  r: "return",
  c: "claim-next",
  "/": "search",
  "?": "help",
};
/** Not single characters: they stay when the letters are switched off (WCAG 2.1.4). */
const others: Readonly<Record<string, DeskAct>> = { ArrowDown: "next", ArrowUp: "previous", Enter: "open" };

type Pressed = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing" | "target" | "defaultPrevented"
>;

/** The act of a key, or undefined when the key belongs to whatever has the focus: a text field, a link, a button, an open dialog. */
export function actOfKey(pressed: Pressed, lettersOn: boolean): DeskAct | undefined {
  if (pressed.defaultPrevented || pressed.isComposing || pressed.ctrlKey || pressed.metaKey || pressed.altKey)
    return undefined;
  const target = pressed.target instanceof Element ? pressed.target : undefined;
  if (target && isTyping(target)) return undefined;
  if (target?.closest("[role=dialog], [role=alertdialog], [role=menu], [role=listbox]")) return undefined;
  const other = others[pressed.key];
  if (other) {
    if (other === "open" && target?.closest("a, button, input, summary")) return undefined;
    return other;
  }
  return lettersOn ? letters[pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key] : undefined;
}

const typingInputs = new Set(["checkbox", "radio", "button", "submit", "range"]);

function isTyping(target: Element): boolean {
  if (target instanceof HTMLInputElement) return !typingInputs.has(target.type);
  return target.matches("textarea, select, [contenteditable]:not([contenteditable=false])");
}

const entry = "rct-desk-keys";

/** Whether single letters work; the choice is kept on this device. */
@Injectable({ providedIn: "root" })
export class DeskKeys {
  private readonly state = signal(read());
  readonly on = this.state.asReadonly();

  switch(on: boolean): void {
    this.state.set(on);
    try {
      localStorage.setItem(entry, on ? "on" : "off");
    } catch {
      // Storage may be forbidden: the choice then holds until the page is closed.
    }
  }

  /** The act of this key press at this moment. */
  actOf(event: KeyboardEvent): DeskAct | undefined {
    return actOfKey(event, this.state());
  }
}

function read(): boolean {
  try {
    return localStorage.getItem(entry) !== "off";
  } catch {
    return true;
  }
}
