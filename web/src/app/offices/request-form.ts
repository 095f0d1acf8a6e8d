import { ChangeDetectionStrategy, Component, inject, input, output, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { requestAccount } from "../../../../api/contracts/offices.ts";
import { Api } from "../api/api.ts";
import { CommandKeys } from "../api/command-keys.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { ProblemBox } from "../shared/problem-box.ts";

/** 申请账户: a county's or series' office asks the city's (S2-05). */
@Component({
  selector: "rct-request-form",
  imports: [MatButton, ProblemBox],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form class="stack" novalidate (submit)="send($event)">
      <div class="field" [class.wrong]="tried() && !name().trim()">
        <label for="request-name"
          ><ng-container i18n>姓名</ng-container>&ngsp;<span class="required" aria-hidden="true">*</span></label
        >
        <input
          id="request-name"
          class="plain-input"
          maxlength="30"
          autocomplete="off"
          [value]="name()"
          (input)="name.set($any($event.target).value)"
          [attr.aria-invalid]="tried() && !name().trim()"
        />
        @if (tried() && !name().trim()) {
          <p class="wrong-text" i18n>请填写姓名</p>
        }
      </div>
      <div class="field">
        <label for="request-role" i18n>角色</label>
        <select id="request-role" class="plain-input" (change)="role.set($any($event.target).value)">
          <option value="reviewer" [selected]="role() === 'reviewer'" i18n>审核人员</option>
          <option value="chief" [selected]="role() === 'chief'" i18n>负责人</option>
        </select>
      </div>
      <div class="field" [class.wrong]="tried() && !reason().trim()">
        <label for="request-reason"
          ><ng-container i18n>说明</ng-container>&ngsp;<span class="required" aria-hidden="true">*</span></label
        >
        <input
          id="request-reason"
          class="plain-input"
          maxlength="200"
          [value]="reason()"
          (input)="reason.set($any($event.target).value)"
          [attr.aria-invalid]="tried() && !reason().trim()"
          i18n-placeholder
          placeholder="例如 新增审核岗位、接替调离人员"
        />
        @if (tried() && !reason().trim()) {
          <p class="wrong-text" i18n>请填写说明</p>
        }
      </div>
      @if (refused(); as problem) {
        <rct-problem-box [problem]="problem" [retry]="false" />
      }
      <div><button matButton="filled" type="submit" [disabled]="busy()" i18n>提交申请</button></div>
    </form>
  `,
})
export class RequestForm {
  private readonly api = inject(Api);
  private readonly keys = inject(CommandKeys);
  readonly officeId = input.required<string>();
  readonly sent = output<void>();
  protected readonly name = signal("");
  protected readonly role = signal<"reviewer" | "chief">("reviewer");
  protected readonly reason = signal("");
  protected readonly tried = signal(false);
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const body = { name: this.name().trim(), role: this.role(), reason: this.reason().trim() };
    if (this.busy() || !body.name || !body.reason) return;
    const subject = JSON.stringify([this.officeId(), body]);
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await this.api.call(requestAccount, {
        params: { id: this.officeId() },
        body: { key: this.keys.of("request-account", subject), ...body },
      });
      this.keys.done("request-account", subject);
      this.tried.set(false);
      this.name.set("");
      this.reason.set("");
      this.sent.emit();
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
