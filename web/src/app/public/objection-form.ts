import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from "@angular/core";
import { FormField, form, validateStandardSchema } from "@angular/forms/signals";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { fileObjection } from "../../../../api/contracts/public.ts";
import { Api } from "../api/api.ts";
import { CommandKeys } from "../api/command-keys.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { ProblemBox } from "../shared/problem-box.ts";

/** Anyone may object while a notice runs: a name, a telephone number, a reason. The contract's own rules check it. */
@Component({
  selector: "rct-objection-form",
  imports: [FormField, MatButton, MatIcon, ProblemBox],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="card stack" novalidate (submit)="send($event)" aria-labelledby="objection-title">
      <h2 #heading id="objection-title" tabindex="-1" i18n>提出异议</h2>
      <p class="small muted" i18n>姓名和电话只给职改办核实、告知结果用，不会公开，也不会告诉持证人。</p>
      @if (problem(); as problem) {
        <rct-problem-box [problem]="problem" [retry]="false" />
      }
      @for (one of fields; track one.name) {
        <div class="field" [class.wrong]="wrong(one.name)">
          <label [for]="'objection-' + one.name"
            >{{ one.label }}<span class="required" aria-hidden="true">*</span></label
          >
          @if (one.name === "reason") {
            <textarea
              class="plain-input"
              rows="5"
              id="objection-reason"
              aria-required="true"
              [formField]="tree.reason"
              [attr.aria-invalid]="!!wrong('reason')"
              [attr.aria-describedby]="wrong('reason') ? 'objection-reason-wrong' : null"
            ></textarea>
          } @else {
            <input
              class="plain-input"
              aria-required="true"
              [id]="'objection-' + one.name"
              [formField]="tree[one.name]"
              [attr.autocomplete]="one.name === 'phone' ? 'tel' : 'name'"
              [attr.inputmode]="one.name === 'phone' ? 'tel' : null"
              [attr.aria-invalid]="!!wrong(one.name)"
              [attr.aria-describedby]="wrong(one.name) ? 'objection-' + one.name + '-wrong' : null"
            />
          }
          @if (wrong(one.name); as message) {
            <p class="wrong-text" [id]="'objection-' + one.name + '-wrong'">
              <mat-icon svgIcon="error" aria-hidden="true" /><span>{{ message }}</span>
            </p>
          }
        </div>
      }
      <div class="row">
        <button matButton type="button" (click)="closed.emit()" i18n>取消</button>
        <button matButton="filled" class="grow" type="submit" [disabled]="busy()" i18n>提交异议</button>
      </div>
    </form>
  `,
})
export class ObjectionForm {
  private readonly api = inject(Api);
  private readonly keys = inject(CommandKeys);
  readonly noticeId = input.required<string>();
  readonly filed = output();
  readonly closed = output();

  protected readonly fields = [
    { name: "name", label: $localize`姓名` },
    { name: "phone", label: $localize`手机号` },
    { name: "reason", label: $localize`理由` },
  ] as const;
  private readonly model = signal({ name: "", phone: "", reason: "" });
  protected readonly tree = form(this.model, (path) =>
    validateStandardSchema(path, fileObjection.body.omit({ key: true }) as never),
  );
  protected readonly tried = signal(false);
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>("heading");
  private readonly valid = computed(() => this.tree().valid());

  ngAfterViewInit(): void {
    this.heading().nativeElement.focus();
  }

  protected wrong(name: "name" | "phone" | "reason"): string | undefined {
    const state = this.tree[name]();
    if (!this.tried() && !state.touched()) return undefined;
    return this.problem()?.fields.find((field) => field.path === name)?.message ?? state.errors()[0]?.message;
  }

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    if (this.busy()) return;
    if (!this.valid()) {
      const first = this.fields.find(({ name }) => this.wrong(name));
      if (first) document.getElementById(`objection-${first.name}`)?.focus();
      return;
    }
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      const key = this.keys.of("objection", this.noticeId());
      await this.api.call(fileObjection, { params: { id: this.noticeId() }, body: { key, ...this.model() } });
      this.keys.done("objection", this.noticeId());
      this.filed.emit();
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.kind === "refusal" || problem.kind === "bad-input") this.keys.done("objection", this.noticeId());
      this.problem.set(problem);
    } finally {
      this.busy.set(false);
    }
  }
}
