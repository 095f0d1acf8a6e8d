import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import type { Draft } from "../../../../api/contracts/drafts.ts";
import { DatePipe } from "../shared/when.ts";

/** What the office already knows, as a definition list and never as disabled inputs. Numbers come masked. */
@Component({
  selector: "rct-known-facts",
  imports: [DatePipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dl>
      @switch (what()) {
        @case ("person") {
          <div>
            <dt i18n>姓名</dt>
            <dd>{{ known().person.name }}</dd>
          </div>
          <div>
            <dt i18n>性别</dt>
            <dd>{{ known().person.sex }}</dd>
          </div>
          <div>
            <dt i18n>身份证号</dt>
            <dd class="code">{{ known().person.identityNumber }}</dd>
          </div>
          <div>
            <dt i18n>登记的手机号</dt>
            <dd class="code">{{ known().person.phone }}</dd>
          </div>
        }
        @case ("organisation") {
          @if (organisation(); as organisation) {
            <div>
              <dt i18n>现工作单位</dt>
              <dd>{{ organisation.name }}</dd>
            </div>
            <div>
              <dt i18n>统一社会信用代码</dt>
              <dd class="code">{{ organisation.creditCode }}</dd>
            </div>
            @if (organisation.department) {
              <div>
                <dt i18n>主管部门</dt>
                <dd>{{ organisation.department }}</dd>
              </div>
            }
          } @else {
            <div>
              <dt i18n>现工作单位</dt>
              <dd i18n>没有登记单位，由人才中心受理</dd>
            </div>
          }
        }
        @default {
          <div>
            <dt i18n>资格名称</dt>
            <dd>{{ certificate().title }}</dd>
          </div>
          <div>
            <dt i18n>级别、系列</dt>
            <dd>{{ certificate().level }}，{{ certificate().series }}</dd>
          </div>
          <div>
            <dt i18n>专业</dt>
            <dd>{{ certificate().speciality }}</dd>
          </div>
          <div>
            <dt i18n>证书编号</dt>
            <dd class="code">{{ certificate().number }}</dd>
          </div>
          <div>
            <dt i18n>授予时间</dt>
            <dd class="date">{{ certificate().awardedOn | rctDate }}</dd>
          </div>
          <div>
            <dt i18n>发证单位</dt>
            <dd>{{ certificate().issuer }}</dd>
          </div>
        }
      }
    </dl>
  `,
  styles: `
    dl {
      display: flex;
      flex-wrap: wrap;
      gap: 8px 32px;
      padding: 12px 16px;
      border-radius: 8px;
      background: var(--mat-sys-surface-container);
    }
    dt {
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
    }
    dd {
      font-weight: 600;
      overflow-wrap: anywhere;
    }
    dd.code {
      white-space: normal;
    }
    div {
      min-width: 0;
    }
    @media (max-width: 839px) {
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(8.4em, 100%), 1fr));
        gap: 8px 16px;
      }
    }
  `,
})
export class KnownFacts {
  readonly what = input.required<"person" | "organisation" | "certificate">();
  readonly known = input.required<Draft["known"]>();
  protected readonly organisation = computed(() => this.known().organisation);
  protected readonly certificate = computed(() => this.known().certificate);
}
