import { inject } from "@angular/core";
import { type CanActivateFn, type CanMatchFn, Router } from "@angular/router";
import type { Role } from "../../../../api/contracts/session.ts";
import { localAddress } from "../shared/local-address.ts";
import { Session } from "./session.ts";

/** Pages that need an account lead to the login page and back; with an initial password, by way of its change (D19). What the account may do, the server says. */
export const signedIn: CanActivateFn = (_, state) => {
  const account = inject(Session).account();
  if (account?.mustChangePassword && !state.url.startsWith("/password"))
    return inject(Router).createUrlTree(["/password"], { queryParams: state.url === "/" ? {} : { then: state.url } });
  if (account) return true;
  return inject(Router).createUrlTree(["/login"], { queryParams: state.url === "/" ? {} : { then: state.url } });
};

/** Pages of what stays the person's own while a clerk acts for them at the counter. */
export const inPerson: CanActivateFn = () => {
  const session = inject(Session);
  return session.account()?.counter ? inject(Router).parseUrl(session.home()) : true;
};

export const signedOut: CanActivateFn = (route) => {
  const session = inject(Session);
  if (!session.account()) return true;
  return inject(Router).parseUrl(localAddress(route.queryParamMap.get("then")) ?? session.home());
};

/** `/` is the applicant's start page; who only works at a desk goes to the desk. */
export const applicantHome: CanActivateFn = (_, state) => {
  const session = inject(Session);
  const home = session.home();
  return state.url === "/" && home !== "/" ? inject(Router).parseUrl(home) : true;
};

/** For the console's pages: `canActivate: [oneOf("administrator")]`. */
export function oneOf(...roles: readonly Role[]): CanActivateFn {
  return () => {
    const session = inject(Session);
    return roles.some((role) => session.has(role)) ? true : inject(Router).parseUrl(session.home());
  };
}

/** Pages that both sides have: who applies for themselves sees them in the applicant's frame, the others at the desk. */
export const appliesForThemselves: CanMatchFn = () => inject(Session).has("applicant");
