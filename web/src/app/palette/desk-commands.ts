import { Injectable, inject } from "@angular/core";
import { MatDialog } from "@angular/material/dialog";
import { DeskKeys, isKey } from "../inbox/desk-keys.ts";
import { Session } from "../session/session.ts";
import { consolePages } from "../shell/console-pages.ts";

/** What keys do on every page of the desk: the palette, and the table of all keys. */
@Injectable({ providedIn: "root" })
export class DeskCommands {
  private readonly dialogs = inject(MatDialog);
  private readonly keys = inject(DeskKeys);
  private readonly session = inject(Session);

  /** True when the key was one of these. */
  press(event: KeyboardEvent): boolean {
    const palette = isKey("palette", event);
    if (!palette && this.keys.actOf(event) !== "help") return false;
    event.preventDefault();
    if (this.dialogs.openDialogs.length > 0) return true;
    void (palette ? this.openPalette() : this.showKeys());
    return true;
  }

  async openPalette(): Promise<void> {
    const { PaletteDialog } = await import("./palette-dialog.ts");
    const pages = consolePages.filter(
      ({ roles, officeKind }) =>
        (!officeKind || this.session.sitsIn(officeKind)) && roles.some((role) => this.session.has(role)),
    );
    this.dialogs.open(PaletteDialog, {
      ...{ data: pages, width: "560px", position: { top: "12vh" } },
      ariaLabel: $localize`快速前往`,
    });
  }

  async showKeys(): Promise<void> {
    const { ShortcutsDialog } = await import("../inbox/shortcuts-dialog.ts");
    this.dialogs.open(ShortcutsDialog, { width: "460px" });
  }
}
