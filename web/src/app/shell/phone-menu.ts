import { ChangeDetectionStrategy, Component, type ElementRef, inject, viewChild } from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { MatIcon } from "@angular/material/icon";
import { NavigationStart, Router } from "@angular/router";
import { ServiceLinks } from "./service-links.ts";

/** The menu on a phone: a button, and a drawer that keeps the focus until it is closed and gives it back. */
@Component({
  selector: "rct-phone-menu",
  imports: [MatIcon, ServiceLinks],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button
      type="button"
      class="icon-button"
      aria-haspopup="dialog"
      (click)="drawer.showModal()"
      i18n-aria-label
      aria-label="业务菜单"
    >
      <mat-icon svgIcon="menu" aria-hidden="true" />
    </button>
    <dialog #drawer class="drawer" aria-labelledby="drawer-title" (click)="press($event)">
      <div class="head">
        <h2 id="drawer-title" class="grow" i18n>业务菜单</h2>
        <button type="button" class="icon-button" (click)="drawer.close()" i18n-aria-label aria-label="关闭">
          <mat-icon svgIcon="close" aria-hidden="true" />
        </button>
      </div>
      <nav i18n-aria-label aria-label="业务菜单"><rct-service-links /></nav>
    </dialog>
  `,
  styles: `
    :host {
      margin-left: -12px;
    }
    .drawer {
      width: min(300px, 84vw);
      max-width: none;
      height: 100dvh;
      max-height: none;
      margin: 0 auto 0 0;
      padding: var(--rct-space-2) var(--rct-space-3);
      border: 0;
      background: var(--mat-sys-surface);
      color: var(--mat-sys-on-surface);
      box-shadow: var(--mat-sys-level3);
    }
    .head {
      display: flex;
      align-items: center;
      padding-left: 12px;
    }
  `,
})
export class PhoneMenu {
  private readonly drawer = viewChild.required<ElementRef<HTMLDialogElement>>("drawer");

  constructor() {
    inject(Router)
      .events.pipe(takeUntilDestroyed())
      .subscribe((event) => {
        if (event instanceof NavigationStart) this.drawer().nativeElement.close();
      });
  }

  /** Beside the drawer is its backdrop; the entry of the page that is open leads nowhere else. */
  protected press(event: Event): void {
    const drawer = this.drawer().nativeElement;
    if (event.target === drawer || (event.target as Element).closest("a")) drawer.close();
  }
}
