import { Injectable, computed, inject, signal } from "@angular/core";
import { type ActivatedRouteSnapshot, NavigationEnd, type Route, Router } from "@angular/router";
import type { HelpKey } from "../help/help-texts.ts";

/** What a route says about the frame around it, in its `data`. */
export interface FrameData {
  /** On phones an arrow and this word replace the brand, and the page's own action bar replaces the tabs. */
  back?: { to: string; label: string };
  /** The page brings its own heading bar: no top bar on phones. */
  ownBar?: boolean;
  /** What the page's 这是什么 says. */
  help?: HelpKey;
}

/** A route of ours: whoever adds a page says in `data.help` what it is and which words of the notice it implements. */
export type PageRoute = Route &
  (
    | { redirectTo: string }
    | { loadChildren: NonNullable<Route["loadChildren"]> }
    | { children: PageRoute[] }
    | { data: FrameData & { help: HelpKey } }
  );

/** The frame of the page that is open, read from the innermost route. */
@Injectable({ providedIn: "root" })
export class PageFrame {
  private readonly router = inject(Router);
  private readonly data = signal<FrameData>({});
  private shownPath = "";

  readonly back = computed(() => this.data().back);
  readonly help = computed(() => this.data().help);
  readonly ownBar = computed(() => this.data().ownBar ?? false);

  constructor() {
    this.read();
    this.router.events.subscribe((event) => {
      if (event instanceof NavigationEnd) this.read();
    });
  }

  private read(): void {
    let route: ActivatedRouteSnapshot = this.router.routerState.snapshot.root;
    while (route.firstChild) route = route.firstChild;
    this.data.set(route.data as FrameData);
    this.moveFocus();
  }

  /** A new page begins at its beginning for who reads by ear; filters in the address are the same page. */
  private moveFocus(): void {
    const path = this.router.url.split(/[?#]/)[0] ?? "";
    const before = this.shownPath;
    this.shownPath = path;
    if (before && before !== path) setTimeout(() => document.getElementById("content")?.focus({ preventScroll: true }));
  }
}
