/** What an account may act as. `agent`: for an organisation; the others: in an office. */
export type MembershipRole = "agent" | "reviewer" | "chief" | "administrator";

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
}

/** Who asks, as the rows say it at this request. Rights come from `memberships` alone: dated, checked every time. */
export interface Actor {
  accountId: string;
  sessionId: string;
  personId: string | null;
  displayName: string;
  /** Those valid today (Asia/Shanghai). */
  memberships: readonly Membership[];
  /** Until when a password entered again counts (epoch ms); null when none was, or its time is over. */
  stepUpUntil: number | null;
}
