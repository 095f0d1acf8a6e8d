import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatDialog } from "@angular/material/dialog";
import {
  type RegisteredCertificate,
  exportRegisteredCertificates,
  findRegisteredCertificates,
} from "../../../../api/contracts/certificate-register.ts";
import { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { ListExport } from "../search/list-export.ts";
import { Empty } from "../shared/empty.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { StatusChip } from "../shared/status.ts";
import { DatePipe, InstantPipe } from "../shared/when.ts";
import { askToRevoke } from "./revoke-dialog.ts";

/** 证书查询与撤销: a certificate by its number, how it stands, what is on record, and, for the chief, its revocation. */
@Component({
  selector: "rct-register-page",
  imports: [MatButton, Empty, ListExport, ProblemBox, StatusChip, DatePipe, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <<<<<<< HEAD
    <div class="head"><h1 i18n>证书查询与撤销</h1></div>
    =======
    <div class="head">
      <h1 i18n>证书撤销</h1>
      <span class="grow"></span>
      @if (found().length) {
        <rct-list-export [list]="exported" [query]="{ number: looked() }" />
      }
    </div>
    >>>>>>> 5594469 (Export lists to their end: one handler answers list and file, Excel refuses beforehand what one
    workbook cannot hold; receipts, ratings, offices, rules, certificates and batches go out too)
    <form class="card find" novalidate (submit)="look($event, number.value)">
      <div class="field grow" [class.wrong]="wrong()">
        <label for="register-number" i18n>证书编号</label>
        <input
          #number
          id="register-number"
          class="plain-input"
          maxlength="40"
          autocomplete="off"
          [attr.aria-invalid]="!!wrong()"
          [attr.aria-describedby]="wrong() ? 'register-number-wrong' : null"
        />
        @if (wrong()) {
          <p class="wrong-text" id="register-number-wrong">{{ wrong() }}</p>
        }
      </div>
      <button matButton="filled" type="submit" [disabled]="busy()" i18n>查询</button>
    </form>
    @if (problem(); as refused) {
      <rct-problem-box [problem]="refused" [retry]="false" />
    }
    <div class="stack" role="status">
      @for (certificate of found(); track certificate.id) {
        <section class="card stack found" [attr.aria-label]="certificate.title + ' ' + certificate.number">
          <div class="row row-wrap">
            <h2 class="grow">{{ certificate.title }}（{{ certificate.speciality }}）</h2>
            <rct-status [of]="certificate.state" />
          </div>
          <dl class="facts">
            <dt i18n>持证人</dt>
            <dd>
              {{ certificate.holder }}&ngsp;<span class="code muted">{{ certificate.identityNumber }}</span>
            </dd>
            <dt i18n>级别、系列</dt>
            <dd>{{ certificate.level }}，{{ certificate.series }}</dd>
            <dt i18n>证书编号</dt>
            <dd class="code">{{ certificate.number }}</dd>
            <dt i18n>授予时间</dt>
            <dd class="date">{{ certificate.awardedOn | rctDate }}</dd>
            <dt i18n>发证单位</dt>
            <dd>{{ certificate.issuer }}</dd>
            @if (certificate.openCaseNumber) {
              <dt i18n>正在补办</dt>
              <dd class="code">{{ certificate.openCaseNumber }}</dd>
            }
            @if (certificate.revocation; as revoked) {
              <dt i18n>撤销</dt>
              <dd>
                <time>{{ revoked.at | rctInstant }}</time>，{{ revoked.officeName }}<br />{{ revoked.reason
                }}<br /><ng-container i18n>依据</ng-container>&ngsp;{{ revoked.basis }}
              </dd>
            }
          </dl>
          @if (certificate.misuses.length) {
            <h3 i18n>持证人的违规记录</h3>
            <ul class="stack misuses">
              @for (misuse of certificate.misuses; track $index) {
                <li>
                  <b>{{ misuse.kindName }}</b>&ngsp;<span class="code">{{ misuse.number }}</span
                  ><br />
                  <span class="small muted"
                    ><time>{{ misuse.at | rctInstant }}</time
                    >，{{ misuse.officeName }}</span
                  >
                  @if (misuse.referral) {
                    <br />{{ misuse.referral }}
                  }
                </li>
              }
            </ul>
          }
          @if (certificate.mayRevoke) {
            <div>
              <button matButton="outlined" class="rct-final" type="button" (click)="revoke(certificate)" i18n>
                撤销这本证书…
              </button>
            </div>
          } @else if (certificate.state === "valid") {
            <p class="small muted" i18n>
              撤销由发证职改办或市职改办的负责人办理；负责人本人的证书，由另一位负责人办理。
            </p>
          }
        </section>
      } @empty {
        @if (asked() && !problem() && !busy()) {
          <div class="card">
            <rct-empty icon="search" i18n-heading heading="没有查到这个编号"
              ><ng-container i18n>请核对编号，字母不分大小写。</ng-container></rct-empty
            >
          </div>
        }
      }
    </div>
  `,
  styleUrl: "../admin/admin-page.css",
  styles: `
    .find {
      display: flex;
      flex-wrap: wrap;
      align-items: end;
      gap: 12px;
      max-width: 640px;
      margin-bottom: 14px;
    }
    .find .field {
      min-width: 220px;
    }
    .found {
      max-width: 760px;
      margin-bottom: 14px;
    }
    .misuses {
      padding: 8px 14px;
      border-left: 4px solid var(--rct-warning);
    }
    .wrong-text {
      color: var(--mat-sys-error);
    }
  `,
})
export class RegisterPage {
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly messages = inject(Messages);
  protected readonly busy = signal(false);
  protected readonly exported = exportRegisteredCertificates;
  protected readonly asked = signal(false);
  /** The number whose certificates are shown. */
  protected readonly looked = signal("");
  protected readonly wrong = signal("");
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly found = signal<readonly RegisteredCertificate[]>([]);

  protected async look(event: Event, number: string): Promise<void> {
    event.preventDefault();
    const read = findRegisteredCertificates.query.safeParse({ number });
    this.wrong.set(read.error?.issues[0]?.message ?? "");
    if (!read.success) return document.getElementById("register-number")?.focus();
    await this.read(read.data.number);
  }

  private async read(number: string): Promise<void> {
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      const { certificates } = await this.api.call(findRegisteredCertificates, { query: { number } });
      this.found.set(certificates);
      this.looked.set(number);
      this.asked.set(true);
    } catch (thrown) {
      this.found.set([]);
      this.problem.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }

  protected async revoke(certificate: RegisteredCertificate): Promise<void> {
    if (!(await askToRevoke(this.dialogs, certificate))) return;
    await this.read(certificate.number);
    void this.messages.say($localize`已撤销，核验页即时显示。`);
  }
}
