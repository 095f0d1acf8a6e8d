import { Injectable, effect, signal } from "@angular/core";

type Theme = "light" | "dark";
type Contrast = "standard" | "more";
type TypeSize = "standard" | "large";

interface Chosen {
  theme?: Theme;
  contrast?: Contrast;
  type?: TypeSize;
}

const entry = "rct-display";

/**
 * 大字, 高对比 and 深色. The choice is kept on this device; `display.js` puts it on the page before the first paint and
 * falls back to what the device asks for.
 */
@Injectable({ providedIn: "root" })
export class Display {
  private readonly root = document.documentElement;
  readonly large = signal(this.root.dataset["type"] === "large");
  readonly contrast = signal(this.root.dataset["contrast"] === "more");
  readonly dark = signal(this.root.dataset["theme"] === "dark");

  constructor() {
    effect(() => {
      this.mark("type", this.large() ? "large" : undefined);
      this.mark("contrast", this.contrast() ? "more" : undefined);
      this.mark("theme", this.dark() ? "dark" : undefined);
    });
  }

  toggleLarge(): void {
    this.large.update((on) => !on);
    this.keep({ type: this.large() ? "large" : "standard" });
  }

  toggleContrast(): void {
    this.contrast.update((on) => !on);
    this.keep({ contrast: this.contrast() ? "more" : "standard" });
  }

  toggleDark(): void {
    this.dark.update((on) => !on);
    this.keep({ theme: this.dark() ? "dark" : "light" });
  }

  private mark(name: "type" | "contrast" | "theme", value: string | undefined): void {
    if (value) this.root.dataset[name] = value;
    else delete this.root.dataset[name];
  }

  private keep(choice: Chosen): void {
    try {
      const before = JSON.parse(localStorage.getItem(entry) ?? "{}") as Chosen;
      localStorage.setItem(entry, JSON.stringify({ ...before, ...choice }));
    } catch {
      // Storage may be forbidden or full: the choice then holds until the page is closed.
    }
  }
}
