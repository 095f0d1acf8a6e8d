import { Injectable, signal } from "@angular/core";

/** What a key asks for at the desk. The page that has the focus decides what it means there. */
export type DeskAct =
  "next" | "previous" | "open" | "select" | "approve" | "return" | "claim-next" | "phrase" | "search" | "help";
/** Keys that work beside the desk's: everywhere, or in one field. */
type OtherAct = "palette" | "send";

export interface DeskKey {
  act: DeskAct | OtherAct;
  /** As `KeyboardEvent.key` says them, letters small. */
  presses: readonly string[];
  /** With Ctrl, or Cmd where there is one. */
  control?: true;
  caps: readonly string[];
  label: string;
}

/** All keys of the desk, once: what is pressed, what it does, and how the table of keys says it. */
export const deskKeys: readonly DeskKey[] = [
  { act: "next", presses: ["j", "ArrowDown"], caps: ["J"], label: $localize`下一件（也可以用方向键）` },
  { act: "previous", presses: ["k", "ArrowUp"], caps: ["K"], label: $localize`上一件（也可以用方向键）` },
  { act: "open", presses: ["Enter"], caps: ["↵"], label: $localize`打开` },
  { act: "select", presses: ["x"], caps: ["X"], label: $localize`选择` },
  { act: "approve", presses: ["a"], caps: ["A"], label: $localize`通过：填好常用意见，再按一次才发出` },
  { act: "return", presses: ["r"], caps: ["R"], label: $localize`退回` },
  {
    ...{ act: "phrase", presses: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], caps: ["1", "9"] },
    label: $localize`审核页：把第几句常用语写进意见`,
  },
  { act: "claim-next", presses: ["c"], caps: ["C"], label: $localize`认领下一件` },
  { act: "search", presses: ["/"], caps: ["/"], label: $localize`搜索` },
  { act: "send", presses: ["Enter"], control: true, caps: ["Ctrl", "↵"], label: $localize`在意见框里：通过` },
  { act: "palette", presses: ["k"], control: true, caps: ["Ctrl", "K"], label: $localize`快速前往编号、姓名或页面` },
  { act: "help", presses: ["?"], caps: ["?"], label: $localize`显示这张表` },
];

type Pressed = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing" | "target" | "defaultPrevented"
>;

const nameOf = (key: string) => (key.length === 1 ? key.toLowerCase() : key);

/** Is it this key, wherever the focus is? For keys with Ctrl, which no text field takes for a letter. */
export function isKey(act: OtherAct, pressed: Pressed): boolean {
  const key = deskKeys.find((one) => one.act === act);
  if (!key || pressed.defaultPrevented || pressed.isComposing || pressed.altKey) return false;
  return (pressed.ctrlKey || pressed.metaKey) && key.presses.includes(nameOf(pressed.key));
}

/** The act of a key, or undefined when the key belongs to whatever has the focus: a text field, a link, a button, an open dialog. */
export function actOfKey(pressed: Pressed, lettersOn: boolean): DeskAct | undefined {
  if (pressed.defaultPrevented || pressed.isComposing || pressed.ctrlKey || pressed.metaKey || pressed.altKey)
    return undefined;
  const target = pressed.target instanceof Element ? pressed.target : undefined;
  if (target && isTyping(target)) return undefined;
  if (target?.closest("[role=dialog], [role=alertdialog], [role=menu], [role=listbox]")) return undefined;
  const name = nameOf(pressed.key);
  const act = deskKeys.find((key) => !key.control && key.presses.includes(name))?.act as DeskAct | undefined;
  if (act === "open" && target?.closest("a, button, input, summary")) return undefined;
  // Single characters can be switched off (WCAG 2.1.4); arrows and Enter stay.
  return name.length > 1 || lettersOn ? act : undefined;
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
