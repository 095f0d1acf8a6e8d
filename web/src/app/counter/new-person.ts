import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { registerPerson } from "../../../../api/contracts/counter.ts";
import { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Session } from "../session/session.ts";
import { Note } from "../shared/note.ts";
import { ProblemBox } from "../shared/problem-box.ts";

type Field = "name" | "identityNumber" | "identityNumberAgain" | "phone";
type Values = Record<Field, string>;

/** 登记新来的人: somebody whom the platform does not know yet. Whoever has a certificate here is served at once. */
@Component({
  selector: "rct-new-person",
  imports: [MatButton, Note, ProblemBox],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" aria-labelledby="new-title">
      <h2 id="new-title" i18n>平台里还没有这个人</h2>
      @if (without(); as person) {
        <rct-note icon="info" tone="you" i18n-heading heading="已登记 {{ person.name }}，但名下没有证书">
          <p i18n>
            补办要有本人名下的职称证书。请告诉来办的人：先到发证机构登记原证书，登记以后再来窗口，用姓名和身份证号开始代办。
          </p>
        </rct-note>
        <p class="row row-wrap">
          <button matButton="outlined" type="button" [disabled]="busy()" (click)="begin(person)" i18n>
            仍然开始代办
          </button>
          <button matButton type="button" (click)="again()" i18n>登记另一个人</button>
        </p>
      } @else if (open()) {
        <form class="stack" novalidate (submit)="save($event)">
          @for (field of fields; track field.name) {
            <div class="field" [class.wrong]="wrong()[field.name]">
              <label [for]="'new-' + field.name">{{ field.label }}</label>
              <input
                class="plain-input"
                autocomplete="off"
                maxlength="60"
                [id]="'new-' + field.name"
                [attr.inputmode]="field.name === 'phone' ? 'tel' : 'text'"
                [value]="values[field.name]"
                (input)="type(field.name, $event)"
                (paste)="field.name === 'identityNumberAgain' && $event.preventDefault()"
                [attr.aria-invalid]="Boolean(wrong()[field.name])"
                [attr.aria-describedby]="wrong()[field.name] ? 'new-wrong-' + field.name : null"
              />
              @if (wrong()[field.name]; as sentence) {
                <p class="wrong-text" [id]="'new-wrong-' + field.name">{{ sentence }}</p>
              }
            </div>
          }
          @if (problem(); as refused) {
            <rct-problem-box [problem]="refused" [retry]="false" />
          }
          <p class="row row-wrap">
            <button matButton="outlined" type="submit" [disabled]="busy()" i18n>登记并开始代办</button>
            <button matButton type="button" (click)="open.set(false)" i18n>取消</button>
          </p>
        </form>
      } @else {
        <p class="muted" i18n>从来没有在平台办过事、也没有登录过的人，先按身份证登记，再代为办理。</p>
        <p><button matButton="outlined" type="button" (click)="open.set(true)" i18n>登记新来的人…</button></p>
      }
    </section>
  `,
  styles: `
    .card {
      display: grid;
      gap: 12px;
    }
  `,
})
export class NewPerson {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  protected readonly fields: readonly { name: Field; label: string }[] = [
    { name: "name", label: $localize`身份证上的姓名` },
    { name: "identityNumber", label: $localize`身份证上的号码` },
    { name: "identityNumberAgain", label: $localize`再输一遍号码` },
    { name: "phone", label: $localize`联系电话（本人或家人）` },
  ];
  protected values: Values = { name: "", identityNumber: "", identityNumberAgain: "", phone: "" };
  protected readonly open = signal(false);
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly wrong = signal<Partial<Record<string, string>>>({});
  /** Registered, and without a certificate: there is nothing to be replaced. */
  protected readonly without = signal<Values | undefined>(undefined);
  protected readonly Boolean = Boolean;

  protected type(name: Field, event: Event): void {
    this.values = { ...this.values, [name]: (event.target as HTMLInputElement).value };
  }

  protected again(): void {
    this.values = { name: "", identityNumber: "", identityNumberAgain: "", phone: "" };
    this.without.set(undefined);
    this.open.set(true);
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.problem.set(undefined);
    const read = registerPerson.body.safeParse(this.values);
    this.wrong.set(
      Object.fromEntries((read.error?.issues ?? []).map((issue) => [String(issue.path[0]), issue.message])),
    );
    if (!read.success) return;
    await this.doing(async () => {
      const { certificates } = await this.api.call(registerPerson, { body: this.values });
      if (certificates === 0) this.without.set(this.values);
      else await this.session.beginCounterVisit({ name: this.values.name, identityNumber: this.values.identityNumber });
    });
  }

  protected begin({ name, identityNumber }: Values): Promise<void> {
    return this.doing(() => this.session.beginCounterVisit({ name, identityNumber }));
  }

  private async doing(act: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    try {
      await act();
    } catch (thrown) {
      const refused = problemOf(thrown);
      this.wrong.set(Object.fromEntries(refused.fields.map(({ path, message }) => [path, message])));
      if (refused.fields.length === 0) this.problem.set(refused);
    } finally {
      this.busy.set(false);
    }
  }
}
