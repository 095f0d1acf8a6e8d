import { row } from "../../db/connection.ts";
import type { Actor } from "../../domain/actor.ts";
import type { session } from "../contracts/session.ts";
import { isDemo, type ApiDeps } from "../deps.ts";
import type { z } from "zod";

/** What every page needs first: who is signed in, and whose house this is. */
export async function presentSession(
  deps: Pick<ApiDeps, "database" | "configuration">,
  actor: Actor | null,
): Promise<z.input<typeof session>> {
  const { city, standIns } = deps.configuration;
  return {
    account: actor && (await presentAccount(deps, actor)),
    city: city.name,
    demo: isDemo(deps.configuration),
    standIns: [...standIns],
    contact: city.contact,
  };
}

async function presentAccount(deps: Pick<ApiDeps, "database">, actor: Actor) {
  const unread = await row<{ count: number }>(
    deps.database,
    "select count(*)::int as count from notifications where account_id = $1 and read_at is null",
    [actor.accountId],
  );
  const roles = new Set([
    ...(actor.personId ? ["applicant" as const] : []),
    ...actor.memberships.map(({ role }) => role),
  ]);
  return {
    id: actor.accountId,
    displayName: actor.displayName,
    roles: [...roles],
    counter: actor.counter ? { clerkName: actor.counter.clerkName, officeName: actor.counter.officeName } : null,
    memberships: actor.memberships.map(
      ({ role, officeId, officeKind, organisationId, name, areaName, standsInFor }) => ({
        standsInFor: standsInFor?.name ?? null,
        role,
        officeId,
        officeKind,
        organisationId,
        name,
        areaName,
      }),
    ),
    stepUpUntil: actor.stepUpUntil === null ? null : new Date(actor.stepUpUntil).toISOString(),
    mustChangePassword: actor.mustChangePassword ?? false,
    unreadNotifications: unread?.count ?? 0,
  };
}
