import { Injectable, signal } from "@angular/core";

const entry = "rct-menu";
/** Below it the menu would take the width that the page needs. */
const roomForMenu = 1280;

/** Whether the menu at the left shows its words or only its icons; the choice is kept on this device. */
@Injectable({ providedIn: "root" })
export class MenuState {
  private readonly state = signal(chosen() ?? window.innerWidth >= roomForMenu);
  readonly open = this.state.asReadonly();

  toggle(): void {
    this.state.update((open) => !open);
    try {
      localStorage.setItem(entry, this.state() ? "open" : "folded");
    } catch {
      // Storage may be forbidden or full: the choice then holds until the page is closed.
    }
  }
}

function chosen(): boolean | undefined {
  try {
    const kept = localStorage.getItem(entry);
    return kept === null ? undefined : kept === "open";
  } catch {
    return undefined;
  }
}
