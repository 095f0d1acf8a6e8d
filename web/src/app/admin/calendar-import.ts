import { ChangeDetectionStrategy, Component, inject, input, output, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { importCalendar, previewCalendarImport } from "../../../../api/contracts/calendar.ts";
import { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { CalendarPreview, type CalendarPreviewed } from "./calendar-preview.ts";

const largestFile = 200_000;

/** 导入放假安排: paste or upload, preview, confirm; the text is kept with its document. */
@Component({
  selector: "rct-calendar-import",
  imports: [MatButton, ProblemBox, CalendarPreview],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./calendar-import.html",
  styleUrl: "./calendar-import.css",
})
export class CalendarImport {
  private readonly api = inject(Api);
  readonly year = input.required<number>();
  readonly layers = input.required<readonly { layer: string; name: string }[]>();
  /** The import is done; the page reads the year again. */
  readonly imported = output<{ version: number; casesToLook: number }>();
  readonly closed = output();
  protected readonly form = signal({ layer: "CN", text: "", sourceDocument: "", issuedOn: "", link: "" });
  protected readonly fileName = signal<string | null>(null);
  protected readonly previewed = signal<CalendarPreviewed | undefined>(undefined);
  protected readonly wrong = signal("");
  protected readonly refused = signal<ApiProblem | undefined>(undefined);
  protected readonly busy = signal(false);

  /** What was previewed holds no longer once the text or the layer is another. */
  protected fill(change: Partial<ReturnType<typeof this.form>>): void {
    this.form.update((form) => ({ ...form, ...change }));
    this.wrong.set("");
    if ("text" in change || "layer" in change) this.previewed.set(undefined);
  }

  protected async read(event: Event): Promise<void> {
    const field = event.target as HTMLInputElement;
    const file = field.files?.[0];
    field.value = "";
    if (!file) return;
    if (file.size > largestFile) {
      this.wrong.set($localize`文件太大。请上传纯文本、CSV 或 JSON 文件，或者直接粘贴通知原文。`);
      return;
    }
    this.fill({ text: await file.text() });
    this.fileName.set(file.name);
  }

  protected async look(event: Event): Promise<void> {
    event.preventDefault();
    const { layer, text } = this.form();
    if (text.trim() === "") {
      this.wrong.set($localize`请粘贴通知原文，或者选择文件`);
      document.getElementById("import-text")?.focus();
      return;
    }
    await this.run(async () =>
      this.previewed.set(await this.api.call(previewCalendarImport, { body: { layer, year: this.year(), text } })),
    );
  }

  protected async take(): Promise<void> {
    const preview = this.previewed();
    const { layer, text, sourceDocument, issuedOn, link } = this.form();
    if (!preview || preview.problems.length > 0) return;
    if (sourceDocument.trim().length < 2) {
      this.wrong.set($localize`请写明文件名称和文号`);
      document.getElementById("import-source")?.focus();
      return;
    }
    const body = {
      ...{ layer, year: this.year(), text, fileName: this.fileName(), sourceDocument: sourceDocument.trim() },
      ...{ issuedOn: issuedOn || null, link: link.trim() || null, version: preview.version },
    };
    await this.run(async () => this.imported.emit(await this.api.call(importCalendar, { body })));
  }

  private async run(work: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await work();
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }

  protected value(event: Event): string {
    return (event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value;
  }
}
