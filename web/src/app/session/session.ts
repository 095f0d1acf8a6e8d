import { DOCUMENT, Injectable, Injector, computed, inject, signal } from "@angular/core";
import { Router } from "@angular/router";
import type { z } from "zod";
import { beginCounterVisit, endCounterVisit } from "../../../../api/contracts/counter.ts";
import {
  type Role,
  changePassword,
  getSession,
  logIn,
  logOut,
  type session as sessionSchema,
} from "../../../../api/contracts/session.ts";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";

export type SessionState = z.infer<typeof sessionSchema>;

/** Roles that work at a desk: their pages are the console's. */
export const deskRoles: readonly Role[] = ["agent", "reviewer", "chief", "administrator"];

/** Who is signed in, and what the installation is (city, demo, stand-ins). Loaded before the first page. */
@Injectable({ providedIn: "root" })
export class Session {
  private readonly api = inject(Api);
  private readonly events = inject(Events);
  private readonly injector = inject(Injector);
  private readonly router = inject(Router);
  private readonly document = inject(DOCUMENT);
  private readonly state = signal<SessionState | undefined>(undefined);
  private readonly failed = signal<ApiProblem | undefined>(undefined);
  private asking: Promise<boolean> | undefined;

  readonly current = this.state.asReadonly();
  /** Set while the server could not be asked who is signed in. */
  readonly problem = this.failed.asReadonly();
  readonly account = computed(() => this.state()?.account ?? null);
  readonly city = computed(() => this.state()?.city ?? "");
  readonly demo = computed(() => this.state()?.demo ?? false);
  readonly contact = computed(() => this.state()?.contact);
  readonly unread = computed(() => this.account()?.unreadNotifications ?? 0);
  readonly atDesk = computed(() => this.account()?.roles.some((role) => deskRoles.includes(role)) ?? false);

  constructor() {
    this.api.whenSignedOut = () => this.signInAgain();
  }

  has(role: Role): boolean {
    return this.account()?.roles.includes(role) ?? false;
  }

  /** In a seat of one's own. */
  sitsIn(kind: string): boolean {
    return (this.account()?.memberships ?? []).some(
      ({ role, officeKind, standsInFor }) => officeKind === kind && role !== "administrator" && !standsInFor,
    );
  }

  async load(): Promise<void> {
    try {
      this.take(await this.api.call(getSession));
      this.failed.set(undefined);
    } catch (thrown) {
      this.failed.set(problemOf(thrown));
    }
  }

  /** @throws ApiProblem (wrong password, locked, too many attempts) */
  async logIn(loginName: string, password: string): Promise<void> {
    this.take(await this.api.call(logIn, { body: { loginName, password } }));
  }

  /** @throws ApiProblem (wrong password, locked, a new one that is too weak or no other) */
  async changePassword(password: string, newPassword: string): Promise<void> {
    this.take(await this.api.call(changePassword, { body: { password, newPassword } }));
  }

  async logOut(): Promise<void> {
    await this.api.call(logOut);
    this.openAfresh("/login");
  }

  /** 窗口代办: from here on the pages are those of the person at the counter. @throws ApiProblem */
  async beginCounterVisit(body: { name: string; identityNumber: string }): Promise<void> {
    await this.api.call(beginCounterVisit, { body });
    this.openAfresh("/");
  }

  async endCounterVisit(): Promise<void> {
    await this.api.call(endCounterVisit);
    this.openAfresh("/counter");
  }

  /** Counted on the page between two loads of the session. */
  setUnread(unreadNotifications: number): void {
    this.change({ unreadNotifications });
  }

  setStepUpUntil(stepUpUntil: string): void {
    this.change({ stepUpUntil });
  }

  /** The page on which this account's work begins. */
  home(): string {
    if (this.has("applicant")) return "/";
    if (this.has("administrator") && !this.has("reviewer") && !this.has("chief")) return "/admin/health";
    return this.atDesk() ? "/inbox" : "/";
  }

  /** The page is loaded anew: nothing that one account typed stays in its memory for the next. */
  private openAfresh(address: string): void {
    this.events.stop();
    this.document.location.assign(address);
  }

  private change(part: Partial<NonNullable<SessionState["account"]>>): void {
    this.state.update((state) => (state?.account ? { ...state, account: { ...state.account, ...part } } : state));
  }

  private take(state: SessionState): void {
    this.state.set(state);
    if (state.account && !state.account.mustChangePassword) this.events.start();
  }

  /** The session ended while a page was open: ask over the page, once for all calls that wait. */
  private signInAgain(): Promise<boolean> {
    this.asking ??= this.askToSignIn().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async askToSignIn(): Promise<boolean> {
    const { openSignInAgain } = await import("./sign-in-again.ts");
    const before = this.account()?.id;
    this.events.stop();
    const signedIn = await openSignInAgain(this.injector);
    if (!signedIn) {
      this.openAfresh(`/login?then=${encodeURIComponent(this.router.url)}`);
      return false;
    }
    // Somebody else's page must not go on with this person's rights, nor show them what was typed on it.
    if ((before && this.account()?.id !== before) || this.account()?.mustChangePassword) {
      this.openAfresh(this.home());
      return false;
    }
    return true;
  }
}
