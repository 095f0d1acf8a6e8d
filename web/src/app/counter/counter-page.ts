import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { beginCounterVisit } from "../../../../api/contracts/counter.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Session } from "../session/session.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { GivenReceipts } from "./given-receipts.ts";
import { NewPerson } from "./new-person.ts";

/** 窗口代办: whose papers lie on the counter. From there on the pages are that person's, with a banner that says so. */
@Component({
  selector: "rct-counter-page",
  imports: [MatButton, GivenReceipts, NewPerson, ProblemBox],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="head"><h1 i18n>窗口代办</h1></div>
    <div class="cols">
      <div class="stack">
        <section class="card who" aria-labelledby="who-title">
          <h2 id="who-title" i18n>为谁办理</h2>
          <p class="muted" i18n>
            请当面核对身份证。开始以后，页面就是这个人的：代为填写、上传扫描件、提交、下载证书。办件经过写明代办人；代办过的办件，你按回避规定不能再审核。
          </p>
          <form class="stack" novalidate (submit)="begin($event, name.value, number.value)">
            <div class="field" [class.wrong]="wrong()['name']">
              <label for="counter-name" i18n>姓名</label>
              <input
                #name
                id="counter-name"
                class="plain-input"
                maxlength="60"
                autocomplete="off"
                [attr.aria-invalid]="Boolean(wrong()['name'])"
                [attr.aria-describedby]="wrong()['name'] ? 'counter-name-wrong' : null"
              />
              @if (wrong()["name"]; as sentence) {
                <p class="wrong-text" id="counter-name-wrong">{{ sentence }}</p>
              }
            </div>
            <div class="field" [class.wrong]="wrong()['identityNumber']">
              <label for="counter-number" i18n>身份证号</label>
              <input
                #number
                id="counter-number"
                class="plain-input"
                maxlength="30"
                autocomplete="off"
                inputmode="text"
                [attr.aria-invalid]="Boolean(wrong()['identityNumber'])"
                [attr.aria-describedby]="wrong()['identityNumber'] ? 'counter-number-wrong' : null"
              />
              @if (wrong()["identityNumber"]; as sentence) {
                <p class="wrong-text" id="counter-number-wrong">{{ sentence }}</p>
              }
            </div>
            @if (problem(); as refused) {
              <rct-problem-box [problem]="refused" [retry]="false" />
            }
            <div><button matButton="filled" type="submit" [disabled]="busy()" i18n>开始代办</button></div>
          </form>
        </section>
        <rct-new-person />
      </div>
      <rct-given-receipts />
    </div>
  `,
  styleUrl: "../admin/admin-page.css",
  styles: `
    .cols {
      display: grid;
      grid-template-columns: minmax(0, 520px) minmax(0, 1fr);
      gap: 16px;
      align-items: start;
    }
    .who {
      display: grid;
      gap: 12px;
    }
    @media (max-width: 1079px) {
      .cols {
        grid-template-columns: minmax(0, 1fr);
      }
    }
  `,
})
export class CounterPage {
  private readonly session = inject(Session);
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly wrong = signal<Readonly<Record<string, string>>>({});
  protected readonly Boolean = Boolean;

  protected async begin(event: Event, name: string, identityNumber: string): Promise<void> {
    event.preventDefault();
    this.problem.set(undefined);
    // The contract's own rules, so that a slip of the hand is told at its field.
    const read = beginCounterVisit.body.safeParse({ name, identityNumber });
    this.wrong.set(
      Object.fromEntries((read.error?.issues ?? []).map((issue) => [String(issue.path[0]), issue.message])),
    );
    if (!read.success) return;
    this.busy.set(true);
    try {
      await this.session.beginCounterVisit({ name, identityNumber });
    } catch (thrown) {
      this.problem.set(problemOf(thrown));
      this.busy.set(false);
    }
  }
}
