import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { Router } from "@angular/router";
import { passwordFault } from "../../../../domain/password.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { localAddress } from "../shared/local-address.ts";
import { Session } from "./session.ts";

type Fault = "password" | "chosen" | "again";

/** 修改密码: the one page that an initial password opens (D19). */
@Component({
  selector: "rct-password-page",
  imports: [MatButton, ProblemBox],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" aria-labelledby="password-title">
      <h1 id="password-title" i18n>修改密码</h1>
      @if (session.account()?.mustChangePassword) {
        <p class="initial" i18n>你用的是初始密码。为保护账户，请先改成自己的密码，再开始办理。</p>
      }
      <form class="stack" novalidate (submit)="save($event)">
        @for (field of fields; track field.name) {
          <div class="field" [class.wrong]="faults()[field.name]">
            <label [for]="'password-' + field.name">{{ field.label }}</label>
            <input
              class="plain-input"
              type="password"
              maxlength="128"
              [id]="'password-' + field.name"
              [autocomplete]="field.complete"
              [value]="typed()[field.name]"
              (input)="type(field.name, $any($event.target).value)"
              [attr.aria-invalid]="!!faults()[field.name]"
              [attr.aria-describedby]="faults()[field.name] ? field.name + '-wrong' : field.name + '-hint'"
            />
            @if (faults()[field.name]; as text) {
              <p class="wrong-text" [id]="field.name + '-wrong'">{{ text }}</p>
            } @else if (field.hint) {
              <p class="hint" [id]="field.name + '-hint'">{{ field.hint }}</p>
            }
          </div>
        }
        @if (refused(); as problem) {
          <rct-problem-box [problem]="problem" [retry]="false" />
        }
        <p class="small muted" i18n>改好以后，你在其他设备和浏览器上的登录会同时结束。</p>
        <div class="acts">
          <button matButton="filled" type="submit" [disabled]="busy()" i18n>修改密码</button>
          @if (session.account()?.mustChangePassword) {
            <button matButton type="button" (click)="leave()" i18n>退出登录</button>
          }
        </div>
      </form>
    </section>
  `,
  styles: `
    h1 {
      margin-bottom: 12px;
      font: var(--mat-sys-headline-small);
    }
    .initial {
      margin-bottom: 12px;
      padding: 8px 12px;
      border-radius: var(--mat-sys-corner-small);
      background: var(--rct-warning-container);
      color: var(--rct-on-warning-container);
    }
    .acts {
      display: flex;
      gap: 8px;
    }
  `,
})
export class PasswordPage {
  protected readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly messages = inject(Messages);
  /** Where the reader wanted to go (query parameter). */
  readonly then = input<string>();

  protected readonly fields: readonly { name: Fault; label: string; complete: string; hint: string }[] = [
    { name: "password", label: $localize`现在的密码`, complete: "current-password", hint: "" },
    {
      ...{ name: "chosen" as const, label: $localize`新密码`, complete: "new-password" },
      hint: $localize`至少 8 个字符，数字、大写字母、小写字母、符号里至少三种。`,
    },
    { name: "again", label: $localize`再输入一次新密码`, complete: "new-password", hint: "" },
  ];
  protected readonly typed = signal<Record<Fault, string>>({ password: "", chosen: "", again: "" });
  private readonly tried = signal(false);
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);
  protected readonly faults = computed<Partial<Record<Fault, string>>>(() => {
    const { password, chosen, again } = this.typed();
    const fault = passwordFault(chosen);
    if (!this.tried()) return {};
    return {
      ...(password ? {} : { password: $localize`请填写现在的密码` }),
      ...(fault ? { chosen: fault } : {}),
      ...(again === chosen ? {} : { again: $localize`两次输入的新密码不一样` }),
    };
  });

  protected type(name: Fault, value: string): void {
    this.typed.update((typed) => ({ ...typed, [name]: value }));
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy()) return;
    this.tried.set(true);
    const [first] = Object.keys(this.faults());
    if (first) return document.getElementById(`password-${first}`)?.focus();
    const { password, chosen } = this.typed();
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await this.session.changePassword(password, chosen);
      void this.messages.say($localize`密码已修改。`);
      await this.router.navigateByUrl(localAddress(this.then() ?? null) ?? this.session.home());
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }

  protected async leave(): Promise<void> {
    try {
      await this.session.logOut();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    }
  }
}
