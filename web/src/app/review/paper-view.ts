import { ChangeDetectionStrategy, Component, computed, input, linkedSignal } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { PdfPages } from "./pdf-pages.ts";

const steps = [0.5, 0.75, 1, 1.25, 1.5, 2, 3] as const;

/** One file on the desk: zoom, fit, turn, keep. Papers stay white in the dark. */
@Component({
  selector: "rct-paper-view",
  imports: [MatIcon, PdfPages],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { "[attr.data-mark]": "mark()" },
  template: `
    <div class="desk" tabindex="0" role="region" [attr.aria-label]="name()">
      @if (pdf()) {
        <rct-pdf-pages [address]="inline()" [name]="name()" [zoom]="zoom()" [turn]="turn()" />
      } @else if (failed()) {
        <p class="failed" role="alert"><ng-container i18n>这份文件不能在页面里显示，请下载后查看。</ng-container></p>
      } @else {
        <img
          [src]="inline()"
          [alt]="name()"
          [style.width]="width()"
          [style.rotate]="turn() + 'deg'"
          (load)="measure($event)"
          (error)="failed.set(true)"
        />
      }
    </div>
    <div class="tools" role="toolbar" i18n-aria-label aria-label="预览工具">
      <button
        type="button"
        class="icon-button"
        [disabled]="step() === 0"
        (click)="step.set(step() - 1)"
        i18n-aria-label
        i18n-title
        title="缩小"
        aria-label="缩小"
      >
        <mat-icon svgIcon="zoom_out" aria-hidden="true" />
      </button>
      <span class="small" aria-live="polite">{{ zoom() * 100 }}%</span>
      <button
        type="button"
        class="icon-button"
        [disabled]="step() === last"
        (click)="step.set(step() + 1)"
        i18n-aria-label
        i18n-title
        title="放大"
        aria-label="放大"
      >
        <mat-icon svgIcon="zoom_in" aria-hidden="true" />
      </button>
      <button
        type="button"
        class="icon-button"
        (click)="fit()"
        i18n-aria-label
        i18n-title
        title="适合宽度"
        aria-label="适合宽度"
      >
        <mat-icon svgIcon="fit_screen" aria-hidden="true" />
      </button>
      <button
        type="button"
        class="icon-button"
        (click)="turn.set((turn() + 90) % 360)"
        i18n-aria-label
        i18n-title
        title="旋转"
        aria-label="旋转"
      >
        <mat-icon svgIcon="rotate_right" aria-hidden="true" />
      </button>
      <a class="icon-button" [href]="attachment()" download i18n-aria-label i18n-title title="下载" aria-label="下载"
        ><mat-icon svgIcon="download" aria-hidden="true"
      /></a>
    </div>
  `,
  styles: `
    :host {
      position: relative;
      display: flex;
      flex: 1;
      flex-direction: column;
      min-height: 0;
      background: var(--mat-sys-surface-container-highest);
      overflow: hidden;
    }
    /* Who looked at it and when, across the paper: a photograph of the screen names its source. */
    :host::after {
      content: attr(data-mark) "　　　" attr(data-mark) "　　　" attr(data-mark);
      position: absolute;
      left: -10%;
      top: 46%;
      width: 130%;
      rotate: -24deg;
      color: rgb(0 60 90 / 16%);
      font: 400 1.25rem/1 var(--rct-font);
      text-align: center;
      white-space: nowrap;
      pointer-events: none;
    }
    .desk {
      flex: 1;
      min-height: 0;
      padding: 16px 16px 72px;
      overflow: auto;
      outline-offset: -3px;
    }
    img {
      display: block;
      max-width: none;
      margin: 0 auto;
      background: #fff;
      box-shadow: var(--mat-sys-level2);
      object-fit: contain;
    }
    .failed {
      padding: 40px 0;
      text-align: center;
    }
    .tools {
      position: absolute;
      bottom: 14px;
      left: 50%;
      translate: -50% 0;
      display: flex;
      align-items: center;
      gap: 2px;
      padding: 4px;
      border-radius: 8px;
      background: var(--mat-sys-inverse-surface);
      color: var(--mat-sys-inverse-on-surface);
      box-shadow: var(--mat-sys-level3);
    }
    .tools .icon-button {
      color: inherit;
    }
    .tools .icon-button:disabled {
      opacity: 0.45;
      cursor: default;
    }
    .tools .small {
      min-width: 3em;
      text-align: center;
    }
    .tools :focus-visible {
      outline-color: currentColor;
      box-shadow: none;
    }
  `,
})
export class PaperView {
  /** Address of the content; asked for inline to show and as an attachment to keep. */
  readonly address = input.required<string>();
  readonly name = input.required<string>();
  readonly format = input.required<string>();
  readonly mark = input("");
  protected readonly last = steps.length - 1;
  protected readonly step = linkedSignal({ source: () => this.address(), computation: () => 2 });
  protected readonly turn = linkedSignal({ source: () => this.address(), computation: () => 0 });
  protected readonly failed = linkedSignal({ source: () => this.address(), computation: () => false });
  protected readonly zoom = computed(() => steps[this.step()] ?? 1);
  protected readonly pdf = computed(() => this.format().toUpperCase() === "PDF");
  protected readonly inline = computed(() => `${this.address()}?disposition=inline`);
  protected readonly attachment = computed(() => `${this.address()}?disposition=attachment`);

  /** In pixels, known once the picture came. */
  private readonly natural = linkedSignal({ source: () => this.address(), computation: () => 0 });
  /** A small photo is not blown up: 100 % is its own size or the width of the desk. */
  protected readonly width = computed(() => `calc(min(100%, ${this.natural() || 600}px) * ${this.zoom()})`);

  protected measure(event: Event): void {
    this.natural.set((event.target as HTMLImageElement).naturalWidth);
  }

  protected fit(): void {
    this.step.set(2);
    this.turn.set(0);
  }
}
