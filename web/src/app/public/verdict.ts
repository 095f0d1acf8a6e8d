import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import type { Verification } from "../../../../api/contracts/public.ts";
import { statusLooks } from "../shared/status.ts";
import { DatePipe, InstantSecondsPipe } from "../shared/when.ts";

/** 有效, 已补发 or 已撤销 in one glance, then what the certificate says, masked; live, with the instant of the question. */
@Component({
  selector: "rct-verdict",
  imports: [MatIcon, DatePipe, InstantSecondsPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let found = verification();
    <section class="verdict {{ found.state }}" role="status">
      <div class="word"><mat-icon [svgIcon]="look().icon" aria-hidden="true" />{{ look().word }}</div>
      @switch (found.state) {
        @case ("valid") {
          <p>
            @if (found.issuer) {
              <ng-container i18n>本证书由{{ found.issuer }}签发，目前有效。</ng-container>
            } @else {
              <ng-container i18n>本证书目前有效。</ng-container>
            }
          </p>
        }
        @case ("replaced") {
          <p>
            <ng-container i18n>持证人报失并经公示，</ng-container>
            @if (found.replacedAt) {
              <time>{{ found.replacedAt | rctDate }}</time>&ngsp;<ng-container i18n>起</ng-container>
            }
            <ng-container i18n>以新的电子证书为准。请勿再采信本证。</ng-container>
          </p>
        }
        @case ("revoked") {
          <p i18n>发证单位已撤销本证。请勿采信。</p>
        }
      }
      <div class="at">
        <mat-icon svgIcon="schedule" aria-hidden="true" /><span
          ><ng-container i18n>查询时间</ng-container>&ngsp;<time>{{ found.checkedAt | rctInstantSeconds }}</time
          ><ng-container i18n>（北京时间）</ng-container></span
        >
      </div>
    </section>
    <section class="card">
      <h2>{{ heading() }}</h2>
      @if (found.holder === null) {
        <p class="muted" i18n>
          只填了编号和姓名，只告诉你有没有这本证书和它的状态。要看内容，请加填证件号后四位，或扫证书上的二维码。
        </p>
      }
      <dl class="rows">
        @if (found.holder) {
          <div>
            <dt i18n>姓名</dt>
            <dd class="strong">{{ found.holder }}</dd>
          </div>
        }
        @if (found.title) {
          <div>
            <dt i18n>资格名称</dt>
            <dd class="strong">{{ found.title }}</dd>
          </div>
        }
        @if (found.level) {
          <div>
            <dt i18n>级别</dt>
            <dd>{{ found.level }}</dd>
          </div>
        }
        @if (found.series) {
          <div>
            <dt i18n>系列、专业</dt>
            <dd>
              <span>{{ found.series }}</span>
              @if (found.speciality) {
                <span>，{{ found.speciality }}</span>
              }
            </dd>
          </div>
        }
        @if (found.awardedOn) {
          <div>
            <dt i18n>授予时间</dt>
            <dd class="date">{{ found.awardedOn | rctDate }}</dd>
          </div>
        }
        @if (found.issuedOn) {
          <div>
            <dt i18n>发证时间</dt>
            <dd class="date">{{ found.issuedOn | rctDate }}</dd>
          </div>
        }
        @if (found.issuer) {
          <div>
            <dt i18n>发证单位</dt>
            <dd>{{ found.issuer }}</dd>
          </div>
        }
        <div>
          <dt i18n>证书编号</dt>
          <dd class="code">
            @if (found.state === "valid") {
              {{ found.number }}
            } @else {
              <del>{{ found.number }}</del>
            }
          </dd>
        </div>
        @if (found.replaces) {
          <div>
            <dt i18n>说明</dt>
            <dd>
              <ng-container i18n>遗失补办，原证书</ng-container>&ngsp;<span class="code">{{ found.replaces }}</span
              >&ngsp;<ng-container i18n>已作废</ng-container>
            </dd>
          </div>
        }
        @if (found.state === "replaced") {
          <div>
            <dt i18n>作废原因</dt>
            <dd i18n>遗失补办</dd>
          </div>
        }
        @if (found.revokedReason) {
          <div>
            <dt i18n>撤销原因</dt>
            <dd>{{ found.revokedReason }}</dd>
          </div>
        }
      </dl>
      @if (found.demo) {
        <p class="small muted demo" i18n>演示数据，不具法律效力。</p>
      }
    </section>
    @if (found.state === "replaced") {
      <section class="card">
        <h2 i18n>新证</h2>
        <p>
          @if (found.awardedOn) {
            <ng-container i18n>资格没有变化，授予时间仍为</ng-container>&ngsp;<span class="date">{{
              found.awardedOn | rctDate
            }}</span
            ><ng-container i18n>。</ng-container>
          }
          <ng-container i18n>请持证人出示新证，扫新证上的二维码核验。</ng-container>
        </p>
      </section>
    }
  `,
  styleUrl: "./verdict.css",
})
export class Verdict {
  readonly verification = input.required<Verification>();
  protected readonly look = computed(() => statusLooks[this.verification().state]);
  protected readonly heading = computed(() => {
    switch (this.verification().state) {
      case "valid":
        return this.verification().level ? $localize`${this.verification().level}:level:职称证书` : $localize`职称证书`;
      case "replaced":
        return $localize`本证（已作废）`;
      case "revoked":
        return $localize`本证（已撤销）`;
    }
  });
}
