import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { FormField, form, validateStandardSchema } from "@angular/forms/signals";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { z } from "zod";
import { type Verification, verifyByNumber } from "../../../../api/contracts/public.ts";
import { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Note } from "../shared/note.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { FileCheck } from "./file-check.ts";
import { Verdict } from "./verdict.ts";

type Name = "number" | "name" | "lastFour";

/** An empty box for the last four means that they were not given. */
const rules = z.preprocess((typed) => {
  const { lastFour, ...rest } = typed as Record<Name, string>;
  return lastFour ? { ...rest, lastFour } : rest;
}, verifyByNumber.body);

/** By number and name; content only with the last four of the identity number (D25). And by file. */
@Component({
  selector: "rct-verify-page",
  imports: [FormField, MatButton, MatIcon, FileCheck, Note, ProblemBox, Verdict],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: "public-page" },
  template: `
    <h1 i18n>职称证书核验</h1>
    <p class="muted" i18n>有二维码的证书，用手机扫码最快。没有二维码，填编号和姓名。</p>
    <form class="card stack" novalidate (submit)="ask($event)" i18n-aria-label aria-label="按编号和姓名核验">
      @for (one of fields; track one.name) {
        <div class="field" [class.wrong]="wrong(one.name)">
          <label [for]="'verify-' + one.name"
            >{{ one.label }}
            @if (one.name !== "lastFour") {
              <span class="required" aria-hidden="true">*</span>
            }
          </label>
          <input
            class="plain-input"
            autocomplete="off"
            [id]="'verify-' + one.name"
            [formField]="tree[one.name]"
            [attr.aria-required]="one.name !== 'lastFour'"
            [attr.aria-invalid]="!!wrong(one.name)"
            [attr.aria-describedby]="one.hint ? 'verify-' + one.name + '-hint' : null"
          />
          @if (wrong(one.name); as message) {
            <p class="wrong-text" role="alert">
              <mat-icon svgIcon="error" aria-hidden="true" /><span>{{ message }}</span>
            </p>
          }
          @if (one.hint) {
            <p class="hint" [id]="'verify-' + one.name + '-hint'">{{ one.hint }}</p>
          }
        </div>
      }
      <button matButton="filled" class="block" type="submit" [disabled]="busy()" i18n>核验</button>
    </form>
    @if (problem(); as problem) {
      <rct-problem-box [problem]="problem" [retry]="false" />
    }
    @if (missing()) {
      <rct-note icon="find_in_page" tone="you" i18n-heading heading="没有查到" role="status"
        ><p i18n>
          编号和姓名对不上任何一本证书。请核对后再试；2019 年以前的纸质证书可能还没有登记，可拨打 12333 询问。
        </p></rct-note
      >
    }
    @if (found(); as verification) {
      <rct-verdict [verification]="verification" />
    }
    <rct-file-check />
  `,
})
export class VerifyPage {
  private readonly api = inject(Api);
  protected readonly fields: readonly { name: Name; label: string; hint?: string }[] = [
    { name: "number", label: $localize`证书编号` },
    { name: "name", label: $localize`姓名` },
    { name: "lastFour", label: $localize`证件号后四位`, hint: $localize`不填也能查，只告诉你有没有和是否有效。` },
  ];
  private readonly model = signal<Record<Name, string>>({ number: "", name: "", lastFour: "" });
  protected readonly tree = form(this.model, (path) => validateStandardSchema(path, rules as never));
  protected readonly tried = signal(false);
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly found = signal<Verification | undefined>(undefined);
  protected readonly missing = signal(false);
  private readonly valid = computed(() => this.tree().valid());

  protected wrong(name: Name): string | undefined {
    const state = this.tree[name]();
    return this.tried() || state.touched() ? state.errors()[0]?.message : undefined;
  }

  protected async ask(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    if (this.busy()) return;
    if (!this.valid()) {
      const first = this.fields.find(({ name }) => this.wrong(name));
      if (first) document.getElementById(`verify-${first.name}`)?.focus();
      return;
    }
    this.busy.set(true);
    this.problem.set(undefined);
    this.found.set(undefined);
    this.missing.set(false);
    try {
      const { number, name, lastFour } = this.model();
      const answer = await this.api.call(verifyByNumber, { body: { number, name, ...(lastFour ? { lastFour } : {}) } });
      this.missing.set(!answer.found);
      this.found.set(answer.verification ?? undefined);
    } catch (thrown) {
      this.problem.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
