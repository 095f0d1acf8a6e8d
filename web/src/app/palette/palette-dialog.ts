import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { MAT_DIALOG_DATA, MatDialogContent, MatDialogRef } from "@angular/material/dialog";
import { MatIcon } from "@angular/material/icon";
import { Router } from "@angular/router";
import { type FoundCase, searchCases } from "../../../../api/contracts/search.ts";
import { holdsPersonalNumber, wholeIdentityNumber } from "../../../../domain/searched-number.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { TypedText } from "../search/typed-text.ts";
import type { IconName } from "../shared/icons.ts";
import type { ConsolePage } from "../shell/console-pages.ts";

interface Entry {
  id: string;
  icon: IconName;
  label: string;
  beside: string;
  go: () => void;
}

const waitMilliseconds = 200;
const mostCases = 8;

/** Ctrl+K: one field to a case number, a person or a page; the arrows choose, Enter goes there. */
@Component({
  selector: "rct-palette-dialog",
  imports: [MatDialogContent, MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <mat-dialog-content>
      <input
        class="plain-input"
        role="combobox"
        autocomplete="off"
        maxlength="80"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-autocomplete="list"
        [attr.aria-activedescendant]="current()?.id"
        [attr.aria-label]="label"
        [placeholder]="label"
        (input)="type($any($event.target).value)"
        (keydown)="press($event)"
      />
      <ul id="palette-list" role="listbox" [attr.aria-label]="label">
        @for (entry of entries(); track entry.id) {
          <li
            role="option"
            [id]="entry.id"
            [attr.aria-selected]="entry === current()"
            (click)="entry.go()"
            (mousemove)="at.set($index)"
          >
            <mat-icon [svgIcon]="entry.icon" aria-hidden="true" /><span class="grow clip">{{ entry.label }}</span
            ><span class="small muted clip">{{ entry.beside }}</span>
          </li>
        }
      </ul>
      <p class="small muted" role="status">{{ said() }}</p>
    </mat-dialog-content>
  `,
  styles: `
    ul {
      max-height: 52vh;
      margin-top: 8px;
      overflow-y: auto;
    }
    li {
      display: flex;
      align-items: center;
      gap: 10px;
      min-height: 40px;
      padding: 4px 10px;
      border-radius: 8px;
      cursor: pointer;
    }
    li[aria-selected="true"] {
      background: var(--mat-sys-primary-container);
      color: var(--mat-sys-on-primary-container);
    }
    li[aria-selected="true"] .muted {
      color: inherit;
    }
    .clip + .clip {
      max-width: 50%;
    }
  `,
})
export class PaletteDialog {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly typed = inject(TypedText);
  private readonly dialog = inject<MatDialogRef<PaletteDialog>>(MatDialogRef);
  private readonly pages = inject<readonly ConsolePage[]>(MAT_DIALOG_DATA);
  protected readonly label = $localize`受理编号、姓名，或要去的页面`;
  protected readonly text = signal("");
  private readonly looked = signal("");
  protected readonly at = signal(0);
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Two characters of Chinese are a word already. */
  private readonly found = load(
    () => (this.looked().length >= 2 ? this.looked() : undefined),
    async (typed) => {
      // A number may still be on its way: nothing is said about it before it is whole.
      const partly = holdsPersonalNumber(typed) && !wholeIdentityNumber(typed);
      const text = partly ? null : await this.typed.written(typed);
      return {
        typed,
        cases: text ? (await this.api.call(searchCases, { query: { text, limit: mostCases } })).cases : [],
      };
    },
  );
  private readonly cases = computed((): readonly FoundCase[] =>
    this.found.value()?.typed === this.text() ? (this.found.value()?.cases ?? []) : [],
  );
  protected readonly entries = computed((): readonly Entry[] => {
    const text = this.text().toLowerCase();
    const pages = this.pages
      .filter((page) => page.label.toLowerCase().includes(text))
      .map((page, index) => ({
        ...{ id: `palette-page-${index}`, icon: page.icon, label: page.label, beside: $localize`页面` },
        go: () => this.go([page.to], page.queryParams),
      }));
    const cases = this.cases().map((one, index) => ({
      ...{ id: `palette-case-${index}`, icon: "description" as const },
      label: $localize`${one.applicantName}:name:，${one.matterTitle}:matter:`,
      beside: `${one.number} ${one.stepTitle ?? ""}`,
      go: () => this.go(["/tasks", one.taskId]),
    }));
    return [...cases, ...pages];
  });
  protected readonly current = computed(() => this.entries()[Math.min(this.at(), this.entries().length - 1)]);
  protected readonly said = computed(() => {
    if (this.entries().length > 0) return $localize`${this.entries().length}:count: 项`;
    return this.found.loading() || this.looked() !== this.text()
      ? $localize`正在查…`
      : $localize`没有找到。编号、姓名至少输两个字。`;
  });

  protected type(text: string): void {
    this.text.set(text.trim());
    this.at.set(0);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.looked.set(this.text()), waitMilliseconds);
  }

  protected press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const last = this.entries().length - 1;
    if (event.key === "ArrowDown") this.at.update((at) => (at >= last ? 0 : at + 1));
    else if (event.key === "ArrowUp") this.at.update((at) => (at <= 0 ? last : at - 1));
    else if (event.key === "Enter") this.current()?.go();
    else return;
    event.preventDefault();
    setTimeout(() => document.getElementById(this.current()?.id ?? "")?.scrollIntoView({ block: "nearest" }));
  }

  private go(commands: readonly string[], queryParams?: Readonly<Record<string, string>>): void {
    this.dialog.close();
    void this.router.navigate([...commands], queryParams ? { queryParams } : {});
  }
}
