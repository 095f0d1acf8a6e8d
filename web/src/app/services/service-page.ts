import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from "@angular/core";
import { RouterLink } from "@angular/router";
import { Session } from "../session/session.ts";
import { Note } from "../shared/note.ts";
import { PageTitle } from "../shell/page-title.ts";
import { findUnopened } from "./services.ts";

/** A service of the menu that is not offered yet: what it is for and where it is done meanwhile. */
@Component({
  selector: "rct-service-page",
  imports: [Note, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="wrap stack">
      @if (found(); as found) {
        <h1>{{ found.label }}</h1>
        <p>{{ found.about }}</p>
        <rct-note icon="schedule" tone="go" i18n-heading heading="本平台还没有开通这项业务">
          @if (session.contact(); as contact) {
            <p i18n>开通以前，请向{{ contact.host }}咨询：{{ contact.phone }}，{{ contact.hours }}。</p>
          } @else {
            <p i18n>开通以前，请向职改办咨询。</p>
          }
        </rct-note>
      } @else {
        <h1 i18n>没有这个页面</h1>
        <p i18n>地址可能写错了，或者页面已经移走。</p>
      }
      <p><a routerLink="/" i18n>回到我的首页</a><i class="sep"></i><a routerLink="/matters" i18n>看已开通的事项</a></p>
    </div>
  `,
  styles: `
    .wrap {
      max-width: 760px;
    }
  `,
})
export class ServicePage {
  protected readonly session = inject(Session);
  readonly service = input.required<string>();
  protected readonly found = computed(() => findUnopened(this.service()));

  constructor() {
    const title = inject(PageTitle);
    effect(() => title.say(this.found()?.label ?? $localize`没有这个页面`));
  }
}
