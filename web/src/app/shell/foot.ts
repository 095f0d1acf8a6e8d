import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { RouterLink } from "@angular/router";
import { Session } from "../session/session.ts";

@Component({
  selector: "rct-foot",
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <footer class="no-print">
      @if (session.contact(); as contact) {
        <span i18n>主办单位：{{ contact.host }}</span
        ><i class="sep"></i><span i18n>咨询电话 {{ contact.phone }}</span
        ><i class="sep"></i>
      }
      <a routerLink="/verify" i18n>核验证书</a><i class="sep"></i><a routerLink="/notices" i18n>遗失公示</a>
      @if (session.demo()) {
        <i class="sep"></i><a routerLink="/demo/mailbox" i18n>演示信箱</a>
      }
    </footer>
  `,
  styles: `
    footer {
      padding: var(--rct-space-5) var(--rct-space-6);
      border-top: 1px solid var(--mat-sys-outline-variant);
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
      text-align: center;
    }
  `,
})
export class Foot {
  protected readonly session = inject(Session);
}
