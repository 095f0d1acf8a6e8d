import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  effect,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import type Viewer from "bpmn-js/lib/Viewer";

interface Viewbox {
  x: number;
  y: number;
  width: number;
  height: number;
}
interface Canvas {
  resized(): void;
  zoom(to: "fit-viewport" | number, center?: "auto"): number;
  viewbox(to?: Viewbox): Viewbox & { inner: { width: number; height: number } };
}
/** The flow as a picture: BPMN 2.0 drawn by bpmn-js, loaded when it is needed; paper stays white in the dark. */
@Component({
  selector: "rct-process-picture",
  imports: [MatButton, MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="tools no-print">
      <button matButton type="button" [disabled]="!drawn()" (click)="zoom(1.25)">
        <mat-icon svgIcon="zoom_in" aria-hidden="true" /><ng-container i18n>放大</ng-container>
      </button>
      <button matButton type="button" [disabled]="!drawn()" (click)="zoom(0.8)">
        <mat-icon svgIcon="zoom_out" aria-hidden="true" /><ng-container i18n>缩小</ng-container>
      </button>
      <button matButton type="button" [disabled]="!drawn()" (click)="fit()">
        <mat-icon svgIcon="fit_screen" aria-hidden="true" /><ng-container i18n>看全图</ng-container>
      </button>
      <button matButton="outlined" type="button" [disabled]="!drawn()" (click)="keep()">
        <mat-icon svgIcon="download" aria-hidden="true" /><ng-container i18n>下载流程图（SVG）</ng-container>
      </button>
    </div>
    @if (failed()) {
      <p class="muted" role="status" i18n>流程图画不出来，请看下面的文字，内容一样。</p>
    }
    <div
      #paper
      class="paper"
      role="group"
      [attr.aria-label]="label()"
      [style.height.px]="height()"
      [hidden]="failed()"
    ></div>
  `,
  styles: `
    .tools {
      display: flex;
      flex-wrap: wrap;
      gap: 4px;
      margin-bottom: 8px;
    }
    .paper {
      position: relative;
      width: 100%;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 8px;
      background: #fff;
      color: #16202a;
      overflow: hidden;
    }
  `,
})
export class ProcessPicture {
  readonly bpmn = input.required<string>();
  readonly name = input.required<string>();
  protected readonly drawn = signal(false);
  protected readonly failed = signal(false);
  protected readonly height = signal(320);
  private readonly paper = viewChild.required<ElementRef<HTMLElement>>("paper");
  private viewer: Viewer | undefined;
  private zoomed = false;

  constructor() {
    effect(() => {
      const bpmn = this.bpmn();
      untracked(() => void this.draw(bpmn));
    });
    inject(DestroyRef).onDestroy(() => this.viewer?.destroy());
  }

  protected label(): string {
    return $localize`${this.name()}:name:流程图，下面有同样内容的文字`;
  }

  private async draw(bpmn: string): Promise<void> {
    try {
      const { default: NavigatedViewer } = await import("bpmn-js/lib/NavigatedViewer");
      if (bpmn !== this.bpmn()) return;
      // Counted again while somebody looks at a part of it: they go on looking at that part.
      const seen = this.zoomed ? this.viewer?.get<Canvas>("canvas").viewbox() : undefined;
      this.viewer ??= new NavigatedViewer({ container: this.paper().nativeElement });
      await this.viewer.importXML(bpmn);
      this.shape();
      if (seen) this.viewer.get<Canvas>("canvas").viewbox(seen);
      else this.fit();
      this.drawn.set(true);
      this.failed.set(false);
    } catch (fault) {
      console.warn(fault);
      this.failed.set(true);
    }
  }

  /** As high as the picture needs at the width there is; without a frame to scroll in. */
  private shape(): void {
    const canvas = this.viewer!.get<Canvas>("canvas");
    const { inner } = canvas.viewbox();
    const width = this.paper().nativeElement.clientWidth;
    this.height.set(Math.round(Math.min(560, Math.max(200, (width * (inner.height + 80)) / Math.max(inner.width, 1)))));
    this.paper().nativeElement.style.height = `${this.height()}px`;
    canvas.resized();
  }

  protected fit(): void {
    this.zoomed = false;
    this.viewer?.get<Canvas>("canvas").zoom("fit-viewport", "auto");
  }

  protected zoom(by: number): void {
    const canvas = this.viewer?.get<Canvas>("canvas");
    this.zoomed = true;
    if (canvas) canvas.zoom(Math.min(4, Math.max(0.2, canvas.zoom(undefined as never) * by)), "auto");
  }

  protected async keep(): Promise<void> {
    if (!this.viewer) return;
    const { svg } = await this.viewer.saveSVG();
    const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = $localize`${this.name()}:name:流程图.svg`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }
}
