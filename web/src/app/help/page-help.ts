import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  computed,
  inject,
  signal,
  viewChild,
} from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { MatIcon } from "@angular/material/icon";
import { NavigationStart, Router } from "@angular/router";
import { PageFrame } from "../shell/page-frame.ts";
import type { HelpText } from "./help-texts.ts";

/** 这是什么: opens a sheet at the side with what the page is for and the words of the notice it implements. */
@Component({
  selector: "rct-page-help",
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: "no-print" },
  template: `
    @if (frame.help()) {
      <button type="button" class="ask" aria-haspopup="dialog" (click)="open()">
        <mat-icon svgIcon="help" aria-hidden="true" /><span class="word" i18n>这是什么</span>
      </button>
    }
    <dialog #sheet class="sheet" aria-labelledby="help-title" (click)="press($event)">
      @if (text(); as text) {
        <div class="head">
          <h2 id="help-title" class="grow" i18n>这是什么</h2>
          <button type="button" class="icon-button" (click)="sheet.close()" i18n-aria-label aria-label="关闭">
            <mat-icon svgIcon="close" aria-hidden="true" />
          </button>
        </div>
        <div class="body" tabindex="0" role="region" aria-labelledby="help-title">
          <p>{{ text.what }}</p>
          <h3 i18n>依据的原文</h3>
          @for (quote of text.quotes; track quote.words) {
            <figure>
              <blockquote>{{ quote.words }}</blockquote>
              <figcaption class="small muted">{{ quote.source }}{{ quote.place }}</figcaption>
            </figure>
          }
        </div>
      }
    </dialog>
  `,
  styles: `
    .ask {
      display: inline-flex;
      align-items: center;
      gap: 8px;
      min-height: var(--rct-touch);
      padding: 0 10px;
      border: 0;
      border-radius: 8px;
      background: none;
      color: var(--mat-sys-primary);
      font: var(--mat-sys-label-large);
      white-space: nowrap;
      cursor: pointer;
    }
    .ask:hover {
      background: var(--mat-sys-surface-container);
    }
    .sheet {
      width: min(420px, 100vw);
      max-width: none;
      height: 100dvh;
      max-height: none;
      margin: 0 0 0 auto;
      padding: 0;
      border: 0;
      background: var(--mat-sys-surface);
      color: var(--mat-sys-on-surface);
      box-shadow: var(--mat-sys-level3);
      font: var(--mat-sys-body-medium);
    }
    .sheet[open] {
      display: flex;
      flex-direction: column;
    }
    .head {
      display: flex;
      align-items: center;
      padding: 12px 12px 4px 24px;
    }
    .body {
      flex: 1;
      padding: 4px 24px 24px;
      overflow: auto;
    }
    h3 {
      margin: 24px 0 8px;
    }
    figure {
      margin-bottom: 20px;
    }
    blockquote {
      margin: 0 0 6px;
      padding: 2px 0 2px 14px;
      border-left: 3px solid var(--mat-sys-primary);
    }
    /* On a phone the bar has room for the icon alone; its name is still read. */
    @media (max-width: 839px) {
      .ask {
        justify-content: center;
        min-width: 44px;
        padding: 0;
      }
      .word {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
    }
  `,
})
export class PageHelp {
  protected readonly frame = inject(PageFrame);
  private readonly sheet = viewChild.required<ElementRef<HTMLDialogElement>>("sheet");
  private readonly texts = signal<Readonly<Record<string, HelpText>>>({});
  protected readonly text = computed(() => this.texts()[this.frame.help() ?? ""]);

  constructor() {
    inject(Router)
      .events.pipe(takeUntilDestroyed())
      .subscribe((event) => {
        if (event instanceof NavigationStart) this.sheet().nativeElement.close();
      });
  }

  protected async open(): Promise<void> {
    this.texts.set((await import("./help-texts.ts")).helpTexts);
    this.sheet().nativeElement.showModal();
  }

  /** Beside the sheet is its backdrop. */
  protected press(event: Event): void {
    if (event.target === this.sheet().nativeElement) this.sheet().nativeElement.close();
  }
}
