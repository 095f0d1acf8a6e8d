import { Injectable, computed, inject, signal } from "@angular/core";
import { type ActivatedRouteSnapshot, NavigationEnd, Router } from "@angular/router";

/** What a route says about the frame around it, in its `data`. */
export interface FrameData {
  /** On phones an arrow and this word replace the brand, and the page's own action bar replaces the tabs. */
  back?: { to: string; label: string };
  /** The page brings its own heading bar: no top bar on phones. */
  ownBar?: boolean;
}

/** The frame of the page that is open, read from the innermost route. */
@Injectable({ providedIn: "root" })
export class PageFrame {
  private readonly router = inject(Router);
  private readonly data = signal<FrameData>({});
  private shownPath = "";

  readonly back = computed(() => this.data().back);
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
