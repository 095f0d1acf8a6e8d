import type Router from "@koa/router";
import { Refusal } from "../../domain/refusal.ts";
import { hashPassword } from "../../ports/passwords.ts";
import { rows } from "../../db/connection.ts";
import { writeAudit } from "../audit.ts";
import { changePassword, getSession, logIn, logOut, stepUp } from "../contracts/session.ts";
import type { ApiDeps } from "../deps.ts";
import { beginSession, findActor, setSessionCookie } from "../middleware/session.ts";
import { presentSession } from "../presenters/session.ts";
import { serve } from "../serve.ts";
import {
  checkPassword,
  forgetFailures,
  raiseSession,
  refuseChangedPassword,
  type CheckedPassword,
} from "../sign-in.ts";

export function registerSession(router: Router, deps: ApiDeps): void {
  serve(router, getSession, deps)(async ({ actor }) => presentSession(deps, actor));

  serve(
    router,
    logIn,
    deps,
  )(async ({ body, cookies, ip, requestId }) => {
    await deps.limits.take("login-address", ip);
    await deps.limits.take("login-account", body.loginName);
    const giveBack = async () => {
      await deps.limits.giveBack("login-address", ip);
      await deps.limits.giveBack("login-account", body.loginName);
    };
    let checked: CheckedPassword;
    try {
      checked = await checkPassword(deps, body, body.password, { requestId, action: "session.begin" });
    } catch (error) {
      // Turned away unread: a flood of others is not this person's failure.
      if (error instanceof Refusal && error.code === "too-many-requests") await giveBack();
      throw error;
    }
    const { accountId } = checked;
    await forgetFailures(deps, accountId);
    await giveBack();
    const token = await deps.database.transaction(async (transaction) => {
      await refuseChangedPassword(deps, checked, "for share", transaction);
      const begun = await beginSession(deps, cookies, accountId, transaction);
      const { sessionId } = begun;
      await writeAudit(
        deps.database,
        { accountId, action: "session.begun", subjectKind: "session", subjectId: sessionId, requestId },
        transaction,
      );
      return begun.token;
    });
    setSessionCookie(deps.configuration, cookies, token);
    return presentSession(deps, await findActor(deps, token, false));
  });

  serve(
    router,
    logOut,
    deps,
  )(async ({ actor, cookies, requestId }) => {
    await rows(deps.database, "update sessions set ended_at = now() where id = $1 and ended_at is null", [
      actor.sessionId,
    ]);
    await writeAudit(deps.database, {
      accountId: actor.counter?.clerkId ?? actor.accountId,
      action: "session.ended",
      subjectKind: "session",
      subjectId: actor.sessionId,
      requestId,
    });
    setSessionCookie(deps.configuration, cookies, null);
    return { done: true as const };
  });

  serve(
    router,
    stepUp,
    deps,
  )(async ({ actor, body, requestId }) => {
    await deps.limits.take("step-up", actor.accountId);
    await checkPassword(deps, actor, body.password, { requestId, action: "session.step-up" });
    await forgetFailures(deps, actor.accountId);
    // Only failures count: who seals all day long enters the right password every five minutes.
    await deps.limits.giveBack("step-up", actor.accountId);
    const until = await raiseSession(deps, actor);
    await writeAudit(deps.database, {
      accountId: actor.accountId,
      action: "session.stepped-up",
      subjectKind: "session",
      subjectId: actor.sessionId,
      requestId,
    });
    return { stepUpUntil: until.toISOString() };
  });

  serve(
    router,
    changePassword,
    deps,
  )(async ({ actor, body, requestId }) => {
    await deps.limits.take("step-up", actor.accountId);
    const checked = await checkPassword(deps, actor, body.password, { requestId, action: "password.change" });
    await forgetFailures(deps, actor.accountId);
    await deps.limits.giveBack("step-up", actor.accountId);
    if (body.newPassword.normalize("NFKC") === body.password.normalize("NFKC")) throw new Refusal("password-unchanged");
    const hash = await hashPassword(body.newPassword);
    await deps.database.transaction(async (transaction) => {
      // One that was renewed meanwhile stays.
      await refuseChangedPassword(deps, checked, "for update", transaction);
      await rows(
        deps.database,
        "update accounts set password_hash = $2, must_change_password = false where id = $1",
        [actor.accountId, hash],
        transaction,
      );
      // Who knows the old password is signed out everywhere but here.
      const ended = await rows(
        deps.database,
        "update sessions set ended_at = now() where account_id = $1 and id <> $2 and ended_at is null returning id",
        [actor.accountId, actor.sessionId],
        transaction,
      );
      await writeAudit(
        deps.database,
        {
          ...{ accountId: actor.accountId, action: "password.changed", subjectKind: "account" },
          ...{ subjectId: actor.accountId, data: { sessionsEnded: ended.length }, requestId },
        },
        transaction,
      );
    });
    return presentSession(deps, { ...actor, mustChangePassword: false });
  });
}
