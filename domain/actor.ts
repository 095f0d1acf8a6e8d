/** What an account may act as. `agent`: for an organisation; the others: in an office. */
export type MembershipRole = "agent" | "reviewer" | "chief" | "administrator";

/** Who uses an account, as far as it is known: duties are the person's, whichever of their accounts they use (D20). */
export interface PersonBehind {
  /** Among the people of the platform. */
  personId: string | null;
  /** Every account they use. */
  accountIds: readonly string[];
}

/** Somebody absent, whose seat is used by their substitute until they are back (B-05). */
export interface Absent {
  accountId: string;
  personId: string | null;
  behind?: PersonBehind;
  name: string;
  /** The matters the substitution is limited to; null: all. */
  matters: readonly string[] | null;
}

/** One place an account acts in today: an office or an organisation, never both. */
export interface Membership {
  role: MembershipRole;
  officeId: string | null;
  officeKind: "department" | "title-office" | "talent-centre" | null;
  organisationId: string | null;
  /** The body's own name. */
  name: string;
  areaId: string;
  areaName: string;
  /** Ids from this area up to the country, most specific first. */
  areaPath: readonly string[];
  /** Offices that this one has succeeded, while what they once had is still being moved: it is read from here. */
  succeeds?: readonly string[];
  /** Whose seat it is, when it is not the account's own. */
  standsInFor?: Absent | null;
}

/** One's own seat is for every matter; one that is kept for somebody absent is for those of the substitution. */
export function isFor({ standsInFor }: Membership, matter: string): boolean {
  return !standsInFor?.matters || standsInFor.matters.includes(matter);
}

/** The bodies whose work is read from a seat: its own, and those whose history is on its way there. */
export function bodiesOf({ officeId, organisationId, succeeds = [] }: Membership): string[] {
  const own = officeId ?? organisationId;
  return own === null ? [] : [own, ...succeeds];
}

/** Every account of whoever uses this one. */
export function accountsOf({ accountId, behind }: Pick<Actor, "accountId" | "behind">): string[] {
  return [accountId, ...(behind?.accountIds ?? [])];
}

/** Whoever uses this account, among the people of the platform. */
export function personBehind({ personId, behind }: Pick<Actor, "personId" | "behind">): string | null {
  return personId ?? behind?.personId ?? null;
}

/** A clerk who acts for the person at the counter (窗口代办). */
export interface CounterClerk {
  clerkId: string;
  clerkName: string;
  officeName: string;
}

/** Who asks, as the rows say it at this request. Rights come from `memberships` alone: dated, checked every time. */
export interface Actor {
  accountId: string;
  sessionId: string;
  /** Whose own account it is: with their cases and certificates. */
  personId: string | null;
  behind?: PersonBehind;
  displayName: string;
  /** Those valid today (Asia/Shanghai). */
  memberships: readonly Membership[];
  /** Until when a password entered again counts (epoch ms); null when none was, or its time is over. */
  stepUpUntil: number | null;
  /** Signed in with a password that somebody else made: it is changed before anything else (D19). */
  mustChangePassword?: boolean;
  /** Set while a clerk acts in this actor's stead: then everything else is the person's at the counter, without seats. */
  counter?: CounterClerk | null;
}
