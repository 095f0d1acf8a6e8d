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
import type { PDFDocumentLoadingTask, PDFDocumentProxy, RenderTask } from "pdfjs-dist";
import { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Skeleton } from "../shared/skeleton.ts";

/** More pages than this are offered as a download: a proof is a few sheets. */
const mostPages = 60;
const dotsPerPixel = 1.5;

/**
 * A PDF drawn page by page on canvases by pdf.js: nothing in the file can run or call out, whatever the browser's own
 * viewer would allow. Loaded only when a PDF is opened.
 */
@Component({
  selector: "rct-pdf-pages",
  imports: [Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (problem(); as problem) {
      <p class="failed" role="alert">{{ problem.message }}</p>
    } @else if (!pages()) {
      <rct-skeleton [lines]="10" />
    }
    <div #sheets class="sheets"></div>
    @if (pages() > shown()) {
      <p class="failed" i18n>只显示前 {{ shown() }} 页，共 {{ pages() }} 页，其余请下载查看。</p>
    }
  `,
  styles: `
    :host {
      display: block;
    }
    .sheets {
      display: grid;
      justify-content: safe center;
      gap: 16px;
    }
    .failed {
      padding: 24px 0;
      text-align: center;
    }
  `,
})
export class PdfPages {
  readonly address = input.required<string>();
  readonly name = input.required<string>();
  readonly zoom = input(1);
  readonly turn = input(0);
  private readonly api = inject(Api);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly sheets = viewChild.required<ElementRef<HTMLElement>>("sheets");
  private readonly document = signal<PDFDocumentProxy | undefined>(undefined);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly pages = signal(0);
  protected readonly shown = signal(0);
  private loading: PDFDocumentLoadingTask | undefined;
  private drawing: RenderTask | undefined;
  private turnOfDrawing = 0;

  constructor() {
    effect(() => {
      const address = this.address();
      untracked(() => void this.load(address));
    });
    effect(() => {
      const [document, zoom, turn] = [this.document(), this.zoom(), this.turn()];
      if (document) untracked(() => void this.draw(document, zoom, turn));
    });
    inject(DestroyRef).onDestroy(() => this.close());
  }

  private close(): void {
    this.turnOfDrawing++;
    this.drawing?.cancel();
    void this.loading?.destroy();
    this.loading = undefined;
  }

  private async load(address: string): Promise<void> {
    this.close();
    this.document.set(undefined);
    this.problem.set(undefined);
    this.pages.set(0);
    this.sheets().nativeElement.replaceChildren();
    try {
      const [{ openPdf }, file] = await Promise.all([import("./open-pdf.ts"), this.api.file(address)]);
      if (address !== this.address()) return;
      this.loading = openPdf(new Uint8Array(await file.arrayBuffer()));
      const document = await this.loading.promise;
      if (address !== this.address()) return;
      this.pages.set(document.numPages);
      this.shown.set(Math.min(document.numPages, mostPages));
      this.document.set(document);
    } catch (thrown) {
      if (address === this.address()) this.problem.set(problemOf(thrown));
    }
  }

  private async draw(document: PDFDocumentProxy, zoom: number, turn: number): Promise<void> {
    const mine = ++this.turnOfDrawing;
    this.drawing?.cancel();
    const width = this.host.nativeElement.clientWidth;
    for (let number = 1; number <= this.shown(); number++) {
      const page = await document.getPage(number);
      if (mine !== this.turnOfDrawing) return;
      const rotation = (page.rotate + turn) % 360;
      const plain = page.getViewport({ scale: 1, rotation });
      const scale = (width / plain.width) * zoom;
      const viewport = page.getViewport({ scale: scale * dotsPerPixel, rotation });
      const canvas = globalThis.document.createElement("canvas");
      canvas.width = Math.ceil(viewport.width);
      canvas.height = Math.ceil(viewport.height);
      canvas.setAttribute("role", "img");
      canvas.setAttribute(
        "aria-label",
        $localize`${this.name()}:name:，第 ${number}:page: 页，共 ${this.pages()}:pages: 页`,
      );
      Object.assign(canvas.style, {
        width: `${viewport.width / dotsPerPixel}px`,
        background: "#fff",
        boxShadow: "var(--mat-sys-level2)",
      });
      this.drawing = page.render({ canvas, viewport });
      try {
        await this.drawing.promise;
      } catch {
        if (mine === this.turnOfDrawing) this.problem.set(problemOf(undefined));
        return;
      }
      if (mine !== this.turnOfDrawing) return;
      // The old size stays until the first new page is ready, so that nothing flashes.
      if (number === 1) this.sheets().nativeElement.replaceChildren(canvas);
      else this.sheets().nativeElement.append(canvas);
    }
  }
}
