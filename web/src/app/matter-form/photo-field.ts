import { ChangeDetectionStrategy, Component, computed, inject, input } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatDialog } from "@angular/material/dialog";
import { MatIcon } from "@angular/material/icon";
import { MatProgressBar } from "@angular/material/progress-bar";
import { firstValueFrom } from "rxjs";
import type { FormField } from "../../../../domain/matters/form-layout.ts";
import { Note } from "../shared/note.ts";
import { SizePipe } from "../shared/size.ts";
import { InstantPipe } from "../shared/when.ts";
import { MaterialUploads } from "./material-uploads.ts";
import { type MatterForm, anchorOf } from "./matter-form.ts";

/** The certificate photo (S4-18): chosen or taken, cut to 35×45 mm in the page, then checked by the server. */
@Component({
  selector: "rct-photo-field",
  imports: [MatButton, MatIcon, MatProgressBar, Note, SizePipe, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./photo-field.html",
  styleUrl: "./photo-field.css",
})
export class PhotoField {
  readonly form = input.required<MatterForm>();
  readonly field = input.required<Extract<FormField, { kind: "photo" }>>();
  protected readonly uploads = inject(MaterialUploads);
  private readonly dialogs = inject(MatDialog);

  protected readonly anchor = computed(() => anchorOf(this.field().material));
  protected readonly kind = computed(() => this.form().kind(this.field().material));
  protected readonly photos = computed(() =>
    this.form()
      .materials()
      .filter((one) => one.kind === this.field().material),
  );
  protected readonly photo = computed(() => this.photos().at(-1));
  protected readonly running = computed(() =>
    this.uploads.running().filter((one) => one.kind === this.field().material),
  );
  protected readonly wrong = computed(() => this.form().wrongMaterial(this.field().material));
  protected readonly remarks = computed(() => this.form().remarksOn(this.field().material));
  protected readonly checkIcons = { ok: "check_circle", warning: "warning", "cannot-check": "visibility" } as const;

  protected async choose(event: Event): Promise<void> {
    const box = event.target as HTMLInputElement;
    const file = box.files?.[0];
    box.value = "";
    if (!file) return;
    const { PhotoCropper } = await import("./photo-cropper.ts");
    const dialog = this.dialogs.open<InstanceType<typeof PhotoCropper>, File, Blob>(PhotoCropper, {
      data: file,
      width: "640px",
      maxWidth: "96vw",
    });
    const cut = await firstValueFrom(dialog.afterClosed());
    if (!cut) return;
    const name = `${file.name.replace(/\.[^.]*$/, "") || $localize`证件照`}.jpg`;
    await this.uploads.add(this.form(), this.field().material, cut, name, this.photos());
  }
}
