import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { RouterLink } from "@angular/router";
import { PageHelp } from "../help/page-help.ts";
import { Session } from "../session/session.ts";
import { Banners } from "./banners.ts";
import { Brand } from "./brand.ts";

@Component({
  selector: "rct-not-found-page",
  imports: [RouterLink, Banners, Brand, PageHelp],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rct-banners />
    <main id="content" tabindex="-1" class="wrap stack">
      <div class="row"><rct-brand /><span class="grow"></span><rct-page-help /></div>
      <h1 i18n>没有这个页面</h1>
      <p i18n>地址可能写错了，或者页面已经移走。</p>
      <p>
        <a [routerLink]="session.account() ? session.home() : '/login'" i18n>回到首页</a><i class="sep"></i
        ><a routerLink="/verify" i18n>核验证书</a><i class="sep"></i><a routerLink="/notices" i18n>遗失公示</a>
      </p>
    </main>
  `,
})
export class NotFoundPage {
  protected readonly session = inject(Session);
}
