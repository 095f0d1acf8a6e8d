import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import type { z } from "zod";
import { verifyFile } from "../../../../api/contracts/public.ts";
import { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import type { IconName } from "../shared/icons.ts";
import { Note } from "../shared/note.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import type { Tone } from "../shared/status.ts";
import { InstantPipe } from "../shared/when.ts";
import { Verdict } from "./verdict.ts";

type Answer = z.infer<typeof verifyFile.reply>;

/** 核对手里的 PDF: is its signature intact, whose is it, and what is the certificate's state now. Nothing is kept. */
@Component({
  selector: "rct-file-check",
  imports: [MatButton, MatIcon, Note, ProblemBox, InstantPipe, Verdict],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card">
      <h2 i18n>核对手里的 PDF</h2>
      <p class="muted about" i18n>选一份 PDF，比对签名和内容是否被改过。文件只用于比对，不保存。</p>
      <input #file type="file" hidden accept="application/pdf" (change)="check($event)" />
      <button matButton="outlined" class="block" type="button" [disabled]="busy()" (click)="file.click()">
        <mat-icon svgIcon="upload_file" aria-hidden="true" />
        @if (busy()) {
          <ng-container i18n>正在核对</ng-container>
        } @else {
          <ng-container i18n>选择 PDF 文件</ng-container>
        }
      </button>
    </section>
    @if (problem(); as problem) {
      <rct-problem-box [problem]="problem" [retry]="false" />
    }
    @if (answer(); as answer) {
      <rct-note
        [icon]="looks[answer.signature].icon"
        [tone]="looks[answer.signature].tone"
        [heading]="looks[answer.signature].heading"
        role="status"
      >
        <p>{{ answer.sentence }}</p>
        @if (answer.signer) {
          <p class="small muted">
            <span i18n>签名：{{ answer.signer }}</span>
            @if (answer.signedAt) {
              <span
                >，<time>{{ answer.signedAt | rctInstant }}</time></span
              >
            }
          </p>
        }
      </rct-note>
      @if (answer.verification; as verification) {
        <rct-verdict [verification]="verification" />
      }
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 12px;
    }
    h2 {
      font: var(--mat-sys-title-medium);
    }
    .about {
      margin: 4px 0 12px;
    }
  `,
})
export class FileCheck {
  private readonly api = inject(Api);
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly answer = signal<Answer | undefined>(undefined);
  protected readonly looks: Record<Answer["signature"], { icon: IconName; tone: Tone; heading: string }> = {
    intact: { icon: "verified", tone: "ok", heading: $localize`签名完好，内容没有改过` },
    altered: { icon: "error", tone: "bad", heading: $localize`文件被改过，不要采信` },
    unsigned: { icon: "warning", tone: "you", heading: $localize`这份文件没有签名` },
    "unknown-signer": { icon: "warning", tone: "bad", heading: $localize`不是本平台的签名，不要采信` },
  };

  protected async check(event: Event): Promise<void> {
    const box = event.target as HTMLInputElement;
    const file = box.files?.[0];
    box.value = "";
    if (!file || this.busy()) return;
    this.busy.set(true);
    this.problem.set(undefined);
    this.answer.set(undefined);
    try {
      this.answer.set(await this.api.call(verifyFile, { body: file }));
    } catch (thrown) {
      this.problem.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
