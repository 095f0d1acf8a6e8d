import { ChangeDetectionStrategy, Component, ElementRef, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from "@angular/material/dialog";
import { MatIcon } from "@angular/material/icon";
import { type ImageCroppedEvent, ImageCropperComponent, type ImageTransform } from "ngx-image-cropper";
import { photoRules } from "../../../../domain/photo.ts";

/** Enough for print, and as a JPG far below one megabyte. */
const dotsPerInch = 300;
const millimetresPerInch = 25.4;
const photoQuality = 92;
const zoomStep = 0.1;

/** Cuts a photo to 35×45 mm in the page. The frame is moved with the mouse, the fingers or the arrow keys. */
@Component({
  selector: "rct-photo-cropper",
  imports: [MatButton, MatIcon, MatDialogTitle, MatDialogContent, MatDialogActions, ImageCropperComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2 mat-dialog-title i18n>裁剪证件照</h2>
    <mat-dialog-content>
      <p id="cropper-about" i18n>
        让头顶到下巴占框高的三分之二左右，两肩露出。用鼠标或手指移动框；键盘用方向键移动，按住 Alt 加方向键改大小。
      </p>
      @if (unreadable()) {
        <p class="wrong-text" role="alert" i18n>这个文件不是能读的照片，请另选一张 JPG 或 PNG。</p>
      } @else {
        <image-cropper
          [imageFile]="file"
          [maintainAspectRatio]="true"
          [aspectRatio]="ratio"
          [resizeToWidth]="width"
          [onlyScaleDown]="false"
          [canvasRotation]="turns()"
          [transform]="transform()"
          [cropperMinWidth]="60"
          format="jpeg"
          output="blob"
          [imageQuality]="quality"
          backgroundColor="#ffffff"
          [cropperFrameAriaLabel]="frameLabel"
          (imageCropped)="take($event)"
          (loadImageFailed)="unreadable.set(true)"
        />
      }
      <div class="row tools">
        <button matButton="outlined" type="button" (click)="turn()">
          <mat-icon svgIcon="rotate_right" aria-hidden="true" /><ng-container i18n>转正</ng-container>
        </button>
        <button matButton="outlined" type="button" (click)="zoom(1)">
          <mat-icon svgIcon="zoom_in" aria-hidden="true" /><ng-container i18n>放大</ng-container>
        </button>
        <button matButton="outlined" type="button" (click)="zoom(-1)">
          <mat-icon svgIcon="zoom_out" aria-hidden="true" /><ng-container i18n>缩小</ng-container>
        </button>
      </div>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" (click)="dialog.close()" i18n>取消</button>
      <button matButton="filled" type="button" [disabled]="!cut()" (click)="dialog.close(cut())" i18n>用这张</button>
    </mat-dialog-actions>
  `,
  styles: `
    image-cropper {
      max-height: 42vh;
      margin-top: 12px;
      padding: 0;
      background: var(--mat-sys-surface-container);
    }
    .tools {
      flex-wrap: wrap;
      margin-top: 12px;
    }
    .wrong-text {
      margin-top: 12px;
      color: var(--mat-sys-error);
      font-weight: 600;
    }
  `,
})
export class PhotoCropper {
  protected readonly file = inject<File>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<PhotoCropper, Blob>>(MatDialogRef);
  private readonly place = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly cut = signal<Blob | undefined>(undefined);
  protected readonly unreadable = signal(false);
  protected readonly turns = signal(0);
  protected readonly transform = signal<ImageTransform>({ scale: 1 });
  protected readonly ratio = photoRules.widthMillimetres / photoRules.heightMillimetres;
  protected readonly width = Math.round((photoRules.widthMillimetres / millimetresPerInch) * dotsPerInch);
  protected readonly quality = photoQuality;
  protected readonly frameLabel = $localize`裁剪框，35×45 毫米`;

  /** The library labels its frame without giving it a role; a label alone is not read. */
  private nameFrame(): void {
    this.place.nativeElement.querySelector(".ngx-ic-cropper")?.setAttribute("role", "group");
  }

  protected take(event: ImageCroppedEvent): void {
    this.cut.set(event.blob ?? undefined);
    this.nameFrame();
  }

  protected turn(): void {
    this.turns.update((turns) => (turns + 1) % 4);
  }

  protected zoom(direction: 1 | -1): void {
    this.transform.update((transform) => ({
      ...transform,
      scale: Math.max((transform.scale ?? 1) + direction * zoomStep, 0.5),
    }));
  }
}
