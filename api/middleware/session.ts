import { createHash, randomBytes } from "node:crypto";
import type { Context } from "koa";
import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import type { Actor, CounterClerk, Membership, PersonBehind } from "../../domain/actor.ts";
import { preparedRow, rows } from "../../db/connection.ts";
import { behind } from "../../db/people-behind.ts";
import type { ApiConfiguration, ApiDeps } from "../deps.ts";

/** `__Host-` needs a secure address; a demo on http://localhost keeps its cookie under a plain name. */
export function cookieName(configuration: Pick<ApiConfiguration, "baseUrl">): string {
  return isSecure(configuration) ? "__Host-rct" : "rct";
}

function isSecure(configuration: Pick<ApiConfiguration, "baseUrl">): boolean {
  return configuration.baseUrl.startsWith("https:");
}

/** Only this hash is stored: whoever reads the table cannot sign in with it. */
function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function tokenOf(context: Context, configuration: ApiConfiguration): string | undefined {
  const token = context.cookies.get(cookieName(configuration));
  return token && /^[\w-]{43}$/.test(token) ? token : undefined;
}

interface ActorRow {
  session_id: string;
  account_id: string;
  person_id: string | null;
  behind: PersonBehind;
  display_name: string;
  step_up_until: Date | null;
  must_change_password: boolean;
  memberships: Membership[];
  visit: (CounterClerk & Pick<Actor, "accountId" | "personId" | "displayName"> & { officeId: string }) | null;
}

// One query for every request: the session, its account, and what it may act as today. A session is idle after two
// hours, or after 30 minutes where the account acts for a body; `last_seen_at` moves at most once a minute.
const actorQuery = {
  name: "actor",
  text: `
with found as (
  select s.id, s.account_id, s.last_seen_at, s.step_up_until, a.person_id, ${behind("a.id")} as behind, a.display_name,
    a.must_change_password,
    coalesce((
      select json_agg(json_build_object(
        'role', m.role, 'officeId', m.office_id, 'officeKind', f.kind, 'organisationId', m.organisation_id,
        'name', coalesce(f.name, o.name), 'areaId', r.id, 'areaName', r.name, 'areaPath', r.path,
        'succeeds', case when exists (select from offices where successor_id is not null and history_moved_at is null)
          then offices_moving_to(m.office_id) else '{}' end,
        'standsInFor', case when absent.id is not null then json_build_object(
          'accountId', absent.id, 'personId', absent.person_id, 'behind', ${behind("absent.id")},
          'name', absent.display_name, 'matters', m.matters) end
      ) order by absent.id is not null, m.valid_from, m.id)
      from seats_today m
      left join accounts absent on absent.id = m.absent_id
      left join offices f on f.id = m.office_id
      left join organisations o on o.id = m.organisation_id
      join areas r on r.id = coalesce(f.area_id, o.area_id)
      where m.account_id = a.id
        and (f.ended_at is null or f.ended_at > now())
        and o.status is distinct from 'ended'
    ), '[]'::json) as memberships,
    (select json_build_object('accountId', p.id, 'personId', p.person_id, 'displayName', p.display_name,
       'clerkId', v.clerk_id, 'clerkName', v.clerk_name, 'officeId', v.office_id, 'officeName', v.office_name)
     from counter_visits v join accounts p on p.id = v.account_id and p.status = 'active'
     where v.session_id = s.id and v.clerk_id = s.account_id and v.ended_at is null and v.ends_at > now()) as visit
  from sessions s join accounts a on a.id = s.account_id
  where s.token_hash = $1 and s.ended_at is null and s.expires_at > now() and a.status = 'active'
), valid as (
  select * from found
  where last_seen_at > now() - case when json_array_length(memberships) = 0 then interval '2 hours' else interval '30 minutes' end
), seen as (
  update sessions set last_seen_at = now() from valid
  where $2 and sessions.id = valid.id and sessions.last_seen_at < now() - interval '1 minute'
)
select id as session_id, account_id, person_id, behind, display_name, step_up_until, must_change_password, memberships, visit from valid`,
};

/** `keepAlive: false` looks without counting as use: an open page alone does not keep a session. */
export async function loadActor(
  deps: Pick<ApiDeps, "database" | "configuration">,
  context: Context,
  { keepAlive }: { keepAlive: boolean },
): Promise<Actor | null> {
  const token = tokenOf(context, deps.configuration);
  return token ? findActor(deps, token, keepAlive) : null;
}

/** Who holds this token now; null when it is unknown, ended, or too long unused. */
export async function findActor(
  deps: Pick<ApiDeps, "database">,
  token: string,
  keepAlive: boolean,
): Promise<Actor | null> {
  const found = await preparedRow<ActorRow>(deps.database, actorQuery, [tokenHash(token), keepAlive]);
  if (!found) return null;
  // A clerk who no longer sits there acts for nobody.
  const { visit } = found;
  if (visit && found.memberships.some((seat) => seat.officeId === visit.officeId && !seat.standsInFor)) {
    const { accountId, personId, displayName, clerkId, clerkName, officeName } = visit;
    return {
      ...{ accountId, personId, displayName, sessionId: found.session_id, memberships: [], stepUpUntil: null },
      counter: { clerkId, clerkName, officeName },
    };
  }
  const stepUp = found.step_up_until?.getTime() ?? null;
  return {
    accountId: found.account_id,
    sessionId: found.session_id,
    personId: found.person_id,
    behind: found.behind,
    displayName: found.display_name,
    memberships: found.memberships,
    stepUpUntil: stepUp !== null && stepUp > Date.now() ? stepUp : null,
    ...(found.must_change_password ? { mustChangePassword: true } : {}),
  };
}

/**
 * A new session with a new name, whatever the caller brought along (no fixation); one that was there is ended.
 * It ends 12 hours later at the latest.
 */
export async function beginSession(
  deps: Pick<ApiDeps, "database" | "configuration">,
  cookies: Context["cookies"],
  accountId: string,
  transaction: Transaction,
): Promise<{ sessionId: string; token: string }> {
  const name = cookieName(deps.configuration);
  const before = cookies.get(name);
  if (before)
    await rows(
      deps.database,
      "update sessions set ended_at = now() where token_hash = $1 and ended_at is null",
      [tokenHash(before)],
      transaction,
    );
  // What ended long ago tells nobody anything; the audit trail has kept it.
  await rows(
    deps.database,
    "delete from sessions where account_id = $1 and expires_at < now() - interval '7 days'",
    [accountId],
    transaction,
  );
  const token = randomBytes(32).toString("base64url");
  const sessionId = uuidv7();
  await rows(
    deps.database,
    `insert into sessions (id, token_hash, account_id, created_at, last_seen_at, expires_at)
     values ($1, $2, $3, now(), now(), now() + interval '12 hours')`,
    [sessionId, tokenHash(token), accountId],
    transaction,
  );
  return { sessionId, token };
}

/** No expiry: the browser forgets it when it is closed, the server forgets it on its own. */
export function setSessionCookie(
  configuration: ApiConfiguration,
  cookies: Context["cookies"],
  token: string | null,
): void {
  const secure = isSecure(configuration);
  // The proxy in front speaks plain HTTP to us; whether the address is secure is said by the configuration.
  cookies.secure = secure;
  cookies.set(cookieName(configuration), token, {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    secure,
    overwrite: true,
    ...(token === null ? { expires: new Date(0) } : {}),
  });
}
