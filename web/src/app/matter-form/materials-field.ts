import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { MatProgressBar } from "@angular/material/progress-bar";
import type { Material } from "../../../../api/contracts/drafts.ts";
import type { PartialUpload } from "../../../../api/contracts/uploads.ts";
import type { FormField } from "../../../../domain/matters/form-layout.ts";
import type { MaterialKind } from "../../../../domain/matters/matter.ts";
import { problemOf } from "../api/problem.ts";
import { Confirm } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { SizePipe } from "../shared/size.ts";
import { InstantPipe } from "../shared/when.ts";
import { MaterialUploads } from "./material-uploads.ts";
import { type MatterForm, anchorOf } from "./matter-form.ts";

interface Row {
  kind: MaterialKind;
  anchor: string;
  files: readonly Material[];
  full: boolean;
  wrong: string | undefined;
  remarks: readonly string[];
}

/** The proof table of the paper form: per kind the files, how far an upload is, what is missing; drop, paste, camera. */
@Component({
  selector: "rct-materials-field",
  imports: [MatButton, MatIcon, MatProgressBar, SizePipe, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./materials-field.html",
  styleUrl: "./materials-field.css",
})
export class MaterialsField {
  readonly form = input.required<MatterForm>();
  readonly field = input.required<Extract<FormField, { kind: "materials" }>>();
  protected readonly uploads = inject(MaterialUploads);
  private readonly confirm = inject(Confirm);
  private readonly messages = inject(Messages);
  protected readonly over = signal(false);

  protected readonly rows = computed((): Row[] =>
    this.field().materials.flatMap((name) => {
      const kind = this.form().kind(name);
      if (!kind) return [];
      const files = this.form()
        .materials()
        .filter((material) => material.kind === name);
      const wrong = this.form().wrongMaterial(name);
      return [
        {
          kind,
          anchor: anchorOf(name),
          files,
          full: files.length >= kind.most,
          wrong,
          remarks: this.form().remarksOn(name),
        },
      ];
    }),
  );
  protected readonly running = computed(() =>
    this.uploads.running().filter((one) => this.field().materials.includes(one.kind)),
  );
  protected readonly open = computed(() => this.rows().filter((row) => !row.full));
  /** What a dropped file is: the first required kind that is still missing, unless the reader says otherwise. */
  protected readonly dropKind = linkedSignal<readonly Row[], string>({
    source: this.open,
    computation: (rows, before) => {
      if (rows.some((row) => row.kind.kind === before?.value)) return before!.value;
      return (rows.find((row) => row.kind.required && row.files.length === 0) ?? rows[0])?.kind.kind ?? "";
    },
  });

  protected runningOf(kind: string) {
    return this.running().filter((one) => one.kind === kind);
  }

  protected unfinishedOf(kind: string) {
    return this.uploads.unfinished().filter((one) => one.kind === kind);
  }

  protected async giveUp(upload: PartialUpload): Promise<void> {
    await this.uploads.giveUp(this.form(), upload).catch((thrown) => this.messages.problem(problemOf(thrown)));
  }

  protected choose(event: Event, kind: string): void {
    const box = event.target as HTMLInputElement;
    this.take(box.files, kind);
    box.value = "";
  }

  protected drop(event: DragEvent): void {
    event.preventDefault();
    this.over.set(false);
    this.take(event.dataTransfer?.files, this.dropKind());
  }

  protected paste(event: ClipboardEvent): void {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    this.take(files, this.dropKind());
  }

  protected async remove(material: Material): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`删除“${material.name}:name:”？`,
      sentence: $localize`删除后需要重新上传。`,
      act: $localize`删除`,
    });
    if (!answer) return;
    try {
      await this.uploads.remove(this.form(), material);
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    }
  }

  private take(files: FileList | null | undefined, name: string): void {
    const row = this.rows().find((one) => one.kind.kind === name);
    if (!files?.length || !row) return;
    const room = row.kind.most - row.files.length - this.runningOf(name).length;
    if (files.length > room) {
      void this.messages.say($localize`${row.kind.title}:kind:最多 ${row.kind.most}:most: 个文件。`);
    }
    for (const file of Array.from(files).slice(0, Math.max(room, 0))) {
      void this.uploads.add(this.form(), name, file, file.name || $localize`粘贴的图片.png`);
    }
  }
}
