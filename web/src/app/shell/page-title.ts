import { Injectable, inject } from "@angular/core";
import { Title } from "@angular/platform-browser";
import { type RouterStateSnapshot, TitleStrategy } from "@angular/router";

/** 页面 - 人才通. A page whose title depends on what it loaded calls `say` when it knows. */
@Injectable({ providedIn: "root" })
export class PageTitle extends TitleStrategy {
  private readonly title = inject(Title);

  override updateTitle(snapshot: RouterStateSnapshot): void {
    const found = this.buildTitle(snapshot);
    if (found) this.say(found);
  }

  say(page: string): void {
    this.title.setTitle($localize`${page}:page: - 人才通`);
  }
}
