import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { attachCalendarDocument, readCalendarDocument } from "../../../../api/contracts/calendar.ts";
import { addressOf } from "../api/address.ts";
import { Api } from "../api/api.ts";
import { problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";

/** The scan of the notice that an import was read from: attached once it is at hand, downloaded, or replaced (D2). */
@Component({
  selector: "rct-calendar-document",
  imports: [MatButton, MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (name(); as name) {
      <a matButton [href]="address()" download
        ><mat-icon svgIcon="download" aria-hidden="true" /><ng-container i18n>扫描件：{{ name }}</ng-container></a
      >
    }
    <input #file type="file" hidden accept="application/pdf,image/jpeg,image/png" (change)="attach($event)" />
    <button matButton type="button" [disabled]="busy()" (click)="file.click()">
      <mat-icon svgIcon="upload_file" aria-hidden="true" />
      @if (busy()) {
        <ng-container i18n>正在上传</ng-container>
      } @else if (name()) {
        <ng-container i18n>换一份</ng-container>
      } @else {
        <ng-container i18n>附上扫描件</ng-container>
      }
    </button>
  `,
})
export class CalendarDocument {
  readonly importId = input.required<string>();
  readonly name = input.required<string | null>();
  readonly attached = output();
  private readonly api = inject(Api);
  private readonly messages = inject(Messages);
  protected readonly busy = signal(false);
  protected readonly address = computed(() => addressOf(readCalendarDocument, { id: this.importId() }));

  protected async attach(event: Event): Promise<void> {
    const box = event.target as HTMLInputElement;
    const file = box.files?.[0];
    box.value = "";
    if (!file || this.busy()) return;
    this.busy.set(true);
    try {
      const query = { name: file.name };
      await this.api.call(attachCalendarDocument, { params: { id: this.importId() }, query, body: file });
      this.attached.emit();
      void this.messages.say($localize`已附上扫描件。`);
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
